using MathNet.Numerics.Distributions;

namespace InitTools.Tests;

/// <summary>A distribution as the books give it, worked out here and not by the code under test.</summary>
/// <param name="Cdf">P(X up to x).</param>
/// <param name="Mean">E[X].</param>
/// <param name="Variance">E[(X - Mean)^2].</param>
/// <param name="Kurtosis">E[(X - Mean)^4] / Variance^2.</param>
/// <param name="Lower">No value is below, or at it if it is finite.</param>
/// <param name="Upper">No value is above, or at it if it is finite.</param>
internal sealed record ReferenceLaw(
    Func<double, double> Cdf, double Mean, double Variance, double Kurtosis, double Lower, double Upper)
{
    public static ReferenceLaw Uniform(double lower, double upper) => new(
        x => Math.Clamp((x - lower) / (upper - lower), 0, 1),
        (lower + upper) / 2, (upper - lower) * (upper - lower) / 12, 1.8, lower, upper);

    public static ReferenceLaw Normal(double mean, double deviation) => new(
        x => MathNet.Numerics.Distributions.Normal.CDF(mean, deviation, x),
        mean, deviation * deviation, 3, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>A normal distribution cut at two of its standard deviations.</summary>
    public static ReferenceLaw TruncatedNormal(double mean, double deviation)
    {
        const double Cut = 2;
        double below = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -Cut);
        double inside = 1 - (2 * below);
        double Moment(int order) => MathNet.Numerics.Integration.GaussLegendreRule.Integrate(
            z => Math.Pow(z, order) * MathNet.Numerics.Distributions.Normal.PDF(0, 1, z) / inside, -Cut, Cut, 64);
        double second = Moment(2);
        return new(
            x => Math.Clamp((MathNet.Numerics.Distributions.Normal.CDF(mean, deviation, x) - below) / inside, 0, 1),
            mean, deviation * deviation * second, Moment(4) / (second * second), mean - (Cut * deviation), mean + (Cut * deviation));
    }
}

/// <summary>Tests of samples against laws. Every test that uses them has a fixed seed and a false-alarm rate of <see cref="FalseAlarm"/>.</summary>
internal static class Statistics
{
    /// <summary>How often a test would fail although all is right, if its seed weren't fixed.</summary>
    public const double FalseAlarm = 1e-6;

    /// <summary>The number of standard errors that a mean is off by with that probability.</summary>
    public static double Tolerance { get; } = Normal.InvCDF(0, 1, 1 - (FalseAlarm / 2));

    /// <summary>
    /// Kolmogorov and Smirnov's test: the probability that n values of the law differ at least as much from it as these, by the
    /// asymptotic series with Stephens' correction of n.
    /// </summary>
    /// <param name="values">The sample.</param>
    /// <param name="cdf">The law.</param>
    /// <param name="rounding">By how much rounding of the values may move their probability; not held against them.</param>
    public static double KolmogorovSmirnov(double[] values, Func<double, double> cdf, double rounding = 0)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double expected = cdf(sorted[i]);
            distance = Math.Max(distance, Math.Max(expected - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - expected));
        }
        double root = Math.Sqrt(sorted.Length);
        double lambda = (root + 0.12 + (0.11 / root)) * Math.Max(0, distance - rounding);
        if (lambda < 0.2) return 1;
        double p = 0;
        for (int k = 1; k <= 100; k++) p += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * lambda * lambda);
        return Math.Clamp(p, 0, 1);
    }

    /// <summary>The two-sided probability of a mean this far off.</summary>
    public static double MeanPValue(double[] values, ReferenceLaw law) =>
        TwoSided((values.Average() - law.Mean) / Math.Sqrt(law.Variance / values.Length));

    /// <summary>The two-sided probability of a variance this far off, about the law's mean.</summary>
    public static double VariancePValue(double[] values, ReferenceLaw law)
    {
        double variance = values.Average(value => (value - law.Mean) * (value - law.Mean));
        return TwoSided(((variance / law.Variance) - 1) / Math.Sqrt((law.Kurtosis - 1) / values.Length));
    }

    /// <summary>Asserts mean, variance, bounds and distribution.</summary>
    public static void AssertFollows(ReferenceLaw law, double[] values, double rounding = 0)
    {
        const double Each = FalseAlarm / 3;
        Assert.InRange(MeanPValue(values, law), Each, 1);
        Assert.InRange(VariancePValue(values, law), Each, 1);
        Assert.InRange(KolmogorovSmirnov(values, law.Cdf, rounding), Each, 1);
        Assert.All(values, value => Assert.True(law.Lower < value && value < law.Upper, $"{value} is out of bounds."));
    }

    /// <summary>Asserts that a figure's mean over several seeds is the expected one, with a tolerance that comes from their spread.</summary>
    public static void AssertMean(double expected, double[] figures)
    {
        double t = (figures.Average() - expected) / (Deviation(figures) / Math.Sqrt(figures.Length));
        double p = 2 * StudentT.CDF(0, 1, figures.Length - 1, -Math.Abs(t));
        Assert.True(p >= FalseAlarm, $"The mean of [{string.Join(", ", figures)}] is not {expected} (p = {p:E1}).");
    }

    /// <summary>The standard deviation of a sample.</summary>
    public static double Deviation(double[] figures)
    {
        double mean = figures.Average();
        return Math.Sqrt(figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Length - 1));
    }

    private static double TwoSided(double z) => 2 * Normal.CDF(0, 1, -Math.Abs(z));
}
