using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace InitTools;

/// <summary>Measures a block of memory of each element type.</summary>
internal static unsafe class BlockReader
{
    /// <summary>The function for a type: the block, its count of elements and room for as many doubles.</summary>
    /// <exception cref="InitToolsException"><c>InvalidMeasuredTensor</c>: not a real type.</exception>
    public static delegate*<byte*, int, byte*, MomentSums> For(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => &BlockSums<SingleElements>.Measure,
        torch.ScalarType.Float64 => &BlockSums<DoubleElements>.Measure,
        torch.ScalarType.Float16 => &OfHalf,
        torch.ScalarType.BFloat16 => &OfBFloat16,
        torch.ScalarType.Int64 => &OfIntegers<long>,
        torch.ScalarType.Int32 => &OfIntegers<int>,
        torch.ScalarType.Int16 => &OfIntegers<short>,
        torch.ScalarType.Int8 => &OfIntegers<sbyte>,
        torch.ScalarType.Byte or torch.ScalarType.Bool => &OfIntegers<byte>,
        _ => throw new InitToolsException(
            "InvalidMeasuredTensor", $"A tensor of type {type} can't be measured; its type must be a real one.",
            FaultKind.InvalidArgument, type),
    };

    private static MomentSums OfIntegers<T>(byte* block, int count, byte* aside)
        where T : unmanaged, INumberBase<T>
    {
        for (int i = 0; i < count; i++) ((double*)aside)[i] = double.CreateTruncating(((T*)block)[i]);
        return BlockSums<DoubleElements>.Measure(aside, count, aside);
    }

    private static MomentSums OfBFloat16(byte* block, int count, byte* aside)
    {
        byte* floats = RoomForSingles(aside, count);
        for (int i = 0; i < count; i++) ((uint*)floats)[i] = (uint)((ushort*)block)[i] << 16;
        return BlockSums<SingleElements>.Measure(floats, count, aside);
    }

    private static MomentSums OfHalf(byte* block, int count, byte* aside)
    {
        byte* floats = RoomForSingles(aside, count);
        int i = 0;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var halves = Unsafe.ReadUnaligned<Vector<ushort>>(block + (i * sizeof(ushort)));
            Vector.Widen(halves, out Vector<uint> low, out Vector<uint> high);
            Unsafe.WriteUnaligned(floats + (i * sizeof(float)), WidenHalf(low));
            Unsafe.WriteUnaligned(floats + ((i + Vector<uint>.Count) * sizeof(float)), WidenHalf(high));
        }
        for (; i < count; i++) ((float*)floats)[i] = (float)((Half*)block)[i];
        return BlockSums<SingleElements>.Measure(floats, count, aside);
    }

    /// <summary>The upper half of the room: the finite floats, moved to its start as doubles, never reach those still unread.</summary>
    private static byte* RoomForSingles(byte* aside, int count) => aside + (count * sizeof(float));

    /// <summary>
    /// The bits of halves as those of floats: the exponent is moved to its new bias, twice that of infinities and NaN; a
    /// subnormal is the difference of two normal numbers.
    /// </summary>
    private static Vector<uint> WidenHalf(Vector<uint> halves)
    {
        var bias = new Vector<uint>((127 - 15) << 23);
        var one = new Vector<uint>(1 << 23);
        Vector<uint> magnitude = (halves & new Vector<uint>(0x7FFF)) << 13;
        Vector<uint> normal = magnitude + bias;
        Vector<uint> special = normal + (bias & Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(31 << 23)));
        Vector<float> subnormal = Vector.AsVectorSingle(normal + one) - Vector.AsVectorSingle(bias + one);
        Vector<uint> value = Vector.ConditionalSelect(Vector.LessThan(magnitude, one), Vector.AsVectorUInt32(subnormal), special);
        return value | ((halves & new Vector<uint>(0x8000)) << 16);
    }
}
