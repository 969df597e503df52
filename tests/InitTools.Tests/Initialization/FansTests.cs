using CsCheck;

namespace InitTools.Tests;

public sealed class FansTests
{
    private static readonly Gen<long[]> Shapes = Gen.Long[1, 40].Array[1, 6];

    /// <summary>Counts connections: each output of a tensor of N weights and m outputs is fed by N / m of them.</summary>
    [Fact]
    public void Fans_are_the_weights_per_output_and_per_input() => Shapes.Sample(dimensions =>
    {
        long count = dimensions.Aggregate(1L, (product, size) => product * size);
        bool vector = dimensions.Length == 1;

        Assert.Equal(
            vector ? new Fans(count, count) : new Fans(count / dimensions[0], count / dimensions[1]),
            new TensorShape(dimensions, TensorLayout.Torch).Fans);
        Assert.Equal(
            vector ? new Fans(count, count) : new Fans(count / dimensions[^1], count / dimensions[^2]),
            new TensorShape(dimensions, TensorLayout.Keras).Fans);
    });

    [Fact]
    public void Layouts_of_the_same_kernel_have_the_same_fans() => Shapes.Where(shape => shape.Length >= 2).Sample(torch =>
    {
        long[] keras = [.. torch[2..], torch[1], torch[0]];
        TensorShape one = new(torch), other = new(keras, TensorLayout.Keras);
        Assert.Equal(one.Fans, other.Fans);
        Assert.Equal((one.Inputs, one.Outputs), (other.Inputs, other.Outputs));
        Assert.Equal(one.Kernel.ToArray(), other.Kernel.ToArray());
        Assert.Equal(one.ElementCount, other.ElementCount);
    });

    [Theory]
    [InlineData(FanMode.FanIn, 75)]
    [InlineData(FanMode.FanOut, 300)]
    [InlineData(FanMode.FanAvg, 187.5)]
    [InlineData(FanMode.FanGeoAvg, 150)]
    public void The_mode_chooses_n(FanMode mode, double n) // 12 outputs of 3 inputs through a field of 5 x 5
    {
        var law = new VarianceScaling(1.5, mode);
        Assert.Equal(1.5 / n, law.ExpectedVariance(new TensorShape([12, 3, 5, 5])), 1e-15);
        Assert.Equal(1.5 / n, law.ExpectedVariance(new TensorShape([5, 5, 3, 12], TensorLayout.Keras)), 1e-15);
    }

    [Fact]
    public void A_shape_beyond_any_memory_still_has_a_size()
    {
        var shape = new TensorShape([long.MaxValue, long.MaxValue, 4]);
        Assert.Equal(4 * System.Numerics.BigInteger.Pow(long.MaxValue, 2), shape.ElementCount);
        Assert.Equal(new Fans(long.MaxValue, long.MaxValue), shape.Fans);
    }
}
