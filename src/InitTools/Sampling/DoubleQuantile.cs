using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>
/// The quantile of the normal distribution's upper half in double precision: Wichura's rational approximations, "Algorithm AS
/// 241: The percentage points of the normal distribution", Applied Statistics 37 (1988), routine PPND16, whose error is about
/// 1e-16 relatively; steps rounded to double precision bring it to 1e-15. It needs no library function that could differ from
/// machine to machine: the logarithm is made here.
/// </summary>
internal static class DoubleQuantile
{
    // Numerators and denominators from the constant term up: near the mean, in the tails, far out.
    private static ReadOnlySpan<double> CentralNumerator =>
    [
        3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static ReadOnlySpan<double> FarNumerator =>
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static ReadOnlySpan<double> FarDenominator =>
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];

    /// <summary>The quantile, 0 or more.</summary>
    /// <param name="fromMean">The probability between the mean and the quantile, 0 to 0.5.</param>
    /// <param name="tail">The probability beyond it: 0.5 less the former, in its own full precision.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes Evaluate<TLanes>(TLanes fromMean, TLanes tail)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes distance = TLanes.SqrtDouble(MinusLog(tail));
        TLanes isFar = TLanes.LessThanDouble(TLanes.CreateDouble(5), distance);
        TLanes beyond = TLanes.SubtractDouble(
            distance, TLanes.Select(isFar, TLanes.CreateDouble(5), TLanes.CreateDouble(1.6)));
        TLanes numerator = TLanes.Select(isFar, Polynomial(FarNumerator, beyond), Polynomial(TailNumerator, beyond));
        TLanes denominator = TLanes.Select(isFar, Polynomial(FarDenominator, beyond), Polynomial(TailDenominator, beyond));

        TLanes isCentral = TLanes.LessThanDouble(fromMean, TLanes.CreateDouble(0.425));
        TLanes square = TLanes.SubtractDouble(TLanes.CreateDouble(0.180625), TLanes.MultiplyDouble(fromMean, fromMean));
        TLanes central = TLanes.MultiplyDouble(fromMean, Polynomial(CentralNumerator, square));
        return TLanes.DivideDouble(
            TLanes.Select(isCentral, central, numerator),
            TLanes.Select(isCentral, Polynomial(CentralDenominator, square), denominator));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Polynomial<TLanes>(ReadOnlySpan<double> coefficients, TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes value = TLanes.CreateDouble(coefficients[^1]);
        for (int i = coefficients.Length - 2; i >= 0; i--)
            value = TLanes.FusedDouble(value, x, TLanes.CreateDouble(coefficients[i]));
        return value;
    }

    /// <summary>
    /// The negative logarithm of normal numbers below 1: the exponent's share and 2 artanh((m - 1) / (m + 1)) of the mantissa
    /// m between sqrt(1/2) and sqrt(2), by its series up to the 21st power, which leaves 1e-18.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes MinusLog<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        // The bits of x, moved so that the exponent steps at sqrt(1/2); an integer below 2^52 becomes a double under the
        // exponent of 2^52.
        const ulong Mantissa = (1UL << 52) - 1;
        const ulong RootHalf = 0x3FE6_A09E_667F_3BCD;
        TLanes moved = TLanes.Add64(x, TLanes.Create64((1023UL << 52) - RootHalf));
        TLanes exponent = TLanes.SubtractDouble(
            TLanes.ShiftRight64(moved, 52) | TLanes.CreateDouble(1UL << 52), TLanes.CreateDouble((1UL << 52) + 1023));
        TLanes mantissa = TLanes.Add64(moved & TLanes.Create64(Mantissa), TLanes.Create64(RootHalf));

        TLanes one = TLanes.CreateDouble(1);
        TLanes ratio = TLanes.DivideDouble(TLanes.SubtractDouble(mantissa, one), TLanes.AddDouble(mantissa, one));
        TLanes square = TLanes.MultiplyDouble(ratio, ratio);
        TLanes series = TLanes.CreateDouble(-2.0 / 21);
        for (int power = 19; power >= 1; power -= 2)
            series = TLanes.FusedDouble(series, square, TLanes.CreateDouble(-2.0 / power));
        return TLanes.FusedDouble(
            exponent, TLanes.CreateDouble(-0.693147180559945309), TLanes.MultiplyDouble(series, ratio));
    }
}
