using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>An initializer that draws every element independently from one distribution.</summary>
public abstract record SampledInitializer : Initializer
{
    /// <summary>The distribution of each element of a tensor of this shape.</summary>
    /// <param name="shape">The tensor's shape, with its layout.</param>
    /// <returns>The law that the elements are drawn from.</returns>
    public abstract SamplingLaw GetLaw(TensorShape shape);

    /// <summary>How many standard deviations the tails of what the sampler draws from a normal law can reach.</summary>
    internal const double NormalReach = 8.3;

    private protected override double Reach(TensorShape shape) => GetLaw(shape) switch
    {
        UniformLaw law => Math.Max(Math.Abs(law.Minimum), Math.Abs(law.Maximum)),
        TruncatedNormalLaw law => Math.Abs(law.Mean) + (2 * law.StandardDeviation),
        NormalLaw law => Math.Abs(law.Mean) + (NormalReach * law.StandardDeviation),
        _ => 0,
    };

    // A law with ends is drawn strictly between them: ends at twice the distance, the smallest number, leave nothing but 0.
    private protected override double ShareOfLawWithin(TensorShape shape, double distance) =>
        GetLaw(shape) is var law && law is not NormalLaw && Reach(shape) <= 2 * distance ? 1 : law.ShareWithin(distance);

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options) =>
        Sampler.Fill(tensor, GetLaw(shape), stream, options: options);
}

/// <summary>A normal distribution with fixed mean and standard deviation (Keras' <c>RandomNormal</c>).</summary>
public sealed record RandomNormal : SampledInitializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="mean">The mean, finite.</param>
    /// <param name="standardDeviation">The standard deviation, 0 or more and finite.</param>
    /// <exception cref="InitToolsException"><c>InvalidMean</c> or <c>InvalidStandardDeviation</c>.</exception>
    public RandomNormal(double mean = 0, double standardDeviation = 0.05)
    {
        Mean = LawParameter.Finite(mean, nameof(Mean));
        StandardDeviation = LawParameter.NotNegative(standardDeviation, nameof(StandardDeviation));
    }

    /// <inheritdoc/>
    public override string Name => nameof(RandomNormal);

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters =>
        [(nameof(Mean), Mean), (nameof(StandardDeviation), StandardDeviation)];

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape) => StandardDeviation * StandardDeviation;

    /// <inheritdoc/>
    public override SamplingLaw GetLaw(TensorShape shape) => new NormalLaw(Mean, StandardDeviation);
}

/// <summary>A uniform distribution with fixed ends (Keras' <c>RandomUniform</c>); both ends are open.</summary>
public sealed record RandomUniform : SampledInitializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="minimum">The lower end, finite.</param>
    /// <param name="maximum">The upper end, finite and above the lower.</param>
    /// <exception cref="InitToolsException"><c>InvalidMinimum</c>, <c>InvalidMaximum</c> or <c>InvalidRange</c>.</exception>
    public RandomUniform(double minimum = -0.05, double maximum = 0.05)
    {
        Minimum = LawParameter.Finite(minimum, nameof(Minimum));
        Maximum = LawParameter.Finite(maximum, nameof(Maximum));
        if (Minimum >= Maximum)
        {
            throw InitToolsException.Argument(
                "InvalidRange", "Maximum", maximum, $"above Minimum, which is {InitToolsException.Show(minimum)}");
        }
    }

    /// <inheritdoc/>
    public override string Name => nameof(RandomUniform);

    /// <summary>The lower end.</summary>
    public double Minimum { get; }

    /// <summary>The upper end.</summary>
    public double Maximum { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters =>
        [(nameof(Minimum), Minimum), (nameof(Maximum), Maximum)];

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape) => (Maximum - Minimum) * (Maximum - Minimum) / 12;

    /// <inheritdoc/>
    public override SamplingLaw GetLaw(TensorShape shape) => new UniformLaw(Minimum, Maximum);
}

/// <summary>
/// A normal distribution cut at two standard deviations (Keras' <c>TruncatedNormal</c>). The variance is not corrected for
/// the cut: it is 0.774 times the square of <see cref="StandardDeviation"/>.
/// </summary>
public sealed record TruncatedNormal : SampledInitializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="mean">The mean, finite.</param>
    /// <param name="standardDeviation">The standard deviation before the cut, 0 or more and finite.</param>
    /// <exception cref="InitToolsException"><c>InvalidMean</c> or <c>InvalidStandardDeviation</c>.</exception>
    public TruncatedNormal(double mean = 0, double standardDeviation = 0.05)
    {
        Mean = LawParameter.Finite(mean, nameof(Mean));
        StandardDeviation = LawParameter.NotNegative(standardDeviation, nameof(StandardDeviation));
    }

    /// <inheritdoc/>
    public override string Name => nameof(TruncatedNormal);

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation of the normal distribution that is cut.</summary>
    public double StandardDeviation { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters =>
        [(nameof(Mean), Mean), (nameof(StandardDeviation), StandardDeviation)];

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape) =>
        Math.Pow(StandardDeviation * VarianceScaling.TruncatedStandardDeviation, 2);

    /// <inheritdoc/>
    public override SamplingLaw GetLaw(TensorShape shape) => new TruncatedNormalLaw(Mean, StandardDeviation);
}
