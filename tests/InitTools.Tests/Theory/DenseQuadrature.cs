using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace InitTools.Tests;

/// <summary>Normal expectations by brute force, with nothing in common with the product: MathNet's Gauss-Legendre rules on many panels.</summary>
internal static class DenseQuadrature
{
    private const double Reach = 11;
    private const int Order = 20;

    /// <summary>E[f(z)] for z ~ N(0, variance).</summary>
    public static double Expect(Func<double, double> f, double variance, IReadOnlyList<double> kinks)
    {
        double deviation = Math.Sqrt(variance);
        return Integrate(u => f(deviation * u) * Normal.PDF(0, 1, u), [.. kinks.Select(kink => kink / deviation)], 0.5);
    }

    /// <summary>E[f(u1) f(u2)] for u1 and u2 of a variance and a correlation, one after the other.</summary>
    public static double ExpectProduct(Func<double, double> f, double variance, double correlation, IReadOnlyList<double> kinks)
    {
        double deviation = Math.Sqrt(variance);
        double rest = deviation * Math.Sqrt(1 - (correlation * correlation));
        double Inner(double first) => Integrate(
            u => f((correlation * first) + (rest * u)) * Normal.PDF(0, 1, u),
            [.. kinks.Select(kink => (kink - (correlation * first)) / rest)], 1);
        return Integrate(
            u => f(deviation * u) * Inner(deviation * u) * Normal.PDF(0, 1, u), [.. kinks.Select(kink => kink / deviation)], 1);
    }

    private static double Integrate(Func<double, double> f, IReadOnlyList<double> splits, double width)
    {
        List<double> ends = [.. splits.Where(split => Math.Abs(split) < Reach)];
        for (double end = -Reach; end <= Reach; end += width) ends.Add(end);
        ends.Sort();
        double sum = 0;
        for (int i = 1; i < ends.Count; i++)
            if (ends[i] > ends[i - 1]) sum += GaussLegendreRule.Integrate(f, ends[i - 1], ends[i], Order);
        return sum;
    }
}
