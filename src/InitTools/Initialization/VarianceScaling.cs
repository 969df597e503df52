using InitTools.Sampling;

namespace InitTools;

/// <summary>Which number of connections the variance is divided by.</summary>
public enum FanMode
{
    /// <summary>The inputs: keeps the variance of the signal on its way forward (He et al. 2015, equation 10).</summary>
    FanIn,

    /// <summary>The outputs: keeps the variance of the gradient on its way back (He et al. 2015, equation 14).</summary>
    FanOut,

    /// <summary>Their arithmetic mean (Glorot and Bengio 2010, equation 12).</summary>
    FanAvg,

    /// <summary>Their geometric mean.</summary>
    FanGeoAvg,
}

/// <summary>The shape of the distribution that the variance is given to.</summary>
public enum ScalingDistribution
{
    /// <summary>A normal cut at two standard deviations, widened so that its variance is right after the cut.</summary>
    TruncatedNormal,

    /// <summary>A plain normal.</summary>
    UntruncatedNormal,

    /// <summary>A uniform, symmetric about 0.</summary>
    Uniform,
}

/// <summary>
/// The law behind Glorot, He and LeCun: mean 0 and variance s = scale / n, with n the fan-in, the fan-out or a mean of both,
/// at least 1. TruncatedNormal draws N(0, s / 0.87962566103423978^2) cut at two standard deviations, UntruncatedNormal
/// N(0, s), Uniform from -sqrt(3 s) to sqrt(3 s).
/// </summary>
public sealed record VarianceScaling : SampledInitializer
{
    /// <summary>The standard deviation of a standard normal that is cut at -2 and 2.</summary>
    public const double TruncatedStandardDeviation = 0.87962566103423978;

    /// <summary>Creates the law.</summary>
    /// <param name="scale">The variance times n, finite and above 0.</param>
    /// <param name="mode">What n is.</param>
    /// <param name="distribution">The distribution's shape.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidScale</c>: scale is NaN, infinite, 0 or negative.</exception>
    public VarianceScaling(
        double scale = 1,
        FanMode mode = FanMode.FanIn,
        ScalingDistribution distribution = ScalingDistribution.TruncatedNormal)
    {
        Scale = LawParameter.Positive(scale, nameof(Scale));
        Mode = mode;
        Distribution = distribution;
    }

    /// <summary>The name of the law where it has one, <c>HeNormal</c> or <c>KaimingNormal</c>; else <c>VarianceScaling</c>.</summary>
    public override string Name => InitializerCatalogue.NameOf(this);

    /// <summary>The variance times n.</summary>
    public double Scale { get; }

    /// <summary>What n is.</summary>
    public FanMode Mode { get; }

    /// <summary>The distribution's shape.</summary>
    public ScalingDistribution Distribution { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters =>
        [(nameof(Scale), Scale), (nameof(Mode), Mode), (nameof(Distribution), Distribution)];

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Fans fans = shape.Fans;
        double n = Mode switch
        {
            FanMode.FanIn => fans.In,
            FanMode.FanOut => fans.Out,
            FanMode.FanAvg => ((double)fans.In + fans.Out) / 2,
            _ => Math.Sqrt((double)fans.In * fans.Out),
        };
        return Scale / Math.Max(1, n);
    }

    /// <inheritdoc/>
    public override SamplingLaw GetLaw(TensorShape shape)
    {
        double standardDeviation = Math.Sqrt(ExpectedVariance(shape));
        double limit = Math.Sqrt(3) * standardDeviation;
        return Distribution switch
        {
            ScalingDistribution.TruncatedNormal =>
                new TruncatedNormalLaw(0, standardDeviation / TruncatedStandardDeviation),
            ScalingDistribution.UntruncatedNormal => new NormalLaw(0, standardDeviation),
            _ => new UniformLaw(-limit, limit),
        };
    }

    /// <summary>Equal scale, mode, distribution and seed.</summary>
    /// <param name="other">The other law.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(VarianceScaling? other) => other is not null && Seed == other.Seed && HasLawOf(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scale, Mode, Distribution, Seed);

    internal bool HasLawOf(VarianceScaling other) =>
        Scale == other.Scale && Mode == other.Mode && Distribution == other.Distribution;
}
