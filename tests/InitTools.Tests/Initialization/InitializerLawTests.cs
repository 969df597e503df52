using TorchSharp;

namespace InitTools.Tests;

/// <summary>Draws tensors by every sampled law and compares them with the law as the papers and frameworks define it.</summary>
public sealed class InitializerLawTests
{
    private const double TruncatedDeviation = 0.87962566103423978;

    private static readonly long[][] Shapes = [[30_000], [240, 125], [60, 50, 10], [40, 30, 5, 5]];

    private static readonly torch.ScalarType[] Types =
        [torch.ScalarType.Float32, torch.ScalarType.Float64, torch.ScalarType.Float16, torch.ScalarType.BFloat16];

    /// <summary>Name, scale, which fan, which distribution: Keras' documentation, and PyTorch's for the last two.</summary>
    private static readonly (string Name, double Scale, Func<double, double, double> N, string Distribution)[] Scalings =
    [
        ("glorot_uniform", 1, (fanIn, fanOut) => (fanIn + fanOut) / 2, "uniform"),
        ("glorot_normal", 1, (fanIn, fanOut) => (fanIn + fanOut) / 2, "truncated"),
        ("he_uniform", 2, (fanIn, _) => fanIn, "uniform"),
        ("he_normal", 2, (fanIn, _) => fanIn, "truncated"),
        ("lecun_uniform", 1, (fanIn, _) => fanIn, "uniform"),
        ("lecun_normal", 1, (fanIn, _) => fanIn, "truncated"),
        ("xavier_normal", 1, (fanIn, fanOut) => (fanIn + fanOut) / 2, "normal"),
        ("kaiming_normal", 2, (fanIn, _) => fanIn, "normal"),
    ];

    private static readonly (Initializer Initializer, ReferenceLaw Law)[] Fixed =
    [
        (new RandomNormal(), ReferenceLaw.Normal(0, 0.05)),
        (new RandomNormal(-3, 2), ReferenceLaw.Normal(-3, 2)),
        (new RandomUniform(), ReferenceLaw.Uniform(-0.05, 0.05)),
        (new RandomUniform(1, 5), ReferenceLaw.Uniform(1, 5)),
        (new TruncatedNormal(), ReferenceLaw.TruncatedNormal(0, 0.05)),
        (new TruncatedNormal(10, 4), ReferenceLaw.TruncatedNormal(10, 4)),
    ];

    public static TheoryData<string, string, TensorLayout, torch.ScalarType> ScalingCases =>
        [.. from law in Scalings
            from shape in Shapes
            from layout in Enum.GetValues<TensorLayout>()
            from type in Types
            select (law.Name, string.Join('x', shape), layout, type)];

    public static TheoryData<int, torch.ScalarType> FixedCases =>
        [.. from law in Enumerable.Range(0, Fixed.Length) from type in Types select (law, type)];

    [Theory]
    [MemberData(nameof(ScalingCases))]
    public void A_scaled_law_has_its_moments_bounds_and_distribution(
        string name, string shape, TensorLayout layout, torch.ScalarType type)
    {
        long[] dimensions = [.. shape.Split('x').Select(long.Parse)];
        (_, double scale, Func<double, double, double> n, string distribution) = Scalings.Single(law => law.Name == name);
        (double fanIn, double fanOut) = CountFans(dimensions, layout);
        double deviation = Math.Sqrt(scale / n(fanIn, fanOut));
        ReferenceLaw law = distribution switch
        {
            "uniform" => ReferenceLaw.Uniform(-Math.Sqrt(3) * deviation, Math.Sqrt(3) * deviation),
            "normal" => ReferenceLaw.Normal(0, deviation),
            _ => ReferenceLaw.TruncatedNormal(0, deviation / TruncatedDeviation),
        };
        Initializer initializer = InitializerCatalogue.Find(name, "Name", new LawArguments { Seed = 20260101 });

        Assert.Equal(deviation * deviation, initializer.ExpectedVariance(new TensorShape(dimensions, layout)), 1e-12);
        AssertDraws(law, initializer, new TensorShape(dimensions, layout), type);
    }

