using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>Compares elements with the law that each was drawn from, independently of the others.</summary>
internal static class SampleAgreement
{
    // So many elements are sorted at most; of larger tensors every so-manieth.
    private const int MostSorted = 1 << 20;

    /// <summary>
    /// The smallest of three p-values, times three (Bonferroni): of the mean and the variance in the normal approximation, and of
    /// Kolmogorov's distance of the distribution functions. An element outside of the law's range is impossible.
    /// </summary>
    public static (double PValue, string Finding) Judge(torch.Tensor values, TensorStatistics statistics, SamplingLaw law)
    {
        Shape shape = Shape.Of(law);
        double place = LastPlace(values.dtype);
        double outside = Math.Max(shape.Lower - statistics.Minimum, statistics.Maximum - shape.Upper);
        if (outside > place * Math.Max(Math.Abs(shape.Lower), Math.Abs(shape.Upper)))
        {
            double value = shape.Lower > statistics.Minimum ? statistics.Minimum : statistics.Maximum;
            return (0, FormattableString.Invariant($"an element is {value:G3}, and the law ends at {(value < 0 ? shape.Lower : shape.Upper):G3}"));
        }
        double distance = Distance(values, law.Cumulative, place, out int compared);
        (double PValue, string Finding)[] findings =
        [
            (Normal((statistics.Mean - shape.Mean) / Math.Sqrt(shape.Variance / statistics.Count)),
                FormattableString.Invariant($"the mean is {statistics.Mean:G3}, the law's {shape.Mean:G3}")),
            (statistics.Count < 2 ? 1 : InitializerMeasurement.PValueOf(statistics.Variance / shape.Variance, statistics.Count, law),
                FormattableString.Invariant($"the variance is {statistics.Variance:G3}, {statistics.Variance / shape.Variance:G3} times the law's")),
            (Kolmogorov(distance, compared), FormattableString.Invariant($"the distribution function is {distance:G3} off the law's")),
        ];
        (double p, string finding) = findings.MinBy(one => one.PValue);
        return (Math.Min(1, 3 * p), finding);
    }

    /// <summary>
    /// The greatest distance of the distribution functions. What rounding to the type could have moved doesn't count: a value stands for
    /// all within half a unit in its last place.
    /// </summary>
    private static double Distance(torch.Tensor values, Func<double, double> cumulative, double place, out int compared)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor flat = values.view(-1);
        long step = ((flat.shape[0] - 1) / MostSorted) + 1;
        double[] sorted = flat.slice(0, 0, flat.shape[0], step).to(torch.float64).contiguous().data<double>().ToArray();
        Array.Sort(sorted);
        compared = sorted.Length;
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double half = place * Math.Abs(sorted[i]);
            distance = Math.Max(distance, cumulative(sorted[i] - half) - ((double)i / sorted.Length));
            distance = Math.Max(distance, ((i + 1.0) / sorted.Length) - cumulative(sorted[i] + half));
        }
        return distance;
    }

    /// <summary>The probability of a larger distance: Kolmogorov's series, with Stephens' (1970) correction for small numbers.</summary>
    private static double Kolmogorov(double distance, int count)
    {
        double root = Math.Sqrt(count);
        double x = (root + 0.12 + (0.11 / root)) * distance;
        if (x < 0.3) return 1;
        double sum = 0;
        for (int k = 1; k <= 20; k++) sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return Math.Clamp(sum, 0, 1);
    }

    private static double Normal(double deviations) => 2 * NormalDistribution.Cumulative(-Math.Abs(deviations));

    /// <summary>Half a unit in the last place of a number, relatively, at most.</summary>
    private static double LastPlace(torch.ScalarType type) => Math.ScaleB(1, type switch
    {
        torch.ScalarType.Float16 => -11,
        torch.ScalarType.BFloat16 => -8,
        torch.ScalarType.Float32 => -24,
        _ => -53,
    });

    /// <summary>A law's figures.</summary>
    private sealed record Shape(double Mean, double Variance, double Lower, double Upper)
    {
        public static Shape Of(SamplingLaw law) => law switch
        {
            UniformLaw uniform => new(
                (uniform.Minimum + uniform.Maximum) / 2,
                (uniform.Maximum - uniform.Minimum) * (uniform.Maximum - uniform.Minimum) / 12,
                uniform.Minimum, uniform.Maximum),
            TruncatedNormalLaw cut => new(
                cut.Mean, Square(cut.StandardDeviation * VarianceScaling.TruncatedStandardDeviation), cut.Lower, cut.Upper),
            NormalLaw normal => new(
                normal.Mean, Square(normal.StandardDeviation), double.NegativeInfinity, double.PositiveInfinity),
            _ => throw new NotSupportedException(law.ToString()),
        };

        private static double Square(double x) => x * x;
    }
}
