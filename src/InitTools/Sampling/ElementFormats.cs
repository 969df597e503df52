using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>How drawn values lie in memory.</summary>
internal interface IElementFormat
{
    /// <summary>The size of one element in bytes.</summary>
    static abstract int ElementSize { get; }

    /// <summary>How many elements one 64-bit lane of values becomes.</summary>
    static abstract int ElementsPerLane { get; }

    /// <summary>Makes elements of two registers' values; those of a smaller type all lie in the first one then.</summary>
    static abstract void Convert<TLanes>(ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Floats as they are.</summary>
internal readonly struct SingleFormat : IElementFormat
{
    public static int ElementSize => sizeof(float);

    public static int ElementsPerLane => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TLanes>(ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
    }
}

/// <summary>Doubles as they are.</summary>
internal readonly struct DoubleFormat : IElementFormat
{
    public static int ElementSize => sizeof(double);

    public static int ElementsPerLane => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TLanes>(ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
    }
}

/// <summary>Finite floats rounded to their upper 16 bits, ties to even.</summary>
internal readonly struct BFloat16Format : IElementFormat
{
    public static int ElementSize => sizeof(ushort);

    public static int ElementsPerLane => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TLanes>(ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes> => first = TLanes.Narrow(Round(first), Round(second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Round<TLanes>(TLanes values)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes odd = TLanes.ShiftRight32(values, 16) & TLanes.Create32(1);
        TLanes rounded = TLanes.Add32(TLanes.Add32(values, TLanes.Create32(0x7FFF)), odd);
        return TLanes.ShiftRightSigned32(rounded, 16);
    }
}

/// <summary>
/// Floats within half precision's range, rounded to it, ties to even; what rounds to zero loses its sign. An addition does the
/// rounding: that of a number one and a half times a power of two, whose last bit is worth as much as the result's last bit.
/// What it adds to that number's bits is the result's mantissa, signed and with its leading one.
/// </summary>
internal readonly struct HalfFormat : IElementFormat
{
    private const uint ExponentMask = 0x7F80_0000;
    private const uint SmallestExponent = (127 - 14) << 23;
    private const uint MantissaDifference = 13;
    private const uint OneAndAHalf = 0x0040_0000;

    public static int ElementSize => sizeof(ushort);

    public static int ElementsPerLane => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TLanes>(ref TLanes first, ref TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes firstMantissa = Round(first, out TLanes firstExponent);
        TLanes secondMantissa = Round(second, out TLanes secondExponent);
        TLanes mantissa = TLanes.Narrow(firstMantissa, secondMantissa);
        TLanes magnitude = TLanes.Add16(TLanes.Abs16(mantissa), TLanes.Narrow(firstExponent, secondExponent));
        first = magnitude | (mantissa & TLanes.Create16(0x8000));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Round<TLanes>(TLanes values, out TLanes exponent)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes power = TLanes.Max32(values & TLanes.Create32(ExponentMask), TLanes.Create32(SmallestExponent));
        exponent = TLanes.ShiftRight32(TLanes.Subtract32(power, TLanes.Create32(SmallestExponent)), 13);
        power = TLanes.Add32(power, TLanes.Create32((MantissaDifference << 23) + OneAndAHalf));
        return TLanes.Subtract32(TLanes.AddSingle(values, power), power);
    }
}