    [Theory]
    [MemberData(nameof(FixedCases))]
    public void A_law_without_fans_has_its_moments_bounds_and_distribution(int index, torch.ScalarType type)
    {
        (Initializer initializer, ReferenceLaw law) = Fixed[index];
        var shape = new TensorShape([200, 50, 3]);
        Assert.Equal(law.Variance, initializer.ExpectedVariance(shape), 1e-12);
        AssertDraws(law, initializer with { Seed = 7 }, shape, type);
    }

    [Theory]
    [InlineData(FanMode.FanOut, ScalingDistribution.Uniform)]
    [InlineData(FanMode.FanOut, ScalingDistribution.UntruncatedNormal)]
    [InlineData(FanMode.FanGeoAvg, ScalingDistribution.Uniform)]
    [InlineData(FanMode.FanGeoAvg, ScalingDistribution.TruncatedNormal)]
    public void Every_mode_goes_with_every_distribution(FanMode mode, ScalingDistribution distribution)
    {
        const double Scale = 0.7;
        double deviation = Math.Sqrt(Scale / (mode == FanMode.FanOut ? 400 : Math.Sqrt(400 * 100)));
        ReferenceLaw law = distribution switch
        {
            ScalingDistribution.Uniform => ReferenceLaw.Uniform(-Math.Sqrt(3) * deviation, Math.Sqrt(3) * deviation),
            ScalingDistribution.UntruncatedNormal => ReferenceLaw.Normal(0, deviation),
            _ => ReferenceLaw.TruncatedNormal(0, deviation / TruncatedDeviation),
        };
        AssertDraws(
            law, new VarianceScaling(Scale, mode, distribution) { Seed = 5 }, new TensorShape([400, 100]), torch.ScalarType.Float32);
    }

    [Fact]
    public void A_variance_too_small_to_sample_is_exact_in_every_type()
    {
        using torch.Tensor tensor = new RandomNormal(1.5, 0).CreateTensor(new TensorShape([7]), torch.ScalarType.BFloat16);
        Assert.All(TensorValues.Of(tensor), value => Assert.Equal(1.5, value));
    }

    private static void AssertDraws(ReferenceLaw law, Initializer initializer, TensorShape shape, torch.ScalarType type)
    {
        using torch.Tensor tensor = initializer.CreateTensor(shape, type);
        Assert.Equal(shape.Dimensions, tensor.shape);
        Assert.Equal(type, tensor.dtype);
        Statistics.AssertFollows(law, TensorValues.Of(tensor), Rounding(type, law));
    }

    // Rounding to p bits moves a value x by up to 2^-p |x|, and so its probability by up to 2^-p |x| f(x) for the density f.
    private static double Rounding(torch.ScalarType type, ReferenceLaw law)
    {
        double unit = type switch
        {
            torch.ScalarType.Float16 => Math.ScaleB(1, -11),
            torch.ScalarType.BFloat16 => Math.ScaleB(1, -8),
            _ => 0,
        };
        double sharpest = 0.6 / Math.Sqrt(law.Variance); // no density here is higher
        double largest = Math.Abs(law.Mean) + (3 * Math.Sqrt(law.Variance));
        return unit * (law.Mean == 0 ? 0.5 : largest * sharpest);
    }

    // By counting connections, not by the formulas of the product.
    private static (double In, double Out) CountFans(long[] dimensions, TensorLayout layout)
    {
        double count = dimensions.Aggregate(1L, (product, size) => product * size);
        if (dimensions.Length == 1) return (count, count);
        return layout == TensorLayout.Torch
            ? (count / dimensions[0], count / dimensions[1])
            : (count / dimensions[^1], count / dimensions[^2]);
    }
}
