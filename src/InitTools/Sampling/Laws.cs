using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>Turns random words into values of a law.</summary>
internal interface ILaw
{
    TLanes Shape<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>
/// The uniform law in single precision. A word is a signed distance from the middle, so that values near the middle keep the
/// precision that floats have there.
/// </summary>
/// <param name="law">The law.</param>
/// <param name="range">The extremes.</param>
/// <param name="unit">What the values come in, a power of two: see <see cref="IElementFormat.Unit"/>.</param>
internal readonly struct UniformSingle(UniformLaw law, OpenRange range, double unit) : ILaw
{
    private readonly float _scale = (float)((law.Maximum - law.Minimum) * Math.ScaleB(unit, -32));
    private readonly float _middle =
        (float)((((law.Minimum + law.Maximum) / 2) + ((law.Maximum - law.Minimum) * Math.ScaleB(1, -33))) * unit);
    private readonly float _first = (float)(range.First * unit);
    private readonly float _last = (float)(range.Last * unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Shape<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes value = TLanes.FusedSingle(
            TLanes.ConvertToSingle(words), TLanes.CreateSingle(_scale), TLanes.CreateSingle(_middle));
        return TLanes.MaxSingle(TLanes.MinSingle(value, TLanes.CreateSingle(_last)), TLanes.CreateSingle(_first));
    }
}

/// <summary>
/// The normal law in single precision, by the inverse of its distribution function. A word's lowest bit is the sign; the word
/// with that bit set, c, is a probability counted from the mean in units of 2^-33: odd, so symmetric about the middle of its
/// range. Near the mean the quantile is a polynomial in c, further out one in the probability of the tail for each power of
/// two down to 2^-33, which is 6.3 standard deviations: each has its full relative precision where it counts.
/// </summary>
/// <typeparam name="TTable">The quantile, <see cref="NormalQuantile"/> or <see cref="NormalQuantile16"/>.</typeparam>
/// <param name="law">The law.</param>
/// <param name="unit">What the values come in, a power of two.</param>
internal readonly unsafe struct NormalSingle<TTable>(NormalLaw law, double unit) : ILaw
    where TTable : struct, IQuantileTable
{
    private readonly float* _rows = TTable.Rows;
    private readonly float _mean = (float)(law.Mean * unit);
    private readonly float _deviation = (float)(law.StandardDeviation * unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Shape<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes fromMean = words | TLanes.Create32(1);
        TLanes probability = TLanes.ConvertToSingle(TLanes.Abs32(fromMean));
        TLanes inTail = TLanes.ShiftRightSigned32(fromMean, 31);
        TLanes piece = TLanes.Select(
            inTail, TLanes.ShiftRight32(probability, 23), TLanes.Create32(NormalQuantile.CentralPiece));

        TLanes t = TLanes.FusedSingle(probability, TLanes.Lookup(_rows, piece), TLanes.Lookup(_rows + 32, piece));
        TLanes value = PieceTable.Polynomial<TTable, TLanes>(_rows + 64, piece, t);
        value ^= TLanes.ShiftLeft32(words, 31);
        return TLanes.FusedSingle(value, TLanes.CreateSingle(_deviation), TLanes.CreateSingle(_mean));
    }
}

/// <summary>
/// The truncated normal law in single precision, likewise: the probability between the mean and the cut is divided into 32
/// equal parts with a polynomial each.
/// </summary>
/// <typeparam name="TTable">
/// The quantile, <see cref="TruncatedNormalQuantile"/> or <see cref="TruncatedNormalQuantile16"/>.
/// </typeparam>
/// <param name="law">The law.</param>
/// <param name="range">The extremes.</param>
/// <param name="unit">What the values come in, a power of two.</param>
internal readonly unsafe struct TruncatedNormalSingle<TTable>(TruncatedNormalLaw law, OpenRange range, double unit) : ILaw
    where TTable : struct, IQuantileTable
{
    private readonly float* _coefficients = TTable.Rows;
    private readonly float _mean = (float)(law.Mean * unit);
    private readonly float _deviation = (float)(law.StandardDeviation * unit);
    private readonly float _first = (float)(range.First * unit);
    private readonly float _last = (float)(range.Last * unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Shape<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes piece = TLanes.ShiftRight32(words, 27);
        TLanes within = TLanes.AndOr(words, TLanes.Create32(0x07FF_FFFF), TLanes.Create32(1));
        TLanes t = TLanes.ConvertToSingle(within);
        if (TTable.Degree > 3) t = TLanes.MultiplySingle(t, TLanes.CreateSingle(1f / 0x0800_0000));

        TLanes value = PieceTable.Polynomial<TTable, TLanes>(_coefficients, piece, t) ^ TLanes.ShiftLeft32(words, 31);
        value = TLanes.FusedSingle(value, TLanes.CreateSingle(_deviation), TLanes.CreateSingle(_mean));
        return TLanes.MaxSingle(TLanes.MinSingle(value, TLanes.CreateSingle(_last)), TLanes.CreateSingle(_first));
    }
}

/// <summary>The uniform law in double precision: a sign and 52 bits that are odd multiples of 2^-53 of half the range.</summary>
internal readonly struct UniformDouble(UniformLaw law, OpenRange range) : ILaw
{
    private readonly double _middle = (law.Minimum / 2) + (law.Maximum / 2);
    private readonly double _half = (law.Maximum / 2) - (law.Minimum / 2);
    private readonly double _first = range.First;
    private readonly double _last = range.Last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Shape<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes distance = DoubleWord.Fraction(words, out _) ^ DoubleWord.Sign(words);
        TLanes value = TLanes.FusedDouble(distance, TLanes.CreateDouble(_half), TLanes.CreateDouble(_middle));
        return TLanes.MaxDouble(TLanes.MinDouble(value, TLanes.CreateDouble(_last)), TLanes.CreateDouble(_first));
    }
}

