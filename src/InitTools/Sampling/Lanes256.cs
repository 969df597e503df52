using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InitTools.Sampling;

/// <summary>256 bits: AVX2 with fused multiply-add.</summary>
internal readonly unsafe struct Lanes256(Vector256<ulong> bits) : ILanes<Lanes256>
{
    private readonly Vector256<ulong> _bits = bits;

    private Lanes256(Vector256<uint> bits)
        : this(bits.AsUInt64())
    {
    }

    private Lanes256(Vector256<float> bits)
        : this(bits.AsUInt64())
    {
    }

    private Lanes256(Vector256<double> bits)
        : this(bits.AsUInt64())
    {
    }

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => Vector256<ulong>.Count;

    private Vector256<uint> Words => _bits.AsUInt32();

    private Vector256<float> Singles => _bits.AsSingle();

    private Vector256<double> Doubles => _bits.AsDouble();

    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left._bits & right._bits);

    public static Lanes256 operator |(Lanes256 left, Lanes256 right) => new(left._bits | right._bits);

    public static Lanes256 operator ^(Lanes256 left, Lanes256 right) => new(left._bits ^ right._bits);

    public static Lanes256 Load(ulong* source) => new(Vector256.Load(source));

    public static Lanes256 LoadSingles(float* source) => new(Avx.ConvertToVector256Double(Vector128.Load(source)));

    public static void Store(Lanes256 value, byte* destination) => value._bits.Store((ulong*)destination);

    public static void StoreNarrow(Lanes256 value, byte* destination) =>
        Vector256.Narrow(value.Words, value.Words).GetLower().Store((ushort*)destination);

    public static Lanes256 Xor(Lanes256 a, Lanes256 b, Lanes256 c) => new(a._bits ^ b._bits ^ c._bits);

    public static Lanes256 Select(Lanes256 mask, Lanes256 yes, Lanes256 no) =>
        new(Vector256.ConditionalSelect(mask._bits, yes._bits, no._bits));

    public static Lanes256 Create64(ulong value) => new(Vector256.Create(value));

    public static Lanes256 Add64(Lanes256 left, Lanes256 right) => new(left._bits + right._bits);

    public static Lanes256 ShiftLeft64(Lanes256 value, int count) => new(Vector256.ShiftLeft(value._bits, count));

    public static Lanes256 ShiftRight64(Lanes256 value, int count) => new(Vector256.ShiftRightLogical(value._bits, count));

    public static Lanes256 MultiplyLow(Lanes256 left, Lanes256 right) => new(Avx2.Multiply(left.Words, right.Words));

    public static Lanes256 Create32(uint value) => new(Vector256.Create(value));

    public static Lanes256 Add32(Lanes256 left, Lanes256 right) => new(left.Words + right.Words);

    public static Lanes256 Subtract32(Lanes256 left, Lanes256 right) => new(left.Words - right.Words);

    public static Lanes256 Min32(Lanes256 left, Lanes256 right) => new(Vector256.Min(left.Words, right.Words));

    public static Lanes256 Max32(Lanes256 left, Lanes256 right) => new(Vector256.Max(left.Words, right.Words));

    public static Lanes256 ShiftLeft32(Lanes256 value, int count) => new(Vector256.ShiftLeft(value.Words, count));

    public static Lanes256 ShiftRight32(Lanes256 value, int count) => new(Vector256.ShiftRightLogical(value.Words, count));

    public static Lanes256 ShiftRightSigned32(Lanes256 value, int count) =>
        new(Vector256.ShiftRightArithmetic(value.Words.AsInt32(), count).AsUInt32());

    public static Lanes256 CreateSingle(float value) => new(Vector256.Create(value));

    public static Lanes256 ConvertToSingle(Lanes256 value) => new(Vector256.ConvertToSingle(value.Words.AsInt32()));

    public static Lanes256 AddSingle(Lanes256 left, Lanes256 right) => new(left.Singles + right.Singles);

    public static Lanes256 MultiplySingle(Lanes256 left, Lanes256 right) => new(left.Singles * right.Singles);

    public static Lanes256 FusedSingle(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(Fma.MultiplyAdd(left.Singles, right.Singles, addend.Singles));

    public static Lanes256 MinSingle(Lanes256 left, Lanes256 right) => new(Avx.Min(left.Singles, right.Singles));

    public static Lanes256 MaxSingle(Lanes256 left, Lanes256 right) => new(Avx.Max(left.Singles, right.Singles));

    /// <summary>Four lookups in eight floats each; the fourth and fifth index bit, moved to the sign, choose among them.</summary>
    public static Lanes256 Lookup(float* table, Lanes256 index)
    {
        Vector256<int> entry = index.Words.AsInt32();
        Vector256<float> fourth = Vector256.ShiftLeft(entry, 28).AsSingle();
        Vector256<float> fifth = Vector256.ShiftLeft(entry, 27).AsSingle();
        Vector256<float> low = Avx.BlendVariable(
            Avx2.PermuteVar8x32(Vector256.Load(table), entry), Avx2.PermuteVar8x32(Vector256.Load(table + 8), entry), fourth);
        Vector256<float> high = Avx.BlendVariable(
            Avx2.PermuteVar8x32(Vector256.Load(table + 16), entry), Avx2.PermuteVar8x32(Vector256.Load(table + 24), entry), fourth);
        return new(Avx.BlendVariable(low, high, fifth));
    }

    public static Lanes256 CreateDouble(double value) => new(Vector256.Create(value));

    public static Lanes256 AddDouble(Lanes256 left, Lanes256 right) => new(left.Doubles + right.Doubles);

    public static Lanes256 SubtractDouble(Lanes256 left, Lanes256 right) => new(left.Doubles - right.Doubles);

    public static Lanes256 MultiplyDouble(Lanes256 left, Lanes256 right) => new(left.Doubles * right.Doubles);

    public static Lanes256 DivideDouble(Lanes256 left, Lanes256 right) => new(left.Doubles / right.Doubles);

    public static Lanes256 FusedDouble(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(Fma.MultiplyAdd(left.Doubles, right.Doubles, addend.Doubles));

    public static Lanes256 SqrtDouble(Lanes256 value) => new(Vector256.Sqrt(value.Doubles));

    public static Lanes256 MinDouble(Lanes256 left, Lanes256 right) => new(Avx.Min(left.Doubles, right.Doubles));

    public static Lanes256 MaxDouble(Lanes256 left, Lanes256 right) => new(Avx.Max(left.Doubles, right.Doubles));

    public static Lanes256 LessThanDouble(Lanes256 left, Lanes256 right) => new(Vector256.LessThan(left.Doubles, right.Doubles));

    public static Lanes256 EqualDouble(Lanes256 left, Lanes256 right) => new(Vector256.Equals(left.Doubles, right.Doubles));
}
