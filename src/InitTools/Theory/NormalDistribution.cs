namespace InitTools;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>1/sqrt(2 pi).</summary>
    private const double DensityAtZero = 0.39894228040143267794;

    private const double SqrtTwo = 1.4142135623730950488;

    /// <summary>Beyond it the density is no longer a double.</summary>
    private const double Reach = 40;

    /// <summary>The pole of the map from [0, infinity) to [-1, 1], t = (x - K)/(x + K), chosen for the shortest series.</summary>
    private const double K = 5.25;

    /// <summary>
    /// Coefficients, by t, of the Chebyshev series of (1 + sqrt(2) x) exp(x^2/2) (1 - Phi(x)), which lies between 0.5 and 0.65
    /// for all x >= 0. The form is M. M. Shepherd and J. G. Laframboise's (Mathematics of Computation 36, 1981) for erfc; the
    /// coefficients were computed for this map with 40 digits and end where they fall below 1e-17.
    /// </summary>
    private static readonly double[] Series =
    [
        0.58879499387334032317, -0.0020816896345075443707, -0.042354081485068136242, 0.029525431765522040268,
        -0.01316190684671501107, 0.0044215833093450722481, -0.0011542054271594118128, 0.00022816037068889365428,
        -0.000030439671497996888032, 1.4028264144361660764e-6, 4.2922290503749972943e-7, -9.9210381165706153671e-8,
        2.4053069916677359193e-9, 2.3906160380522093446e-9, -3.09661274407885569e-10, -4.4483948384862491959e-11,
        1.2877520227431882048e-11, 6.706216027969440749e-13, -4.6627363835424929967e-13, -6.2605879906223808923e-15,
        1.7001910828810662162e-14, -3.9732952241610598707e-17, -6.5231525096369911895e-16, -2.1208126155015259416e-19,
        2.6438104784212969813e-17,
    ];

    /// <summary>The density phi(x) = exp(-x^2/2)/sqrt(2 pi).</summary>
    public static double Density(double x) => DensityAtZero * Bell(x);

    /// <summary>The distribution function Phi(x), to a few units in the last place, in the lower tail too.</summary>
    public static double Cumulative(double x)
    {
        double tail = ScaledTail(Math.Abs(x)) * Bell(x);
        return x > 0 ? 1 - tail : tail;
    }

    /// <summary>exp(x^2/2) (1 - Phi(x)) for x >= 0, by Clenshaw's recurrence.</summary>
    private static double ScaledTail(double x)
    {
        double twice = 2 - 4 * K / (x + K);
        double next = 0;
        double current = 0;
        for (int i = Series.Length - 1; i > 0; i--) (current, next) = (Series[i] + twice * current - next, current);
        return (Series[0] + twice / 2 * current - next) / (1 + SqrtTwo * x);
    }

    /// <summary>exp(-x^2/2); the rounding error of x^2, magnified by the exponential, is undone to first order.</summary>
    private static double Bell(double x)
    {
        if (Math.Abs(x) > Reach) return 0;
        double square = x * x;
        double lost = Math.FusedMultiplyAdd(x, x, -square);
        return Math.Exp(-square / 2) * (1 - lost / 2);
    }
}
