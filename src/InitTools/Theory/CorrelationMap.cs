using System.Runtime.Intrinsics;

namespace InitTools;

/// <summary>
/// What f does to the correlation of two inputs whose pre-activations u1 and u2 have the same variance q: E[f(u1) f(u2)], and
/// E[f'(u1) f'(u2)], the slope of it by the covariance. Accurate to about 1e-10 for every correlation, kinks or not.
/// </summary>
internal sealed class CorrelationMap
{
    // Of what the two inputs lose, which is little beside the whole.
    private const double OuterTolerance = 1e-9;
    private const double InnerTolerance = 1e-10;

    private readonly MeanField _field;
    private readonly double _variance;
    private readonly HermiteSeries? _series;

    /// <summary>Prepares the map.</summary>
    /// <param name="field">The activation.</param>
    /// <param name="variance">q, above 0.</param>
    public CorrelationMap(MeanField field, double variance)
    {
        _field = field;
        _variance = variance;
        _series = field.Slopes is null ? new HermiteSeries(field.Activation, variance) : null;
        Moments = _series?.Moments ?? field.Moments(variance);
    }

    /// <summary>The moments of f under N(0, q), which are the map at correlation 1.</summary>
    public NormalMoments Moments { get; }

    /// <summary>Evaluates the map.</summary>
    /// <param name="correlation">c, -1 to 1.</param>
    /// <returns>E[f(u1) f(u2)] and E[f'(u1) f'(u2)].</returns>
    public (double Covariance, double DerivativeCovariance) At(double correlation)
    {
        if (correlation == 1) return (Moments.MeanSquare, Moments.DerivativeMeanSquare);
        if (_field.Slopes is var (below, above)) return OfLinearPieces(below, above, correlation);
        return _series!.TrySum(correlation, out double covariance, out double derivativeCovariance)
            ? (covariance, derivativeCovariance)
            : Integrate(correlation);
    }

    // f(z) = even z + odd |z| with E|u1 u2| = q (2/pi) (sqrt(1 - c^2) + c asin c) (Cho and Saul 2009, equation 6).
    private (double Covariance, double DerivativeCovariance) OfLinearPieces(double below, double above, double c)
    {
        double linear = Math.Pow((above + below) / 2, 2);
        double bent = Math.Pow((above - below) / 2, 2) * 2 / Math.PI;
        double angle = Math.Asin(c);
        return (_variance * ((linear * c) + (bent * (Math.Sqrt((1 - c) * (1 + c)) + (c * angle)))), linear + (bent * angle));
    }

    /// <summary>
    /// E[f(u1) f(u2)] = E[f^2] - E[(f(u1) - f(u2))^2]/2 with u = a +- d, for a and d independent and normal: near c = 1, where the
    /// series is slow, d is small, and for a given a the kinks are places in d.
    /// </summary>
    private (double Covariance, double DerivativeCovariance) Integrate(double c)
    {
        double deviation = Math.Sqrt(_variance * (1 + c) / 2);
        double difference = Math.Sqrt(_variance * (1 - c) / 2);
        double[] splits =
            [.. _field.Activation.Kinks.SelectMany(kink => Offsets, (kink, offset) => kink + (offset * difference))];
        // To first order the loss is 2 d^2 f'^2. Far from the kinks there may be next to none, and rounding is all there is to see.
        double small = InnerTolerance / 10 * (1 - c) * Moments.DerivativeMeanSquare;
        Vector256<double> negligible = Vector256.Create(_variance * small, small, 0, 0);
        Vector256<double> lost = NormalExpectation.OfFour(
            a => Difference(a, difference, negligible), 0, deviation, splits, tolerance: OuterTolerance);
        return (Moments.MeanSquare - lost[0], Moments.DerivativeMeanSquare - lost[1]);
    }

    /// <summary>Around a kink the outer integrand bends over the width of d.</summary>
    private static readonly double[] Offsets = [-4, 0, 4];

    /// <summary>E[(f(a + d) - f(a - d))^2]/2, and the same of f'.</summary>
    private Vector256<double> Difference(double a, double deviation, Vector256<double> negligible)
    {
        Activation f = _field.Activation;
        var splits = new List<double>(f.Kinks.Count + 3);
        foreach (double kink in f.Kinks) splits.Add(Math.Abs(kink - a) / deviation);
        // Where d is wide, f bends within a narrow part of it.
        if (deviation > 1) splits.AddRange([Math.Abs(a) / deviation, Math.Abs(a - 8) / deviation, Math.Abs(a + 8) / deviation]);
        return NormalExpectation.OfEvenFour(
            w =>
            {
                double d = deviation * w;
                double value = f.Value(a + d) - f.Value(a - d);
                double derivative = f.Derivative(a + d) - f.Derivative(a - d);
                return Vector256.Create(value * value / 2, derivative * derivative / 2, 0, 0);
            },
            splits, InnerTolerance, negligible);
    }
}
