using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InitTools.Sampling;

/// <summary>256 bits: AVX2 with fused multiply-add.</summary>
internal readonly unsafe struct Lanes256(Vector256<ulong> bits) : ILanes<Lanes256>
{
    private readonly Vector256<ulong> _bits = bits;

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => Vector256<ulong>.Count;

    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left._bits & right._bits);

    public static Lanes256 operator |(Lanes256 left, Lanes256 right) => new(left._bits | right._bits);

    public static Lanes256 operator ^(Lanes256 left, Lanes256 right) => new(left._bits ^ right._bits);

    public static Lanes256 Load(ulong* source) => new(Vector256.Load(source));

    public static Lanes256 LoadSingles(float* source) => new(Avx.ConvertToVector256Double(Vector128.Load(source)).AsUInt64());

    public static void Store(Lanes256 value, byte* destination) => value._bits.Store((ulong*)destination);

    public static void StorePastCaches(Lanes256 value, byte* destination) =>
        value._bits.StoreAlignedNonTemporal((ulong*)destination);

    public static Lanes256 Xor(Lanes256 a, Lanes256 b, Lanes256 c) => new(a._bits ^ b._bits ^ c._bits);

    public static Lanes256 AndOr(Lanes256 a, Lanes256 mask, Lanes256 b) => (a & mask) | b;

    public static Lanes256 Select(Lanes256 mask, Lanes256 yes, Lanes256 no) =>
        new(Vector256.ConditionalSelect(mask._bits, yes._bits, no._bits));

    public static Lanes256 Create64(ulong value) => new(Vector256.Create(value));

    public static Lanes256 Add64(Lanes256 left, Lanes256 right) => new(left._bits + right._bits);

    public static Lanes256 ShiftLeft64(Lanes256 value, int count) => new(Vector256.ShiftLeft(value._bits, count));

    public static Lanes256 ShiftRight64(Lanes256 value, int count) => new(Vector256.ShiftRightLogical(value._bits, count));

    public static Lanes256 UpperHalf(Lanes256 value) => new(Avx2.Shuffle(value._bits.AsUInt32(), 0xF5).AsUInt64());

    public static Lanes256 MultiplyLow(Lanes256 left, Lanes256 right) =>
        new(Avx2.Multiply(left._bits.AsUInt32(), right._bits.AsUInt32()));

    public static Lanes256 Create32(uint value) => new(Vector256.Create(value).AsUInt64());

    public static Lanes256 Add32(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsUInt32() + right._bits.AsUInt32()).AsUInt64());

    public static Lanes256 Abs32(Lanes256 value) => new(Vector256.Abs(value._bits.AsInt32()).AsUInt64());

    public static Lanes256 Max32(Lanes256 left, Lanes256 right) =>
        new(Vector256.Max(left._bits.AsUInt32(), right._bits.AsUInt32()).AsUInt64());

    public static Lanes256 ShiftLeft32(Lanes256 value, int count) =>
        new(Vector256.ShiftLeft(value._bits.AsUInt32(), count).AsUInt64());

    public static Lanes256 ShiftRight32(Lanes256 value, int count) =>
        new(Vector256.ShiftRightLogical(value._bits.AsUInt32(), count).AsUInt64());

    public static Lanes256 ShiftRightSigned32(Lanes256 value, int count) =>
        new(Vector256.ShiftRightArithmetic(value._bits.AsInt32(), count).AsUInt32().AsUInt64());

    public static Lanes256 NarrowLower(Lanes256 first, Lanes256 second)
    {
        Vector256<ushort> zero = Vector256<ushort>.Zero;
        return Pack(
            Avx2.Blend(first._bits.AsUInt16(), zero, 0b1010_1010).AsUInt64(),
            Avx2.Blend(second._bits.AsUInt16(), zero, 0b1010_1010).AsUInt64());
    }

    public static Lanes256 NarrowUpper(Lanes256 first, Lanes256 second) =>
        Pack(ShiftRight32(first, 16)._bits, ShiftRight32(second, 16)._bits);

    public static Lanes256 Add16(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsUInt16() + right._bits.AsUInt16()).AsUInt64());

    public static Lanes256 ShiftLeft16(Lanes256 value, int count) =>
        new(Vector256.ShiftLeft(value._bits.AsUInt16(), count).AsUInt64());

    public static Lanes256 Abs16(Lanes256 value) => new(Vector256.Abs(value._bits.AsInt16()).AsUInt64());

    public static Lanes256 Create16(ushort value) => new(Vector256.Create(value).AsUInt64());

    public static Lanes256 CreateSingle(float value) => new(Vector256.Create(value).AsUInt64());

    public static Lanes256 ConvertToSingle(Lanes256 value) => new(Vector256.ConvertToSingle(value._bits.AsInt32()).AsUInt64());

    public static Lanes256 AddSingle(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsSingle() + right._bits.AsSingle()).AsUInt64());

    public static Lanes256 MultiplySingle(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsSingle() * right._bits.AsSingle()).AsUInt64());

    public static Lanes256 FusedSingle(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(Fma.MultiplyAdd(left._bits.AsSingle(), right._bits.AsSingle(), addend._bits.AsSingle()).AsUInt64());

    public static Lanes256 MinSingle(Lanes256 left, Lanes256 right) =>
        new(Avx.Min(left._bits.AsSingle(), right._bits.AsSingle()).AsUInt64());

    public static Lanes256 MaxSingle(Lanes256 left, Lanes256 right) =>
        new(Avx.Max(left._bits.AsSingle(), right._bits.AsSingle()).AsUInt64());

    /// <summary>
    /// Four lookups in eight floats each; the fourth and the fifth bit of the index, moved to the sign, choose among them.
    /// </summary>
    public static Lanes256 Lookup(float* table, Lanes256 index)
    {
        Vector256<int> entry = index._bits.AsInt32();
        Vector256<float> low = LookupHalf(table, entry);
        Vector256<float> high = LookupHalf(table + 16, entry);
        return new(Avx.BlendVariable(low, high, Vector256.ShiftLeft(entry, 27).AsSingle()).AsUInt64());
    }

    public static Lanes256 CreateDouble(double value) => new(Vector256.Create(value).AsUInt64());

    public static Lanes256 AddDouble(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsDouble() + right._bits.AsDouble()).AsUInt64());

    public static Lanes256 SubtractDouble(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsDouble() - right._bits.AsDouble()).AsUInt64());

    public static Lanes256 MultiplyDouble(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsDouble() * right._bits.AsDouble()).AsUInt64());

    public static Lanes256 DivideDouble(Lanes256 left, Lanes256 right) =>
        new((left._bits.AsDouble() / right._bits.AsDouble()).AsUInt64());

    public static Lanes256 FusedDouble(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(Fma.MultiplyAdd(left._bits.AsDouble(), right._bits.AsDouble(), addend._bits.AsDouble()).AsUInt64());

    public static Lanes256 SqrtDouble(Lanes256 value) => new(Vector256.Sqrt(value._bits.AsDouble()).AsUInt64());

    public static Lanes256 MinDouble(Lanes256 left, Lanes256 right) =>
        new(Avx.Min(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes256 MaxDouble(Lanes256 left, Lanes256 right) =>
        new(Avx.Max(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes256 LessThanDouble(Lanes256 left, Lanes256 right) =>
        new(Vector256.LessThan(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes256 EqualDouble(Lanes256 left, Lanes256 right) =>
        new(Vector256.Equals(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    /// <summary>Half lanes below 2^16 as quarter lanes.</summary>
    private static Lanes256 Pack(Vector256<ulong> first, Vector256<ulong> second)
    {
        Vector256<ushort> packed = Avx2.PackUnsignedSaturate(first.AsInt32(), second.AsInt32());
        return new(Avx2.Permute4x64(packed.AsUInt64(), 0b11_01_10_00));
    }

    private static Vector256<float> LookupHalf(float* table, Vector256<int> entry) => Avx.BlendVariable(
        Avx2.PermuteVar8x32(Vector256.Load(table), entry),
        Avx2.PermuteVar8x32(Vector256.Load(table + 8), entry),
        Vector256.ShiftLeft(entry, 28).AsSingle());
}
