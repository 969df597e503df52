using CsCheck;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>Laws whose tensors can be told element by element.</summary>
public sealed class FixedInitializerTests
{
    public static TheoryData<torch.ScalarType> Types =>
        [torch.ScalarType.Float32, torch.ScalarType.Float64, torch.ScalarType.Float16, torch.ScalarType.BFloat16];

    [Theory]
    [MemberData(nameof(Types))]
    public void Zeros_ones_and_constant_fill_with_one_value(torch.ScalarType type)
    {
        foreach (TensorShape shape in (TensorShape[])[new([5]), new([2, 3]), new([2, 3, 4], TensorLayout.Keras), new([2, 3, 4, 5])])
        {
            AssertAll(0, new Zeros(), shape, type);
            AssertAll(1, new Ones(), shape, type);
            AssertAll(-0.375, new Constant(-0.375), shape, type);
        }
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    public void Identity_has_the_gain_on_the_diagonal(int rows, int columns)
    {
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            var shape = new TensorShape([rows, columns], layout);
            using torch.Tensor tensor = new Identity(2.5).CreateTensor(shape);
            double[] values = TensorValues.Of(tensor);
            for (int i = 0; i < values.Length; i++) Assert.Equal(i / columns == i % columns ? 2.5 : 0, values[i]);
            AssertVariance(new Identity(2.5), shape, values);
        }
    }

    [Theory]
    [InlineData("6x6x5", TensorLayout.Torch)]
    [InlineData("6x6x3x5", TensorLayout.Torch)]
    [InlineData("3x4x3x3x3", TensorLayout.Torch)]
    [InlineData("5x6x6", TensorLayout.Keras)]
    [InlineData("3x5x4x7", TensorLayout.Keras)]
    [InlineData("4x2x3x3", TensorLayout.Torch)]
    public void Dirac_passes_each_channel_through(string text, TensorLayout layout)
    {
        long[] shape = [.. text.Split('x').Select(long.Parse)];
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor tensor = new Dirac().CreateTensor(new TensorShape(shape, layout));
        int rank = shape.Length;
        torch.Tensor kernel = layout == TensorLayout.Torch
            ? tensor
            : tensor.permute([rank - 1, rank - 2, .. Enumerable.Range(0, rank - 2).Select(i => (long)i)]);
        long[] field = kernel.shape[2..];

        long channels = Math.Min(kernel.shape[0], kernel.shape[1]);
        Assert.Equal(channels, kernel.count_nonzero().item<long>());
        for (long channel = 0; channel < channels; channel++)
        {
            torch.Tensor own = kernel[channel, channel];
            foreach (long size in field) own = own[size / 2];
            Assert.Equal(1, own.item<float>());
        }
        AssertVariance(new Dirac(), new TensorShape(shape, layout), TensorValues.Of(tensor));
    }

    [Theory]
    [InlineData(0.1, 100)]
    [InlineData(0.07, 100)]
    [InlineData(0.29, 100)]
    [InlineData(0.1, 7)]
    [InlineData(0, 10)]
    [InlineData(0.99, 10)]
    [InlineData(1, 10)]
    public void Sparse_has_exactly_that_many_zeros_behind_each_input(double sparsity, int outputs)
    {
        int expected = (int)Math.Ceiling((decimal)sparsity * outputs);
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            using DisposeScope scope = torch.NewDisposeScope();
            var shape = new TensorShape(layout == TensorLayout.Torch ? [outputs, 40] : [40, outputs], layout);
            torch.Tensor tensor = (new Sparse(sparsity, 0.5) { Seed = 11 }).CreateTensor(shape);
            torch.Tensor zeros = tensor.eq(0).sum(layout == TensorLayout.Torch ? 0 : 1);
            Assert.All(zeros.data<long>().ToArray(), count => Assert.Equal(expected, count));
        }
    }

    [Fact]
    public void Sparse_draws_the_other_weights_from_a_normal_and_the_zeros_anywhere()
    {
        using torch.Tensor tensor = (new Sparse(0.3, 0.5) { Seed = 11 }).CreateTensor(new TensorShape([100, 400]), torch.ScalarType.Float64);
        double[] values = TensorValues.Of(tensor);
        Statistics.AssertFollows(ReferenceLaw.Normal(0, 0.5), [.. values.Where(value => value != 0)]);

        // Each output is zero behind a binomial number of the 400 inputs.
        double[] zeros = [.. values.Chunk(400).Select(row => (double)row.Count(value => value == 0))];
        double tolerance = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - (Statistics.FalseAlarm / 200)) * Math.Sqrt(400 * 0.3 * 0.7);
        Assert.All(zeros, count => Assert.InRange(count, 120 - tolerance, 120 + tolerance));
    }

    [Fact]
    public void Expected_variance_is_the_second_moment_of_what_is_drawn() =>
        Gen.Select(Gen.Long[1, 12], Gen.Long[1, 12], Gen.Long[1, 5], Gen.Double[0.1, 3]).Sample((outputs, inputs, field, gain) =>
        {
            Initializer[] laws = [new Orthogonal(gain) { Seed = 1 }, new DeltaOrthogonal(gain) { Seed = 1 }];
            foreach (Initializer law in laws)
            {
                if (law is DeltaOrthogonal && inputs > outputs) continue;
                var shape = new TensorShape([outputs, inputs, field]);
                using torch.Tensor tensor = law.CreateTensor(shape, torch.ScalarType.Float64);
                Assert.Equal(law.ExpectedVariance(shape), TensorValues.Of(tensor).Average(value => value * value), 1e-10);
            }
        }, iter: 100);

    private static void AssertAll(double expected, Initializer initializer, TensorShape shape, torch.ScalarType type)
    {
        using torch.Tensor tensor = initializer.CreateTensor(shape, type);
        Assert.Equal(shape.Dimensions, tensor.shape);
        Assert.All(TensorValues.Of(tensor), value => Assert.Equal(expected, value));
        Assert.Equal(0, initializer.ExpectedVariance(shape));
    }

    private static void AssertVariance(Initializer initializer, TensorShape shape, double[] values)
    {
        double mean = values.Average();
        Assert.Equal(values.Average(value => (value - mean) * (value - mean)), initializer.ExpectedVariance(shape), 1e-12);
    }
}
