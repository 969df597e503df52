using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>Values that their element type makes 0 of are foretold by the law, without a look at them.</summary>
public sealed class UnderflowTests
{
    private static readonly TensorShape Shape = new([200, 300]);

    public UnderflowTests() => TorchLibrary.EnsureLoaded();

    // Sizes are in units of the type's smallest number. 5.5 standard deviations of a binomial share are a false alarm in 2.6e7 draws.
    // Values are computed in Float32: of its own smallest numbers there are whole units only, and a uniform law's steps are smaller still.
    [Theory]
    [InlineData(torch.ScalarType.Float16, -24, 0.01, 0.2, 0.6, 0.9, 3.3, 20.0)]
    [InlineData(torch.ScalarType.BFloat16, -133, 0.01, 0.2, 0.6, 0.9, 3.3, 20.0)]
    [InlineData(torch.ScalarType.Float32, -149, 1.0, 3.0, 20.0)]
    public void The_share_of_zeros_is_the_one_foretold(torch.ScalarType type, int exponent, params double[] sizes)
    {
        double unit = Math.ScaleB(1, exponent);
        foreach (double size in sizes.Select(size => size * unit))
        {
            Initializer[] laws = [new RandomNormal(0, size), new RandomNormal(size, size), new TruncatedNormal(0, size)];
            if (type != torch.ScalarType.Float32) laws = [.. laws, new VarianceScaling(300 * size * size), new Orthogonal(size * Math.Sqrt(300))];
            if (type == torch.ScalarType.Float16) laws = [.. laws, new RandomUniform(-size, size)];
            Assert.All(laws, law => Assert.InRange(ZerosOf(law, type) - Underflow.Find(law, Shape, type)!.ZeroFraction, -0.0113, 0.0113));
        }
    }

    [Theory]
    [InlineData(torch.ScalarType.Float16)]
    [InlineData(torch.ScalarType.BFloat16)]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.Float64)]
    public void Laws_that_networks_are_made_with_are_far_from_it(torch.ScalarType type)
    {
        Assert.InRange(InitializerCatalogue.All.Count, 17, 30);
        foreach (InitializerInfo info in InitializerCatalogue.All)
        {
            Initializer law = InitializerCatalogue.Find(info.Name, "Initializer");
            TensorShape shape = info.Name is "DeltaOrthogonal" or "Dirac" ? new([512, 512, 3, 3]) : new([10_000, 10_000]);
            Assert.Null(Underflow.Find(law, shape, type));
            Assert.InRange(law.ShareWithin(shape, TensorDataType.SmallestValue(type) / 2), 0, Underflow.NoticeableShare / 1000);
        }
    }

    [Fact]
    public void What_is_zero_by_design_is_none()
    {
        Assert.All(
            new Initializer[] { new Zeros(), new Constant(0), new RandomNormal(0, 0), new TruncatedNormal(0, 0), new Orthogonal(0), new Sparse(1, 1), new InitTools.Identity(0) },
            law => Assert.Null(Underflow.Find(law, Shape, torch.ScalarType.Float16)));
        Assert.Null(Underflow.Find(new Sparse(0.9, 0.01), Shape, torch.ScalarType.Float16));
    }

    [Fact]
    public void Every_law_can_underflow_and_the_types_that_hold_it_are_named()
    {
        var kernel = new TensorShape([8, 8, 3, 3]);
        Assert.All(
            new (Initializer, TensorShape)[]
            {
                (new Constant(1e-9), Shape), (new RandomNormal(1e-9, 0), Shape), (new Sparse(0.1, 1e-9), Shape), (new InitTools.Identity(-1e-9), Shape),
                (new Orthogonal(1e-9), Shape), (new DeltaOrthogonal(-1e-9), kernel), (new VarianceScaling(1e-18), Shape),
            },
            draw =>
            {
                Underflow found = Underflow.Find(draw.Item1, draw.Item2, torch.ScalarType.Float16)!;
                Assert.InRange(found.ZeroFraction, 0.999, 1);
                Assert.Equal([torch.ScalarType.BFloat16, torch.ScalarType.Float32, torch.ScalarType.Float64], found.Remedies);
                Assert.Equal((draw.Item1.Name, draw.Item2), (found.Initializer, found.Shape));
            });
    }

    [Theory]
    [InlineData(1e-8, "RandomNormal draws 200x300 in Float16, whose smallest number is 6E-08: nearly all values are 0. BFloat16 or Float32 or Float64 holds them, and in Float16 a law of values around 6E-06 or more is right.")]
    [InlineData(1e-9, "all values are 0.")]
    [InlineData(1e-7, "23 % of the values are 0.")]
    public void It_is_told_with_what_would_be_right(double standardDeviation, string text) => Assert.Contains(
        text, Underflow.Find(new RandomNormal(0, standardDeviation), Shape, torch.ScalarType.Float16)!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void What_it_advises_is_right()
    {
        Assert.Null(Underflow.Find(new RandomNormal(0, 6e-6), Shape, torch.ScalarType.Float16));
        Assert.Null(Underflow.Find(new RandomUniform(-6e-6, 6e-6), Shape, torch.ScalarType.Float16));
        Assert.Null(Underflow.Find(new TruncatedNormal(0, 6e-6), Shape, torch.ScalarType.Float16));
    }

    [Fact]
    public void A_draw_tells_once_whoever_listens()
    {
        var heard = new List<Underflow>();
        var options = new SamplerOptions { Underflowed = heard.Add };
        using torch.Tensor small = new RandomNormal(0, 1e-9).CreateTensor(Shape, torch.ScalarType.Float16, options);
        Assert.Single(heard);
        new RandomNormal(0, 1e-9).Fill(small, TensorLayout.Torch, new RandomStream(1, 2), options);
        Assert.Equal(2, heard.Count);
        new RandomNormal(0, 1).Fill(small, TensorLayout.Torch, new RandomStream(1, 2), options);
        new RandomNormal(0, 1e-9).Fill(small, TensorLayout.Torch, new RandomStream(1, 2));
        Assert.Equal(2, heard.Count);
    }

    private static double ZerosOf(Initializer law, torch.ScalarType type)
    {
        using torch.Tensor drawn = (law with { Seed = 5 }).CreateTensor(Shape, type);
        return TensorStatistics.Measure(drawn).ZeroFraction;
    }
}
