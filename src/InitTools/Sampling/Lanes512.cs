using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InitTools.Sampling;

/// <summary>512 bits: AVX-512.</summary>
internal readonly unsafe struct Lanes512(Vector512<ulong> bits) : ILanes<Lanes512>
{
    private readonly Vector512<ulong> _bits = bits;

    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Count => Vector512<ulong>.Count;

    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left._bits & right._bits);

    public static Lanes512 operator |(Lanes512 left, Lanes512 right) => new(left._bits | right._bits);

    public static Lanes512 operator ^(Lanes512 left, Lanes512 right) => new(left._bits ^ right._bits);

    public static Lanes512 Load(ulong* source) => new(Vector512.Load(source));

    public static Lanes512 LoadSingles(float* source) => new(Avx512F.ConvertToVector512Double(Vector256.Load(source)).AsUInt64());

    public static void Store(Lanes512 value, byte* destination) => value._bits.Store((ulong*)destination);

    public static void StorePastCaches(Lanes512 value, byte* destination) =>
        value._bits.StoreAlignedNonTemporal((ulong*)destination);

    public static Lanes512 Xor(Lanes512 a, Lanes512 b, Lanes512 c) => new(Avx512F.TernaryLogic(a._bits, b._bits, c._bits, 0x96));

    public static Lanes512 AndOr(Lanes512 a, Lanes512 mask, Lanes512 b) => new(Avx512F.TernaryLogic(a._bits, mask._bits, b._bits, 0xEA));

    public static Lanes512 Select(Lanes512 mask, Lanes512 yes, Lanes512 no) =>
        new(Avx512F.TernaryLogic(mask._bits, yes._bits, no._bits, 0xCA));

    public static Lanes512 Create64(ulong value) => new(Vector512.Create(value));

    public static Lanes512 Add64(Lanes512 left, Lanes512 right) => new(left._bits + right._bits);

    public static Lanes512 ShiftLeft64(Lanes512 value, int count) => new(Vector512.ShiftLeft(value._bits, count));

    public static Lanes512 ShiftRight64(Lanes512 value, int count) => new(Vector512.ShiftRightLogical(value._bits, count));

    public static Lanes512 UpperHalf(Lanes512 value) => new(Avx512F.Shuffle(value._bits.AsUInt32(), 0xF5).AsUInt64());

    public static Lanes512 MultiplyLow(Lanes512 left, Lanes512 right) =>
        new(Avx512F.Multiply(left._bits.AsUInt32(), right._bits.AsUInt32()));

    public static Lanes512 Create32(uint value) => new(Vector512.Create(value).AsUInt64());

    public static Lanes512 Add32(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsUInt32() + right._bits.AsUInt32()).AsUInt64());

    public static Lanes512 Abs32(Lanes512 value) => new(Vector512.Abs(value._bits.AsInt32()).AsUInt64());

    public static Lanes512 Max32(Lanes512 left, Lanes512 right) =>
        new(Vector512.Max(left._bits.AsUInt32(), right._bits.AsUInt32()).AsUInt64());

    public static Lanes512 ShiftLeft32(Lanes512 value, int count) =>
        new(Vector512.ShiftLeft(value._bits.AsUInt32(), count).AsUInt64());

    public static Lanes512 ShiftRight32(Lanes512 value, int count) =>
        new(Vector512.ShiftRightLogical(value._bits.AsUInt32(), count).AsUInt64());

    public static Lanes512 ShiftRightSigned32(Lanes512 value, int count) =>
        new(Vector512.ShiftRightArithmetic(value._bits.AsInt32(), count).AsUInt32().AsUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 NarrowLower(Lanes512 first, Lanes512 second)
    {
        var even = Vector512.Create(
            (ushort)0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30,
            32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62);
        return new(Avx512BW.PermuteVar32x16x2(first._bits.AsUInt16(), even, second._bits.AsUInt16()).AsUInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 NarrowUpper(Lanes512 first, Lanes512 second)
    {
        var odd = Vector512.Create(
            (ushort)1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31,
            33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63);
        return new(Avx512BW.PermuteVar32x16x2(first._bits.AsUInt16(), odd, second._bits.AsUInt16()).AsUInt64());
    }

    public static Lanes512 Add16(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsUInt16() + right._bits.AsUInt16()).AsUInt64());

    public static Lanes512 ShiftLeft16(Lanes512 value, int count) =>
        new(Vector512.ShiftLeft(value._bits.AsUInt16(), count).AsUInt64());

    public static Lanes512 Abs16(Lanes512 value) => new(Vector512.Abs(value._bits.AsInt16()).AsUInt64());

    public static Lanes512 Create16(ushort value) => new(Vector512.Create(value).AsUInt64());

    public static Lanes512 CreateSingle(float value) => new(Vector512.Create(value).AsUInt64());

    public static Lanes512 ConvertToSingle(Lanes512 value) => new(Vector512.ConvertToSingle(value._bits.AsInt32()).AsUInt64());

    public static Lanes512 AddSingle(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsSingle() + right._bits.AsSingle()).AsUInt64());

    public static Lanes512 MultiplySingle(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsSingle() * right._bits.AsSingle()).AsUInt64());

    public static Lanes512 FusedSingle(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Avx512F.FusedMultiplyAdd(left._bits.AsSingle(), right._bits.AsSingle(), addend._bits.AsSingle()).AsUInt64());

    public static Lanes512 MinSingle(Lanes512 left, Lanes512 right) =>
        new(Avx512F.Min(left._bits.AsSingle(), right._bits.AsSingle()).AsUInt64());

    public static Lanes512 MaxSingle(Lanes512 left, Lanes512 right) =>
        new(Avx512F.Max(left._bits.AsSingle(), right._bits.AsSingle()).AsUInt64());

    public static Lanes512 Lookup(float* table, Lanes512 index) => new(Avx512F.PermuteVar16x32x2(
        Vector512.Load(table), index._bits.AsInt32(), Vector512.Load(table + 16)).AsUInt64());

    public static Lanes512 CreateDouble(double value) => new(Vector512.Create(value).AsUInt64());

    public static Lanes512 AddDouble(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsDouble() + right._bits.AsDouble()).AsUInt64());

    public static Lanes512 SubtractDouble(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsDouble() - right._bits.AsDouble()).AsUInt64());

    public static Lanes512 MultiplyDouble(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsDouble() * right._bits.AsDouble()).AsUInt64());

    public static Lanes512 DivideDouble(Lanes512 left, Lanes512 right) =>
        new((left._bits.AsDouble() / right._bits.AsDouble()).AsUInt64());

    public static Lanes512 FusedDouble(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Avx512F.FusedMultiplyAdd(left._bits.AsDouble(), right._bits.AsDouble(), addend._bits.AsDouble()).AsUInt64());

    public static Lanes512 SqrtDouble(Lanes512 value) => new(Vector512.Sqrt(value._bits.AsDouble()).AsUInt64());

    public static Lanes512 MinDouble(Lanes512 left, Lanes512 right) =>
        new(Avx512F.Min(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes512 MaxDouble(Lanes512 left, Lanes512 right) =>
        new(Avx512F.Max(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes512 LessThanDouble(Lanes512 left, Lanes512 right) =>
        new(Vector512.LessThan(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());

    public static Lanes512 EqualDouble(Lanes512 left, Lanes512 right) =>
        new(Vector512.Equals(left._bits.AsDouble(), right._bits.AsDouble()).AsUInt64());
}
