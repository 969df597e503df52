using MathNet.Numerics;

namespace InitTools.Tests.Sampling;

/// <summary>2^24 draws of one law, sorted, with the figures that are tested.</summary>
internal sealed class LargeSample
{
    public const int Count = 1 << 24;

    /// <summary>As one block: sorted, and the law's probability up to each.</summary>
    private readonly double[] _probabilities = new double[Count];

    public LargeSample(Func<double, double> cdf, double[] values)
    {
        Sorted = values;
        int half = Count / 2;
        Parallel.Invoke(() => Array.Sort(values, 0, half), () => Array.Sort(values, half, Count - half));
        Merge(values, half);
        Parallel.For(0, 64, part =>
        {
            for (int i = part * (Count / 64); i < (part + 1) * (Count / 64); i++) _probabilities[i] = cdf(values[i]);
        });
    }

    public double[] Sorted { get; }

    /// <summary>Kolmogorov's statistic sqrt(n) D; above x with probability 2 exp(-2 x^2).</summary>
    public double KolmogorovSmirnov()
    {
        double distance = 0;
        for (int i = 0; i < Count; i++)
        {
            double below = _probabilities[i] - ((double)i / Count);
            double above = ((i + 1.0) / Count) - _probabilities[i];
            distance = Math.Max(distance, Math.Max(below, above));
        }
        return Math.Sqrt(Count) * distance;
    }

    /// <summary>Anderson and Darling's statistic A^2.</summary>
    public double AndersonDarling()
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
            sum += ((2.0 * i) + 1) * (Math.Log(_probabilities[i]) + Math.Log(1 - _probabilities[Count - 1 - i]));
        return -Count - (sum / Count);
    }

    /// <summary>The mean of a power of the values.</summary>
    public double Moment(int order)
    {
        double sum = 0;
        foreach (double value in Sorted) sum += Power(value, order);
        return sum / Count;
    }

    /// <summary>How often the commonest value occurs, and how many pairs of equal values there are.</summary>
    public (int MostEqual, double EqualPairs) Duplicates()
    {
        int most = 1;
        int run = 1;
        double pairs = 0;
        for (int i = 1; i < Count; i++)
        {
            run = Sorted[i] == Sorted[i - 1] ? run + 1 : 1;
            most = Math.Max(most, run);
            pairs += run - 1;
        }
        return (most, pairs);
    }

    public int CountBeyond(double distance) => Sorted.Count(value => Math.Abs(value) > distance);

    /// <summary>The two-sided probability of a count that is binomial, exactly: its sums are regularized incomplete beta functions.</summary>
    public static double BinomialPValue(long hits, long trials, double probability)
    {
        double atMost = SpecialFunctions.BetaRegularized(trials - hits, hits + 1.0, 1 - probability);
        double atLeast = hits == 0 ? 1 : SpecialFunctions.BetaRegularized(hits, trials - hits + 1.0, probability);
        return Math.Min(1, 2 * Math.Min(atMost, atLeast));
    }

    private static double Power(double value, int order)
    {
        double power = 1;
        for (int i = 0; i < order; i++) power *= value;
        return power;
    }

    private static void Merge(double[] values, int half)
    {
        double[] first = values[..half];
        for (int from = 0, other = half, to = 0; from < half; to++)
            values[to] = other < values.Length && values[other] < first[from] ? values[other++] : first[from++];
    }
}
