namespace InitTools.Sampling;

/// <summary>
/// A register of 64-bit lanes with the operations that the sampler needs. The generator and the laws are written once against
/// this; one struct for each width makes machine code of it. Every operation gives the same bits on every width: the
/// floating-point ones are single IEEE operations rounded to nearest, the fused multiply-add among them.
/// </summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many 64-bit lanes the register has.</summary>
    static abstract int Count { get; }

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator |(TSelf left, TSelf right);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    static abstract TSelf Load(ulong* source);

    /// <summary>Loads one float for each lane and makes doubles of them.</summary>
    static abstract TSelf LoadSingles(float* source);

    static abstract void Store(TSelf value, byte* destination);

    /// <summary>Stores past the caches; the destination is aligned to the register.</summary>
    static abstract void StorePastCaches(TSelf value, byte* destination);

    static abstract TSelf Xor(TSelf a, TSelf b, TSelf c);

    /// <summary>a &amp; mask | b.</summary>
    static abstract TSelf AndOr(TSelf a, TSelf mask, TSelf b);

    /// <summary>Bit by bit: <paramref name="yes"/> where the mask is 1, else <paramref name="no"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf yes, TSelf no);

    // 64-bit lanes as integers
    static abstract TSelf Create64(ulong value);

    static abstract TSelf Add64(TSelf left, TSelf right);

    static abstract TSelf ShiftLeft64(TSelf value, int count);

    static abstract TSelf ShiftRight64(TSelf value, int count);

    /// <summary>
    /// The upper 32 bits of each lane in the place of the lower; what is above them then differs between widths.
    /// </summary>
    static abstract TSelf UpperHalf(TSelf value);

    /// <summary>The full product of the lower 32 bits of each lane.</summary>
    static abstract TSelf MultiplyLow(TSelf left, TSelf right);

    // 32-bit half lanes as integers
    static abstract TSelf Create32(uint value);

    static abstract TSelf Add32(TSelf left, TSelf right);

    static abstract TSelf Abs32(TSelf value);

    static abstract TSelf Max32(TSelf left, TSelf right);

    static abstract TSelf ShiftLeft32(TSelf value, int count);

    static abstract TSelf ShiftRight32(TSelf value, int count);

    static abstract TSelf ShiftRightSigned32(TSelf value, int count);

    // 16-bit quarter lanes as integers

    /// <summary>The lower 16 bits of all half lanes of the first, then of all of the second, as quarter lanes.</summary>
    static abstract TSelf NarrowLower(TSelf first, TSelf second);

    /// <summary>The upper 16 bits, likewise.</summary>
    static abstract TSelf NarrowUpper(TSelf first, TSelf second);

    static abstract TSelf Create16(ushort value);

    static abstract TSelf Add16(TSelf left, TSelf right);

    static abstract TSelf ShiftLeft16(TSelf value, int count);

    static abstract TSelf Abs16(TSelf value);

    // 32-bit half lanes as floats
    static abstract TSelf CreateSingle(float value);

    /// <summary>Signed integers to the nearest floats.</summary>
    static abstract TSelf ConvertToSingle(TSelf value);

    static abstract TSelf AddSingle(TSelf left, TSelf right);

    static abstract TSelf MultiplySingle(TSelf left, TSelf right);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract TSelf FusedSingle(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf MinSingle(TSelf left, TSelf right);

    static abstract TSelf MaxSingle(TSelf left, TSelf right);

    /// <summary>Looks every half lane up in a table of 32 floats, by its lowest five bits.</summary>
    static abstract TSelf Lookup(float* table, TSelf index);

    // 64-bit lanes as doubles
    static abstract TSelf CreateDouble(double value);

    static abstract TSelf AddDouble(TSelf left, TSelf right);

    static abstract TSelf SubtractDouble(TSelf left, TSelf right);

    static abstract TSelf MultiplyDouble(TSelf left, TSelf right);

    static abstract TSelf DivideDouble(TSelf left, TSelf right);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract TSelf FusedDouble(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf SqrtDouble(TSelf value);

    static abstract TSelf MinDouble(TSelf left, TSelf right);

    static abstract TSelf MaxDouble(TSelf left, TSelf right);

    /// <summary>All ones in each lane where left is below right, else zeros.</summary>
    static abstract TSelf LessThanDouble(TSelf left, TSelf right);

    /// <summary>All ones in each lane where the two are equal, else zeros.</summary>
    static abstract TSelf EqualDouble(TSelf left, TSelf right);
}
