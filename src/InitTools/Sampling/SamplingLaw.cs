namespace InitTools.Sampling;

/// <summary>What each element is drawn from, independently of the others.</summary>
public abstract record SamplingLaw
{
    private protected SamplingLaw()
    {
    }

    /// <summary>The probability density.</summary>
    /// <param name="value">A number.</param>
    /// <returns>The density there, 0 or more; NaN for a law that always draws one value.</returns>
    public abstract double Density(double value);

    /// <summary>The distribution function: the probability of a value or less.</summary>
    internal abstract double Cumulative(double value);

    /// <summary>The probability of a value within a distance of 0 where the law reaches beyond it.</summary>
    internal double ShareWithin(double distance) => Cumulative(distance) - Cumulative(-distance);
}

/// <summary>Every value between two ends is equally likely; neither end is ever drawn.</summary>
public sealed record UniformLaw : SamplingLaw
{
    /// <summary>Creates the law.</summary>
    /// <param name="minimum">The lower end, finite.</param>
    /// <param name="maximum">The upper end, finite and above the lower.</param>
    /// <exception cref="InitToolsException"><c>InvalidMinimum</c>, <c>InvalidMaximum</c> or <c>InvalidRange</c>.</exception>
    public UniformLaw(double minimum, double maximum)
    {
        Minimum = LawParameter.Finite(minimum, nameof(Minimum));
        Maximum = LawParameter.Finite(maximum, nameof(Maximum));
        if (minimum >= maximum)
        {
            throw InitToolsException.Argument(
                "InvalidRange", nameof(Maximum), maximum, $"above Minimum, which is {InitToolsException.Show(minimum)}");
        }
    }

    /// <summary>The lower end.</summary>
    public double Minimum { get; }

    /// <summary>The upper end.</summary>
    public double Maximum { get; }

    /// <inheritdoc/>
    public override double Density(double value) => value > Minimum && value < Maximum ? 1 / (Maximum - Minimum) : 0;

    internal override double Cumulative(double value) => Math.Clamp((value - Minimum) / (Maximum - Minimum), 0, 1);
}

/// <summary>The normal distribution.</summary>
public sealed record NormalLaw : SamplingLaw
{
    /// <summary>Creates the law.</summary>
    /// <param name="mean">The mean, finite.</param>
    /// <param name="standardDeviation">The standard deviation, 0 or more and finite.</param>
    /// <exception cref="InitToolsException"><c>InvalidMean</c> or <c>InvalidStandardDeviation</c>.</exception>
    public NormalLaw(double mean, double standardDeviation)
    {
        Mean = LawParameter.Finite(mean, nameof(Mean));
        StandardDeviation = LawParameter.NotNegative(standardDeviation, nameof(StandardDeviation));
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation { get; }

    /// <inheritdoc/>
    public override double Density(double value) => NormalDistribution.Density((value - Mean) / StandardDeviation) / StandardDeviation;

    internal override double Cumulative(double value) => StandardDeviation > 0
        ? NormalDistribution.Cumulative((value - Mean) / StandardDeviation)
        : value < Mean ? 0 : 1;
}

/// <summary>
/// The normal distribution cut at two standard deviations on either side: what would fall outside is spread over the inside
/// in proportion. Every value lies strictly between <see cref="Lower"/> and <see cref="Upper"/>.
/// </summary>
public sealed record TruncatedNormalLaw : SamplingLaw
{
    /// <summary>Creates the law.</summary>
    /// <param name="mean">The mean, finite.</param>
    /// <param name="standardDeviation">
    /// The standard deviation of the normal distribution before it is cut, 0 or more and finite; that of the drawn values is
    /// 0.87962566103423978 of it.
    /// </param>
    /// <exception cref="InitToolsException"><c>InvalidMean</c> or <c>InvalidStandardDeviation</c>.</exception>
    public TruncatedNormalLaw(double mean, double standardDeviation)
    {
        Mean = LawParameter.Finite(mean, nameof(Mean));
        StandardDeviation = LawParameter.NotNegative(standardDeviation, nameof(StandardDeviation));
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation before the cut.</summary>
    public double StandardDeviation { get; }

    /// <summary>Where the law is cut below.</summary>
    public double Lower => Mean - (2 * StandardDeviation);

    /// <summary>Where the law is cut above.</summary>
    public double Upper => Mean + (2 * StandardDeviation);

    /// <inheritdoc/>
    public override double Density(double value) => value < Lower || value > Upper
        ? 0
        : NormalDistribution.Density((value - Mean) / StandardDeviation) / (StandardDeviation * Inside);

    internal override double Cumulative(double value) =>
        value < Lower ? 0
        : value >= Upper ? 1
        : (NormalDistribution.Cumulative((value - Mean) / StandardDeviation) - Tail) / Inside;

    private static double Tail { get; } = NormalDistribution.Cumulative(-2);

    private static double Inside { get; } = 1 - (2 * Tail);
}