/// <summary>The normal law in double precision; its tails reach 8.2 standard deviations.</summary>
internal readonly struct NormalDouble(NormalLaw law) : ILaw
{
    private readonly double _mean = law.Mean;
    private readonly double _deviation = law.StandardDeviation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Shape<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes half = TLanes.CreateDouble(0.5);
        TLanes fromMean = TLanes.MultiplyDouble(DoubleWord.Fraction(words, out TLanes rest), half);
        TLanes value = DoubleQuantile.Evaluate(fromMean, TLanes.MultiplyDouble(rest, half)) ^ DoubleWord.Sign(words);
        return TLanes.FusedDouble(value, TLanes.CreateDouble(_deviation), TLanes.CreateDouble(_mean));
    }
}

/// <summary>The truncated normal law in double precision.</summary>
internal readonly struct TruncatedNormalDouble(TruncatedNormalLaw law, OpenRange range) : ILaw
{
    // The normal distribution's probability between the mean and two standard deviations, and beyond them.
    private const double Inside = 0.47724986805182079;
    private const double Outside = 0.022750131948179207;

    private readonly double _mean = law.Mean;
    private readonly double _deviation = law.StandardDeviation;
    private readonly double _first = range.First;
    private readonly double _last = range.Last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Shape<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes inside = TLanes.CreateDouble(Inside);
        TLanes fromMean = TLanes.MultiplyDouble(DoubleWord.Fraction(words, out TLanes rest), inside);
        TLanes tail = TLanes.FusedDouble(rest, inside, TLanes.CreateDouble(Outside));
        TLanes value = DoubleQuantile.Evaluate(fromMean, tail) ^ DoubleWord.Sign(words);
        value = TLanes.FusedDouble(value, TLanes.CreateDouble(_deviation), TLanes.CreateDouble(_mean));
        return TLanes.MaxDouble(TLanes.MinDouble(value, TLanes.CreateDouble(_last)), TLanes.CreateDouble(_first));
    }
}

/// <summary>How a 64-bit word becomes a double: the lowest bit is a sign, the upper 52 are a fraction.</summary>
internal static class DoubleWord
{
    /// <summary>The fraction, an odd multiple of 2^-53 between 0 and 1, and what it lacks of 1; both are exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Fraction<TLanes>(TLanes words, out TLanes rest)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.CreateDouble(1);
        TLanes steps = TLanes.SubtractDouble(TLanes.ShiftRight64(words, 12) | one, one);
        rest = TLanes.SubtractDouble(TLanes.CreateDouble(1 - Math.ScaleB(1, -53)), steps);
        return TLanes.AddDouble(steps, TLanes.CreateDouble(Math.ScaleB(1, -53)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sign<TLanes>(TLanes words)
        where TLanes : struct, ILanes<TLanes> => TLanes.ShiftLeft64(words, 63);
}
