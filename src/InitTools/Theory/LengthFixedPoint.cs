namespace InitTools;

/// <summary>
/// Where the length map q -> sigma_w^2 E[f(sqrt(q) z)^2] + sigma_b^2, z ~ N(0, 1), comes to rest (Poole et al. 2016, equation 3):
/// the variance of the pre-activations deep in a net, whatever its input was.
/// </summary>
/// <param name="Variance">
/// q*. Where there are several, the one that the map reaches from q = 1, a standardized input: the nearest fixed point in the
/// direction in which the map moves 1. Infinite where it grows without end; 0 where the signal dies.
/// </param>
/// <param name="Chi">
/// chi_1 = sigma_w^2 E[f'(sqrt(q*) z)^2] (Poole et al. 2016, equation 6), by which the variance of the back-propagated signal changes
/// from a layer to the one below it; at q* = 0 and at infinity the limit.
/// </param>
/// <param name="Slope">
/// The derivative of the length map at q*; the distance to q* shrinks by this factor in each layer. NaN where q* is infinite.
/// </param>
public readonly record struct LengthFixedPoint(double Variance, double Chi, double Slope)
{
    /// <summary>Beyond this variance a map that still grows is taken to grow without end.</summary>
    private const double Endless = 1e24;

    /// <summary>Below this variance a map that still shrinks, and can't turn, is taken to shrink to 0.</summary>
    private const double Gone = 1e-8;

    /// <summary>A slope this near 1 is 1: double precision can't tell.</summary>
    private const double Rounding = 1e-12;

    /// <summary>What growth, as a fraction, is lost in the rounding of a function that was read from tensors.</summary>
    private const double Unseen = 1e-11;

    /// <summary>Finds q*, by Newton's method kept within a bracket: near the edge of chaos the map itself would take for ever.</summary>
    /// <param name="activation">f.</param>
    /// <param name="weightVariance">sigma_w^2, the variance of a weight times the fan-in; finite, above 0.</param>
    /// <param name="biasVariance">sigma_b^2, the variance of a bias; finite, 0 or more.</param>
    /// <returns>The fixed point.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidWeightVariance</c>, <c>InvalidBiasVariance</c>, or <c>ActivationNotCovered</c> for softmax.
    /// </exception>
    public static LengthFixedPoint Find(Activation activation, double weightVariance, double biasVariance = 0)
    {
        MeanField field = MeanField.Of(activation);
        CheckVariances(weightVariance, biasVariance);
        if (field.Slopes is not null) return OfLinearPieces(field.Moments(1).MeanSquare * weightVariance, biasVariance);
        return new Map(field, weightVariance, biasVariance).Find();
    }

    /// <summary>Refuses variances that can never be right.</summary>
    internal static void CheckVariances(double weightVariance, double biasVariance)
    {
        if (!(weightVariance > 0) || !double.IsFinite(weightVariance))
            throw InitToolsException.Argument("InvalidWeightVariance", "WeightVariance", weightVariance, "finite and above 0");
        CheckBiasVariance(biasVariance);
    }

    /// <summary>Refuses a bias variance that can never be right.</summary>
    internal static void CheckBiasVariance(double biasVariance)
    {
        if (!(biasVariance >= 0) || !double.IsFinite(biasVariance))
            throw InitToolsException.Argument("InvalidBiasVariance", "BiasVariance", biasVariance, "finite and 0 or more");
    }

    // q -> factor q + bias. At factor 1 without bias every q is a fixed point, and a standardized input stays what it is.
    private static LengthFixedPoint OfLinearPieces(double factor, double bias)
    {
        if (Math.Abs(factor - 1) <= Rounding) factor = 1;
        double variance = factor < 1 ? bias / (1 - factor) : factor == 1 && bias == 0 ? 1 : double.PositiveInfinity;
        return new LengthFixedPoint(variance, factor, double.IsFinite(variance) ? factor : double.NaN);
    }

    private sealed class Map(MeanField field, double weightVariance, double biasVariance)
    {
        public LengthFixedPoint Find()
        {
            Point one = At(1);
            return !(Math.Abs(one.Growth) > Rounding) ? Settle(one)
                : one.Growth > 0 ? FindAbove(one)
                : FindBelow(one);
        }

        private LengthFixedPoint FindAbove(Point point)
        {
            double step = 16;
            while (point.Variance < Endless)
            {
                Point next = At(point.Variance * step);
                // ELU at sigma_w^2 = 2 grows by a constant, which is lost in the rounding of a large variance.
                if (next.Growth < -Rounding * next.Variance) return Settle(Refine(point, next));
                if (!double.IsFinite(next.Growth)) break;
                point = next;
                step = Math.Min(step * step, 1e6);
            }
            NormalMoments limit = field.Moments(point.Variance);
            return new LengthFixedPoint(double.PositiveInfinity, weightVariance * limit.DerivativeMeanSquare, double.NaN);
        }

        private LengthFixedPoint FindBelow(Point point)
        {
            bool mayDie = field.PassesZero && biasVariance == 0;
            if (mayDie)
            {
                double chi = weightVariance * field.Moments(0).DerivativeMeanSquare;
                mayDie = chi <= 1 + Rounding;
                if (mayDie && Math.Abs(chi - 1) <= Rounding) chi = 1;
                for (double step = 16; mayDie; step = Math.Min(step * step, 1e4))
                {
                    if (point.Variance < Gone) return new LengthFixedPoint(0, chi, chi);
                    Point next = At(point.Variance / step);
                    // hard_tanh at sigma_w^2 = 1 shrinks by less than rounding shows.
                    if (next.Growth > Unseen * next.Variance) return Settle(Refine(next, point));
                    point = next;
                }
            }
            for (double step = 16; ; step *= step)
            {
                Point next = At(point.Variance / step);
                if (next.Growth >= 0) return Settle(Refine(next, point));
                point = next;
            }
        }

        private Point Refine(Point below, Point above) => RootFinder.Find(
            variance => { Point point = At(variance); return (point.Growth, point.Slope - 1, point); },
            (below.Variance, below.Growth, below.Slope - 1, below),
            (above.Variance, above.Growth, above.Slope - 1, above));

        private LengthFixedPoint Settle(Point point) =>
            new(point.Variance, weightVariance * point.Moments.DerivativeMeanSquare, point.Slope);

        private Point At(double variance)
        {
            NormalMoments moments = field.Moments(variance);
            double growth = (weightVariance * moments.MeanSquare) + biasVariance - variance;
            return new Point(variance, growth, weightVariance * moments.MeanSquareSlope, moments);
        }
    }

    /// <summary>The map at one variance: by how much it exceeds the variance, its slope, and what it was made of.</summary>
    private readonly record struct Point(double Variance, double Growth, double Slope, NormalMoments Moments);
}
