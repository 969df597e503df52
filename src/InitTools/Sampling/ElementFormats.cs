using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>How drawn values lie in memory.</summary>
internal unsafe interface IElementFormat
{
    /// <summary>The size of one element in bytes.</summary>
    static abstract int ElementSize { get; }

    /// <summary>How many elements one 64-bit lane of values becomes.</summary>
    static abstract int ElementsPerLane { get; }

    static abstract void Store<TLanes>(TLanes values, byte* destination)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>Floats as they are.</summary>
internal readonly unsafe struct SingleFormat : IElementFormat
{
    public static int ElementSize => sizeof(float);

    public static int ElementsPerLane => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes values, byte* destination)
        where TLanes : struct, ILanes<TLanes> => TLanes.Store(values, destination);
}

/// <summary>Doubles as they are.</summary>
internal readonly unsafe struct DoubleFormat : IElementFormat
{
    public static int ElementSize => sizeof(double);

    public static int ElementsPerLane => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes values, byte* destination)
        where TLanes : struct, ILanes<TLanes> => TLanes.Store(values, destination);
}

/// <summary>Finite floats rounded to the upper 16 bits, ties to even.</summary>
internal readonly unsafe struct BFloat16Format : IElementFormat
{
    public static int ElementSize => sizeof(ushort);

    public static int ElementsPerLane => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes values, byte* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes odd = TLanes.ShiftRight32(values, 16) & TLanes.Create32(1);
        TLanes rounded = TLanes.Add32(TLanes.Add32(values, TLanes.Create32(0x7FFF)), odd);
        TLanes.StoreNarrow(TLanes.ShiftRight32(rounded, 16), destination);
    }
}

/// <summary>
/// Floats within half precision's range, rounded to it, ties to even. The rounding is an addition's: a power of two whose
/// last bit is worth as much as the result's last bit is added to the magnitude.
/// </summary>
internal readonly unsafe struct HalfFormat : IElementFormat
{
    private const uint ExponentMask = 0x7F80_0000;
    private const uint SmallestExponent = (127 - 14) << 23;
    private const uint MantissaDifference = 13;

    public static int ElementSize => sizeof(ushort);

    public static int ElementsPerLane => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes values, byte* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes magnitude = values & TLanes.Create32(0x7FFF_FFFF);
        TLanes exponent = TLanes.Max32(values & TLanes.Create32(ExponentMask), TLanes.Create32(SmallestExponent));
        TLanes power = TLanes.Add32(exponent, TLanes.Create32(MantissaDifference << 23));
        TLanes mantissa = TLanes.Subtract32(TLanes.AddSingle(magnitude, power), power);
        TLanes biased = TLanes.ShiftRight32(TLanes.Subtract32(exponent, TLanes.Create32(SmallestExponent)), 13);
        TLanes sign = TLanes.ShiftRight32(values, 16) & TLanes.Create32(0x8000);
        TLanes.StoreNarrow(TLanes.Add32(mantissa, biased) | sign, destination);
    }
}
