using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>How drawn values lie in memory.</summary>
internal interface IElementFormat
{
    /// <summary>The size of one element in bytes.</summary>
    static abstract int ElementSize { get; }

    /// <summary>How many elements one 64-bit lane of values becomes.</summary>
    static abstract int ElementsPerLane { get; }

    /// <summary>What the values come in, a power of two: a value v is made of v times this.</summary>
    static abstract double Unit { get; }

    /// <summary>Makes one register of elements from two of floats; only types of 16 bits do.</summary>
    static abstract TLanes Convert<TLanes>(TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Floats as they are.</summary>
internal readonly struct SingleFormat : IElementFormat
{
    public static int ElementSize => sizeof(float);

    public static int ElementsPerLane => 2;



    public static double Unit => 1;

    public static TLanes Convert<TLanes>(TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes> => throw new NotSupportedException();
}

/// <summary>Doubles as they are.</summary>
internal readonly struct DoubleFormat : IElementFormat
{
    public static int ElementSize => sizeof(double);

    public static int ElementsPerLane => 1;



    public static double Unit => 1;

    public static TLanes Convert<TLanes>(TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes> => throw new NotSupportedException();
}

/// <summary>Finite floats rounded to their upper 16 bits, ties to even.</summary>
internal readonly struct BFloat16Format : IElementFormat
{
    public static int ElementSize => sizeof(ushort);

    public static int ElementsPerLane => 2;

    public static double Unit => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes> => TLanes.NarrowUpper(Round(first), Round(second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Round<TLanes>(TLanes values)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes odd = TLanes.ShiftRight32(values, 16) & TLanes.Create32(1);
        return TLanes.Add32(TLanes.Add32(values, TLanes.Create32(0x7FFF)), odd);
    }
}

/// <summary>
/// Floats within half precision's range, rounded to it, ties to even; what rounds to zero loses its sign. An addition does the
/// rounding: that of a number one and a half times a power of two, whose last bit is worth as much as the result's last bit.
/// What it adds to the lower 16 of that number's bits is the result's mantissa, signed and with its leading one. The unit moves the
/// power of two of the smallest exponent to where the lower bits of its biased exponent are zero, as the result's are.
/// </summary>
internal readonly struct HalfFormat : IElementFormat
{
    private const uint ExponentMask = 0x7F80_0000;
    private const uint SmallestExponent = 128 << 23;
    private const float RoundingFactor = 1.5f * (1 << 13);

    public static int ElementSize => sizeof(ushort);

    public static int ElementsPerLane => 2;

    public static double Unit => 1 << 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Convert<TLanes>(TLanes first, TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes firstPower = Power(first), secondPower = Power(second);
        TLanes factor = TLanes.CreateSingle(RoundingFactor);
        TLanes mantissa = TLanes.NarrowLower(
            TLanes.FusedSingle(firstPower, factor, first), TLanes.FusedSingle(secondPower, factor, second));
        TLanes exponent = TLanes.ShiftLeft16(TLanes.NarrowUpper(firstPower, secondPower), 3);
        return TLanes.AndOr(mantissa, TLanes.Create16(0x8000), TLanes.Add16(TLanes.Abs16(mantissa), exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Power<TLanes>(TLanes values)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Max32(values & TLanes.Create32(ExponentMask), TLanes.Create32(SmallestExponent));
}
