namespace InitTools.Sampling;

/// <summary>One lane, for machines without vectors and as the plainest statement of what each operation does.</summary>
internal readonly unsafe struct Lanes64(ulong bits) : ILanes<Lanes64>
{
    // The lower 15 bits of each quarter.
    private const ulong Lower15 = 0x7FFF_7FFF_7FFF_7FFF;

    private readonly ulong _bits = bits;

    private Lanes64(uint low, uint high)
        : this(low | ((ulong)high << 32))
    {
    }

    private Lanes64(float low, float high)
        : this(BitConverter.SingleToUInt32Bits(low), BitConverter.SingleToUInt32Bits(high))
    {
    }

    private Lanes64(double value)
        : this(BitConverter.DoubleToUInt64Bits(value))
    {
    }

    public static int Count => 1;

    private uint Low => (uint)_bits;

    private uint High => (uint)(_bits >> 32);

    private float LowSingle => BitConverter.UInt32BitsToSingle(Low);

    private float HighSingle => BitConverter.UInt32BitsToSingle(High);

    private double Double => BitConverter.UInt64BitsToDouble(_bits);

    public static Lanes64 operator &(Lanes64 left, Lanes64 right) => new(left._bits & right._bits);

    public static Lanes64 operator |(Lanes64 left, Lanes64 right) => new(left._bits | right._bits);

    public static Lanes64 operator ^(Lanes64 left, Lanes64 right) => new(left._bits ^ right._bits);

    public static Lanes64 Load(ulong* source) => new(*source);

    public static Lanes64 LoadSingles(float* source) => new((double)*source);

    public static void Store(Lanes64 value, byte* destination) => *(ulong*)destination = value._bits;

    public static void StorePastCaches(Lanes64 value, byte* destination) => Store(value, destination);

    public static Lanes64 Xor(Lanes64 a, Lanes64 b, Lanes64 c) => new(a._bits ^ b._bits ^ c._bits);

    public static Lanes64 AndOr(Lanes64 a, Lanes64 mask, Lanes64 b) => (a & mask) | b;

    public static Lanes64 Select(Lanes64 mask, Lanes64 yes, Lanes64 no) =>
        new((yes._bits & mask._bits) | (no._bits & ~mask._bits));

    public static Lanes64 Create64(ulong value) => new(value);

    public static Lanes64 Add64(Lanes64 left, Lanes64 right) => new(left._bits + right._bits);

    public static Lanes64 ShiftLeft64(Lanes64 value, int count) => new(value._bits << count);

    public static Lanes64 ShiftRight64(Lanes64 value, int count) => new(value._bits >> count);

    public static Lanes64 UpperHalf(Lanes64 value) => new(value._bits >> 32);

    public static Lanes64 MultiplyLow(Lanes64 left, Lanes64 right) => new((ulong)left.Low * right.Low);

    public static Lanes64 Create32(uint value) => new(value, value);

    public static Lanes64 Add32(Lanes64 left, Lanes64 right) => new(left.Low + right.Low, left.High + right.High);

    public static Lanes64 Abs32(Lanes64 value) => new((uint)Math.Abs((int)value.Low), (uint)Math.Abs((int)value.High));

    public static Lanes64 Max32(Lanes64 left, Lanes64 right) =>
        new(Math.Max(left.Low, right.Low), Math.Max(left.High, right.High));

    public static Lanes64 ShiftLeft32(Lanes64 value, int count) => new(value.Low << count, value.High << count);

    public static Lanes64 ShiftRight32(Lanes64 value, int count) => new(value.Low >> count, value.High >> count);

    public static Lanes64 ShiftRightSigned32(Lanes64 value, int count) =>
        new((uint)((int)value.Low >> count), (uint)((int)value.High >> count));

    public static Lanes64 Create16(ushort value) => new(value * 0x0001_0001_0001_0001UL);

    public static Lanes64 Add16(Lanes64 left, Lanes64 right) =>
        new(((left._bits & Lower15) + (right._bits & Lower15)) ^ ((left._bits ^ right._bits) & ~Lower15));

    public static Lanes64 ShiftLeft16(Lanes64 value, int count) =>
        ShiftLeft64(value, count) & Create16((ushort)(0xFFFF << count));

    public static Lanes64 Abs16(Lanes64 value)
    {
        ulong negative = (value._bits & ~Lower15) >> 15;
        return Add16(new(value._bits ^ (negative * 0xFFFF)), new(negative));
    }

    public static Lanes64 NarrowLower(Lanes64 first, Lanes64 second) => new(
        (first.Low & 0xFFFF) | (first.High << 16), (second.Low & 0xFFFF) | (second.High << 16));

    public static Lanes64 NarrowUpper(Lanes64 first, Lanes64 second) => new(
        (first.Low >> 16) | (first.High & 0xFFFF_0000), (second.Low >> 16) | (second.High & 0xFFFF_0000));

    public static Lanes64 CreateSingle(float value) => new(value, value);

    public static Lanes64 ConvertToSingle(Lanes64 value) => new((float)(int)value.Low, (float)(int)value.High);

    public static Lanes64 AddSingle(Lanes64 left, Lanes64 right) =>
        new(left.LowSingle + right.LowSingle, left.HighSingle + right.HighSingle);

    public static Lanes64 MultiplySingle(Lanes64 left, Lanes64 right) =>
        new(left.LowSingle * right.LowSingle, left.HighSingle * right.HighSingle);

    public static Lanes64 FusedSingle(Lanes64 left, Lanes64 right, Lanes64 addend) => new(
        MathF.FusedMultiplyAdd(left.LowSingle, right.LowSingle, addend.LowSingle),
        MathF.FusedMultiplyAdd(left.HighSingle, right.HighSingle, addend.HighSingle));

    public static Lanes64 MinSingle(Lanes64 left, Lanes64 right) =>
        new(MathF.Min(left.LowSingle, right.LowSingle), MathF.Min(left.HighSingle, right.HighSingle));

    public static Lanes64 MaxSingle(Lanes64 left, Lanes64 right) =>
        new(MathF.Max(left.LowSingle, right.LowSingle), MathF.Max(left.HighSingle, right.HighSingle));

    public static Lanes64 Lookup(float* table, Lanes64 index) => new(table[index.Low & 31], table[index.High & 31]);

    public static Lanes64 CreateDouble(double value) => new(value);

    public static Lanes64 AddDouble(Lanes64 left, Lanes64 right) => new(left.Double + right.Double);

    public static Lanes64 SubtractDouble(Lanes64 left, Lanes64 right) => new(left.Double - right.Double);

    public static Lanes64 MultiplyDouble(Lanes64 left, Lanes64 right) => new(left.Double * right.Double);

    public static Lanes64 DivideDouble(Lanes64 left, Lanes64 right) => new(left.Double / right.Double);

    public static Lanes64 FusedDouble(Lanes64 left, Lanes64 right, Lanes64 addend) =>
        new(Math.FusedMultiplyAdd(left.Double, right.Double, addend.Double));

    public static Lanes64 SqrtDouble(Lanes64 value) => new(Math.Sqrt(value.Double));

    public static Lanes64 MinDouble(Lanes64 left, Lanes64 right) => new(Math.Min(left.Double, right.Double));

    public static Lanes64 MaxDouble(Lanes64 left, Lanes64 right) => new(Math.Max(left.Double, right.Double));

    public static Lanes64 LessThanDouble(Lanes64 left, Lanes64 right) => new(left.Double < right.Double ? ulong.MaxValue : 0);

    public static Lanes64 EqualDouble(Lanes64 left, Lanes64 right) => new(left.Double == right.Double ? ulong.MaxValue : 0);
}
