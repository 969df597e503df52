using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace InitTools.Sampling;

/// <summary>128 bits: SSE4.1 with fused multiply-add, or Arm's AdvSimd.</summary>
internal readonly unsafe struct Lanes128(Vector128<ulong> bits) : ILanes<Lanes128>
{
    private readonly Vector128<ulong> _bits = bits;

    public static bool IsSupported => (Sse41.IsSupported && Fma.IsSupported) || AdvSimd.Arm64.IsSupported;

    public static int Count => Vector128<ulong>.Count;

    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(left._bits & right._bits);

    public static Lanes128 operator |(Lanes128 left, Lanes128 right) => new(left._bits | right._bits);

    public static Lanes128 operator ^(Lanes128 left, Lanes128 right) => new(left._bits ^ right._bits);

    public static Lanes128 Load(ulong* source) => new(Vector128.Load(source));

    public static Lanes128 LoadSingles(float* source) => new(Vector128.Create((double)source[0], source[1]).AsUInt64());

    public static void Store(Lanes128 value, byte* destination) => value._bits.Store((ulong*)destination);

    public static void StorePastCaches(Lanes128 value, byte* destination) =>
        value._bits.StoreAlignedNonTemporal((ulong*)destination);

    public static Lanes128 Xor(Lanes128 a, Lanes128 b, Lanes128 c) => new(a._bits ^ b._bits ^ c._bits);

    public static Lanes128 AndOr(Lanes128 a, Lanes128 mask, Lanes128 b) => (a & mask) | b;

    public static Lanes128 Select(Lanes128 mask, Lanes128 yes, Lanes128 no) =>
        new(Vector128.ConditionalSelect(mask._bits, yes._bits, no._bits));

    public static Lanes128 Create64(ulong value) => new(Vector128.Create(value));

    public static Lanes128 Add64(Lanes128 left, Lanes128 right) => new(left._bits + right._bits);

    public static Lanes128 ShiftLeft64(Lanes128 value, int count) => new(Vector128.ShiftLeft(value._bits, count));

    public static Lanes128 ShiftRight64(Lanes128 value, int count) => new(Vector128.ShiftRightLogical(value._bits, count));

    public static Lanes128 UpperHalf(Lanes128 value) => ShiftRight64(value, 32);

    public static Lanes128 MultiplyLow(Lanes128 left, Lanes128 right) => Sse2.IsSupported
        ? new(Sse2.Multiply(left._bits.AsUInt32(), right._bits.AsUInt32()))
        : new(AdvSimd.MultiplyWideningLower(
            AdvSimd.ExtractNarrowingLower(left._bits), AdvSimd.ExtractNarrowingLower(right._bits)));

    public static Lanes128 Create32(uint value) => new(Vector128.Create(value).AsUInt64());

    public static Lanes128 Add32(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsUInt32() + right._bits.AsUInt32()).AsUInt64());

    public static Lanes128 Abs32(Lanes128 value) => new(Vector128.Abs(value._bits.AsInt32()).AsUInt64());

    public static Lanes128 Max32(Lanes128 left, Lanes128 right) =>
        new(Vector128.Max(left._bits.AsUInt32(), right._bits.AsUInt32()).AsUInt64());

    public static Lanes128 ShiftLeft32(Lanes128 value, int count) =>
        new(Vector128.ShiftLeft(value._bits.AsUInt32(), count).AsUInt64());

    public static Lanes128 ShiftRight32(Lanes128 value, int count) =>
        new(Vector128.ShiftRightLogical(value._bits.AsUInt32(), count).AsUInt64());

    public static Lanes128 ShiftRightSigned32(Lanes128 value, int count) =>
        new(Vector128.ShiftRightArithmetic(value._bits.AsInt32(), count).AsUInt32().AsUInt64());

    public static Lanes128 NarrowLower(Lanes128 first, Lanes128 second) =>
        new(Vector128.Narrow(first._bits.AsUInt32(), second._bits.AsUInt32()).AsUInt64());

    public static Lanes128 NarrowUpper(Lanes128 first, Lanes128 second) =>
        NarrowLower(ShiftRight32(first, 16), ShiftRight32(second, 16));

    public static Lanes128 Add16(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsUInt16() + right._bits.AsUInt16()).AsUInt64());

    public static Lanes128 ShiftLeft16(Lanes128 value, int count) =>
        new(Vector128.ShiftLeft(value._bits.AsUInt16(), count).AsUInt64());

    public static Lanes128 Abs16(Lanes128 value) => new(Vector128.Abs(value._bits.AsInt16()).AsUInt64());

    public static Lanes128 Create16(ushort value) => new(Vector128.Create(value).AsUInt64());

    public static Lanes128 CreateSingle(float value) => new(Vector128.Create(value).AsUInt64());

    public static Lanes128 ConvertToSingle(Lanes128 value) => new(Vector128.ConvertToSingle(value._bits.AsInt32()).AsUInt64());

    public static Lanes128 AddSingle(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsSingle() + right._bits.AsSingle()).AsUInt64());

    public static Lanes128 MultiplySingle(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsSingle() * right._bits.AsSingle()).AsUInt64());

    public static Lanes128 FusedSingle(Lanes128 left, Lanes128 right, Lanes128 addend) => Fma.IsSupported
        ? new(Fma.MultiplyAdd(left._bits.AsSingle(), right._bits.AsSingle(), addend._bits.AsSingle()).AsUInt64())
        : new(AdvSimd.FusedMultiplyAdd(addend._bits.AsSingle(), left._bits.AsSingle(), right._bits.AsSingle()).AsUInt64());

    public static Lanes128 MinSingle(Lanes128 left, Lanes128 right) => new(Vector128.ConditionalSelect(
        Vector128.LessThan(left._bits.AsSingle(), right._bits.AsSingle()).AsUInt64(), left._bits, right._bits));

    public static Lanes128 MaxSingle(Lanes128 left, Lanes128 right) => new(Vector128.ConditionalSelect(
        Vector128.GreaterThan(left._bits.AsSingle(), right._bits.AsSingle()).AsUInt64(), left._bits, right._bits));

    public static Lanes128 Lookup(float* table, Lanes128 index)
    {
        Vector128<uint> entry = index._bits.AsUInt32() & Vector128.Create(31u);
        Vector128<float> found = Vector128.Create(
            table[entry.ToScalar()], table[entry.GetElement(1)], table[entry.GetElement(2)], table[entry.GetElement(3)]);
        return new(found.AsUInt64());
    }

    public static Lanes128 CreateDouble(double value) => new(Vector128.Create(value).AsUInt64());

    public static Lanes128 AddDouble(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsDouble() + right._bits.AsDouble()).AsUInt64());

    public static Lanes128 SubtractDouble(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsDouble() - right._bits.AsDouble()).AsUInt64());

    public static Lanes128 MultiplyDouble(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsDouble() * right._bits.AsDouble()).AsUInt64());

    public static Lanes128 DivideDouble(Lanes128 left, Lanes128 right) =>
        new((left._bits.AsDouble() / right._bits.AsDouble()).AsUInt64());

    public static Lanes128 FusedDouble(Lanes128 left, Lanes128 right, Lanes128 addend) => Fma.IsSupported
        ? new(Fma.MultiplyAdd(left._bits.AsDouble(), right._bits.AsDouble(), addend._bits.AsDouble()).AsUInt64())
        : new(AdvSimd.Arm64.FusedMultiplyAdd(addend._bits.AsDouble(), left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes128 SqrtDouble(Lanes128 value) => new(Vector128.Sqrt(value._bits.AsDouble()).AsUInt64());

    public static Lanes128 MinDouble(Lanes128 left, Lanes128 right) => new(Vector128.ConditionalSelect(
        Vector128.LessThan(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64(), left._bits, right._bits));

    public static Lanes128 MaxDouble(Lanes128 left, Lanes128 right) => new(Vector128.ConditionalSelect(
        Vector128.GreaterThan(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64(), left._bits, right._bits));

    public static Lanes128 LessThanDouble(Lanes128 left, Lanes128 right) =>
        new(Vector128.LessThan(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes128 EqualDouble(Lanes128 left, Lanes128 right) =>
        new(Vector128.Equals(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());
}
