using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace InitTools.Sampling;

/// <summary>128 bits: SSE4.1 with fused multiply-add, or Arm's AdvSimd.</summary>
internal readonly unsafe struct Lanes128(Vector128<ulong> bits) : ILanes<Lanes128>
{
    private readonly Vector128<ulong> _bits = bits;

    private Lanes128(Vector128<uint> bits)
        : this(bits.AsUInt64())
    {
    }

    private Lanes128(Vector128<float> bits)
        : this(bits.AsUInt64())
    {
    }

    private Lanes128(Vector128<double> bits)
        : this(bits.AsUInt64())
    {
    }

    public static bool IsSupported => (Sse41.IsSupported && Fma.IsSupported) || AdvSimd.Arm64.IsSupported;

    public static int Count => Vector128<ulong>.Count;

    private Vector128<uint> Words => _bits.AsUInt32();

    private Vector128<float> Singles => _bits.AsSingle();

    private Vector128<double> Doubles => _bits.AsDouble();

    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(left._bits & right._bits);

    public static Lanes128 operator |(Lanes128 left, Lanes128 right) => new(left._bits | right._bits);

    public static Lanes128 operator ^(Lanes128 left, Lanes128 right) => new(left._bits ^ right._bits);

    public static Lanes128 Load(ulong* source) => new(Vector128.Load(source));

    public static Lanes128 LoadSingles(float* source) => new(Vector128.Create((double)source[0], source[1]));

    public static void Store(Lanes128 value, byte* destination) => value._bits.Store((ulong*)destination);

    public static void StoreNarrow(Lanes128 value, byte* destination) =>
        Vector128.Narrow(value.Words, value.Words).GetLower().Store((ushort*)destination);

    public static Lanes128 Xor(Lanes128 a, Lanes128 b, Lanes128 c) => new(a._bits ^ b._bits ^ c._bits);

    public static Lanes128 Select(Lanes128 mask, Lanes128 yes, Lanes128 no) =>
        new(Vector128.ConditionalSelect(mask._bits, yes._bits, no._bits));

    public static Lanes128 Create64(ulong value) => new(Vector128.Create(value));

    public static Lanes128 Add64(Lanes128 left, Lanes128 right) => new(left._bits + right._bits);

    public static Lanes128 ShiftLeft64(Lanes128 value, int count) => new(Vector128.ShiftLeft(value._bits, count));

    public static Lanes128 ShiftRight64(Lanes128 value, int count) => new(Vector128.ShiftRightLogical(value._bits, count));

    public static Lanes128 MultiplyLow(Lanes128 left, Lanes128 right) => Sse2.IsSupported
        ? new(Sse2.Multiply(left.Words, right.Words))
        : new(AdvSimd.MultiplyWideningLower(
            AdvSimd.ExtractNarrowingLower(left._bits), AdvSimd.ExtractNarrowingLower(right._bits)));

    public static Lanes128 Create32(uint value) => new(Vector128.Create(value));

    public static Lanes128 Add32(Lanes128 left, Lanes128 right) => new(left.Words + right.Words);

    public static Lanes128 Subtract32(Lanes128 left, Lanes128 right) => new(left.Words - right.Words);

    public static Lanes128 Min32(Lanes128 left, Lanes128 right) => new(Vector128.Min(left.Words, right.Words));

    public static Lanes128 Max32(Lanes128 left, Lanes128 right) => new(Vector128.Max(left.Words, right.Words));

    public static Lanes128 ShiftLeft32(Lanes128 value, int count) => new(Vector128.ShiftLeft(value.Words, count));

    public static Lanes128 ShiftRight32(Lanes128 value, int count) => new(Vector128.ShiftRightLogical(value.Words, count));

    public static Lanes128 ShiftRightSigned32(Lanes128 value, int count) =>
        new(Vector128.ShiftRightArithmetic(value.Words.AsInt32(), count).AsUInt32());

    public static Lanes128 CreateSingle(float value) => new(Vector128.Create(value));

    public static Lanes128 ConvertToSingle(Lanes128 value) => new(Vector128.ConvertToSingle(value.Words.AsInt32()));

    public static Lanes128 AddSingle(Lanes128 left, Lanes128 right) => new(left.Singles + right.Singles);

    public static Lanes128 MultiplySingle(Lanes128 left, Lanes128 right) => new(left.Singles * right.Singles);

    public static Lanes128 FusedSingle(Lanes128 left, Lanes128 right, Lanes128 addend) => Fma.IsSupported
        ? new(Fma.MultiplyAdd(left.Singles, right.Singles, addend.Singles))
        : new(AdvSimd.FusedMultiplyAdd(addend.Singles, left.Singles, right.Singles));

    public static Lanes128 MinSingle(Lanes128 left, Lanes128 right) =>
        new(Sse.IsSupported ? Sse.Min(left.Singles, right.Singles) : AdvSimd.Min(left.Singles, right.Singles));

    public static Lanes128 MaxSingle(Lanes128 left, Lanes128 right) =>
        new(Sse.IsSupported ? Sse.Max(left.Singles, right.Singles) : AdvSimd.Max(left.Singles, right.Singles));

    public static Lanes128 Lookup(float* table, Lanes128 index)
    {
        Vector128<uint> entry = index.Words & Vector128.Create(31u);
        return new(Vector128.Create(
            table[entry.ToScalar()], table[entry.GetElement(1)], table[entry.GetElement(2)], table[entry.GetElement(3)]));
    }

    public static Lanes128 CreateDouble(double value) => new(Vector128.Create(value));

    public static Lanes128 AddDouble(Lanes128 left, Lanes128 right) => new(left.Doubles + right.Doubles);

    public static Lanes128 SubtractDouble(Lanes128 left, Lanes128 right) => new(left.Doubles - right.Doubles);

    public static Lanes128 MultiplyDouble(Lanes128 left, Lanes128 right) => new(left.Doubles * right.Doubles);

    public static Lanes128 DivideDouble(Lanes128 left, Lanes128 right) => new(left.Doubles / right.Doubles);

    public static Lanes128 FusedDouble(Lanes128 left, Lanes128 right, Lanes128 addend) => Fma.IsSupported
        ? new(Fma.MultiplyAdd(left.Doubles, right.Doubles, addend.Doubles))
        : new(AdvSimd.Arm64.FusedMultiplyAdd(addend.Doubles, left.Doubles, right.Doubles));

    public static Lanes128 SqrtDouble(Lanes128 value) => new(Vector128.Sqrt(value.Doubles));

    public static Lanes128 MinDouble(Lanes128 left, Lanes128 right) =>
        new(Sse2.IsSupported ? Sse2.Min(left.Doubles, right.Doubles) : AdvSimd.Arm64.Min(left.Doubles, right.Doubles));

    public static Lanes128 MaxDouble(Lanes128 left, Lanes128 right) =>
        new(Sse2.IsSupported ? Sse2.Max(left.Doubles, right.Doubles) : AdvSimd.Arm64.Max(left.Doubles, right.Doubles));

    public static Lanes128 LessThanDouble(Lanes128 left, Lanes128 right) => new(Vector128.LessThan(left.Doubles, right.Doubles));

    public static Lanes128 EqualDouble(Lanes128 left, Lanes128 right) => new(Vector128.Equals(left.Doubles, right.Doubles));
}
