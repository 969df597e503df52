namespace InitTools;

/// <summary>
/// Newton's method kept within a bracket: where a step leaves it, or gains too little, the bracket is halved instead.
/// </summary>
internal static class RootFinder
{
    private const int StepLimit = 200;
    private const double DefaultPrecision = 1e-14;
    private const double Noise = 1e-9;

    /// <summary>Finds where a function crosses 0 between two points of opposite signs.</summary>
    /// <param name="f">The function: its value, its slope, and what is to be kept of the place.</param>
    /// <param name="low">A point, with the function there.</param>
    /// <param name="high">A point above it, where the function isn't 0 and has the other sign, or 0.</param>
    /// <param name="precision">The last step, as a fraction of x; the error is far smaller, unless slope and value don't fit.</param>
    /// <returns>What was kept of the root, x accurate to that, or to what the function's own rounding allows.</returns>
    public static T Find<T>(
        Func<double, (double Value, double Slope, T Kept)> f,
        (double X, double Value, double Slope, T Kept) low,
        (double X, double Value, double Slope, T Kept) high,
        double precision = DefaultPrecision)
    {
        if (low.Value == 0) return low.Kept;
        if (high.Value == 0) return high.Kept;
        bool rises = high.Value > 0;
        (double X, double Value, double Slope, T Kept) best = Math.Abs(low.Value) < Math.Abs(high.Value) ? low : high;
        double before = double.PositiveInfinity;
        for (int i = 0; i < StepLimit; i++)
        {
            double x = best.X - (best.Value / best.Slope);
            bool gains = Math.Abs(x - best.X) < 0.7 * before;
            // Steps that are small and don't get smaller are rounding errors of the function.
            if (!gains && before <= Noise * Math.Abs(best.X)) break;
            if (!gains || !(x > low.X && x < high.X)) x = Middle(low.X, high.X);
            if (x <= low.X || x >= high.X) break;
            before = Math.Abs(x - best.X);
            (double value, double slope, T kept) = f(x);
            best = (x, value, slope, kept);
            if (value == 0 || before <= precision * Math.Abs(x)) break;
            if (value > 0 == rises) high = best;
            else low = best;
        }
        return best.Kept;
    }

    // Of places that differ by orders of magnitude the geometric mean.
    private static double Middle(double low, double high) =>
        low > 0 && high > 4 * low ? Math.Sqrt(low) * Math.Sqrt(high) : low + ((high - low) / 2);
}
