using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InitTools.Sampling;

/// <summary>512 bits: AVX-512.</summary>
internal readonly unsafe struct Lanes512(Vector512<ulong> bits) : ILanes<Lanes512>
{
    private readonly Vector512<ulong> _bits = bits;

    private Lanes512(Vector512<uint> bits)
        : this(bits.AsUInt64())
    {
    }

    private Lanes512(Vector512<float> bits)
        : this(bits.AsUInt64())
    {
    }

    private Lanes512(Vector512<double> bits)
        : this(bits.AsUInt64())
    {
    }

    public static bool IsSupported => Avx512F.IsSupported;

    public static int Count => Vector512<ulong>.Count;

    private Vector512<uint> Words => _bits.AsUInt32();

    private Vector512<float> Singles => _bits.AsSingle();

    private Vector512<double> Doubles => _bits.AsDouble();

    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left._bits & right._bits);

    public static Lanes512 operator |(Lanes512 left, Lanes512 right) => new(left._bits | right._bits);

    public static Lanes512 operator ^(Lanes512 left, Lanes512 right) => new(left._bits ^ right._bits);

    public static Lanes512 Load(ulong* source) => new(Vector512.Load(source));

    public static Lanes512 LoadSingles(float* source) => new(Avx512F.ConvertToVector512Double(Vector256.Load(source)));

    public static void Store(Lanes512 value, byte* destination) => value._bits.Store((ulong*)destination);

    public static void StoreNarrow(Lanes512 value, byte* destination) =>
        Avx512F.ConvertToVector256UInt16(value.Words).Store((ushort*)destination);

    public static Lanes512 Xor(Lanes512 a, Lanes512 b, Lanes512 c) => new(Avx512F.TernaryLogic(a._bits, b._bits, c._bits, 0x96));

    public static Lanes512 Select(Lanes512 mask, Lanes512 yes, Lanes512 no) =>
        new(Avx512F.TernaryLogic(mask._bits, yes._bits, no._bits, 0xCA));

    public static Lanes512 Create64(ulong value) => new(Vector512.Create(value));

    public static Lanes512 Add64(Lanes512 left, Lanes512 right) => new(left._bits + right._bits);

    public static Lanes512 ShiftLeft64(Lanes512 value, int count) => new(Vector512.ShiftLeft(value._bits, count));

    public static Lanes512 ShiftRight64(Lanes512 value, int count) => new(Vector512.ShiftRightLogical(value._bits, count));

    public static Lanes512 MultiplyLow(Lanes512 left, Lanes512 right) => new(Avx512F.Multiply(left.Words, right.Words));

    public static Lanes512 Create32(uint value) => new(Vector512.Create(value));

    public static Lanes512 Add32(Lanes512 left, Lanes512 right) => new(left.Words + right.Words);

    public static Lanes512 Subtract32(Lanes512 left, Lanes512 right) => new(left.Words - right.Words);

    public static Lanes512 Min32(Lanes512 left, Lanes512 right) => new(Vector512.Min(left.Words, right.Words));

    public static Lanes512 Max32(Lanes512 left, Lanes512 right) => new(Vector512.Max(left.Words, right.Words));

    public static Lanes512 ShiftLeft32(Lanes512 value, int count) => new(Vector512.ShiftLeft(value.Words, count));

    public static Lanes512 ShiftRight32(Lanes512 value, int count) => new(Vector512.ShiftRightLogical(value.Words, count));

    public static Lanes512 ShiftRightSigned32(Lanes512 value, int count) =>
        new(Vector512.ShiftRightArithmetic(value.Words.AsInt32(), count).AsUInt32());

    public static Lanes512 CreateSingle(float value) => new(Vector512.Create(value));

    public static Lanes512 ConvertToSingle(Lanes512 value) => new(Vector512.ConvertToSingle(value.Words.AsInt32()));

    public static Lanes512 AddSingle(Lanes512 left, Lanes512 right) => new(left.Singles + right.Singles);

    public static Lanes512 MultiplySingle(Lanes512 left, Lanes512 right) => new(left.Singles * right.Singles);

    public static Lanes512 FusedSingle(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Avx512F.FusedMultiplyAdd(left.Singles, right.Singles, addend.Singles));

    public static Lanes512 MinSingle(Lanes512 left, Lanes512 right) => new(Avx512F.Min(left.Singles, right.Singles));

    public static Lanes512 MaxSingle(Lanes512 left, Lanes512 right) => new(Avx512F.Max(left.Singles, right.Singles));

    public static Lanes512 Lookup(float* table, Lanes512 index) => new(Avx512F.PermuteVar16x32x2(
        Vector512.Load(table), index.Words.AsInt32(), Vector512.Load(table + 16)));

    public static Lanes512 CreateDouble(double value) => new(Vector512.Create(value));

    public static Lanes512 AddDouble(Lanes512 left, Lanes512 right) => new(left.Doubles + right.Doubles);

    public static Lanes512 SubtractDouble(Lanes512 left, Lanes512 right) => new(left.Doubles - right.Doubles);

    public static Lanes512 MultiplyDouble(Lanes512 left, Lanes512 right) => new(left.Doubles * right.Doubles);

    public static Lanes512 DivideDouble(Lanes512 left, Lanes512 right) => new(left.Doubles / right.Doubles);

    public static Lanes512 FusedDouble(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Avx512F.FusedMultiplyAdd(left.Doubles, right.Doubles, addend.Doubles));

    public static Lanes512 SqrtDouble(Lanes512 value) => new(Vector512.Sqrt(value.Doubles));

    public static Lanes512 MinDouble(Lanes512 left, Lanes512 right) => new(Avx512F.Min(left.Doubles, right.Doubles));

    public static Lanes512 MaxDouble(Lanes512 left, Lanes512 right) => new(Avx512F.Max(left.Doubles, right.Doubles));

    public static Lanes512 LessThanDouble(Lanes512 left, Lanes512 right) => new(Vector512.LessThan(left.Doubles, right.Doubles));

    public static Lanes512 EqualDouble(Lanes512 left, Lanes512 right) => new(Vector512.Equals(left.Doubles, right.Doubles));
}
