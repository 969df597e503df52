using System.Buffers.Binary;
using System.Numerics;

namespace InitTools;

/// <summary>What an IDX file holds.</summary>
/// <param name="Sizes">The dimensions of the whole file.</param>
/// <param name="Count">How many entries of the first dimension were read.</param>
/// <param name="Values">Their values, row-major.</param>
internal sealed record IdxContents(long[] Sizes, int Count, float[] Values);

/// <summary>
/// Reads IDX, the format of the MNIST files: two bytes 0, the type of the elements, the number of dimensions, each dimension as
/// 4 bytes, then the elements; all of it big-endian (Y. LeCun, C. Cortes, C. Burges, The MNIST database).
/// </summary>
internal static class IdxReader
{
    private const int BlockBytes = 1 << 16;

    private enum ElementType : byte
    {
        UnsignedByte = 0x08,
        SignedByte = 0x09,
        Int16 = 0x0b,
        Int32 = 0x0c,
        Single = 0x0d,
        Double = 0x0e,
    }

    /// <summary>Reads a file of two or more dimensions: samples.</summary>
    public static IdxContents ReadSamples(DataFile file, int? first) => Read(file, first, sizes =>
    {
        if (sizes.Length == 1)
        {
            throw file.Fault(
                "NotSamples", "it has one dimension, as labels have; give it as LabelPath, and the samples' file as Path.");
        }
    });

    /// <summary>Reads a file of one dimension: labels.</summary>
    public static IdxContents ReadLabels(DataFile file) => Read(file, null, sizes =>
    {
        if (sizes.Length != 1)
            throw file.Fault("NotLabels", $"it has the dimensions {InitToolsException.Show(sizes)}; labels must have one.");
    });

    private static IdxContents Read(DataFile file, int? first, Action<long[]> checkSizes)
    {
        using Stream stream = file.Open();
        (ElementType type, long[] sizes) = ReadHeader(file, stream);
        checkSizes(sizes);
        BigInteger declared = sizes.Aggregate(BigInteger.One, (product, size) => product * size);
        if (declared.IsZero) throw file.Fault("EmptyDataset", $"no values: its dimensions are {InitToolsException.Show(sizes)}.");

        BigInteger declaredBytes = declared * ElementSize(type);
        if (file.StoredLength is { } length) CheckLength(file, declaredBytes, length - 4 - 4 * sizes.Length);
        int count = (int)Math.Min(sizes[0], first ?? int.MaxValue);
        BigInteger wanted = declared / sizes[0] * count;
        file.CheckSize(wanted);
        float[] values = ReadValues(file, stream, type, (int)wanted, declaredBytes);
        if (count == sizes[0]) CheckLength(file, declaredBytes, (long)declaredBytes + CountRest(file, stream));
        return new IdxContents(sizes, count, values);
    }

    private static (ElementType Type, long[] Sizes) ReadHeader(DataFile file, Stream stream)
    {
        byte[] magic = new byte[4];
        int found = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (found < magic.Length || !Enum.IsDefined((ElementType)magic[2]) || magic[3] == 0)
            throw file.Fault("UnknownFormat", $"it starts like IDX, but {Convert.ToHexString(magic[..found])} is no IDX header.");
        byte[] raw = new byte[4 * magic[3]];
        found = stream.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false);
        if (found < raw.Length)
            throw file.Fault("TruncatedFile", $"its header ends after {found} of the {raw.Length} bytes of its dimensions.");
        long[] sizes = new long[magic[3]];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(raw.AsSpan(4 * i));
        return ((ElementType)magic[2], sizes);
    }

    private static float[] ReadValues(DataFile file, Stream stream, ElementType type, int count, BigInteger declaredBytes)
    {
        FeatureBuffer values = new(file, count);
        // A file of known length was found long enough. What a compressed file declares is believed only as it arrives.
        if (file.StoredLength is not null) values.Reserve(count);
        byte[] block = new byte[BlockBytes];
        int size = ElementSize(type);
        for (int read = 0; read < count;)
        {
            file.CancellationToken.ThrowIfCancellationRequested();
            int wanted = (int)Math.Min(BlockBytes, (long)(count - read) * size);
            int found = stream.ReadAtLeast(block.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            if (found < wanted) throw Truncated(file, declaredBytes, (long)read * size + found);
            Span<float> target = values.Append(wanted / size);
            Decode(type, block, target);
            CheckFinite(file, target, read);
            read += target.Length;
        }
        return values.ToArray();
    }

    private static void Decode(ElementType type, ReadOnlySpan<byte> raw, Span<float> values)
    {
        switch (type)
        {
            case ElementType.UnsignedByte:
                for (int i = 0; i < values.Length; i++) values[i] = raw[i];
                break;
            case ElementType.SignedByte:
                for (int i = 0; i < values.Length; i++) values[i] = (sbyte)raw[i];
                break;
            case ElementType.Int16:
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt16BigEndian(raw[(2 * i)..]);
                break;
            case ElementType.Int32:
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt32BigEndian(raw[(4 * i)..]);
                break;
            case ElementType.Single:
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleBigEndian(raw[(4 * i)..]);
                break;
            default:
                for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadDoubleBigEndian(raw[(8 * i)..]);
                break;
        }
    }

    private static void CheckFinite(DataFile file, ReadOnlySpan<float> values, int start)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            throw file.Fault(
                "NonFiniteData",
                $"element {start + i} (from 0) is NaN, infinite or too large for single precision; all must be finite.");
        }
    }

    private static void CheckLength(DataFile file, BigInteger declared, BigInteger found)
    {
        if (found < declared) throw Truncated(file, declared, found);
        if (found > declared)
            throw file.Fault("TrailingData", $"its header declares {declared} bytes of data, but there are {found}.");
    }

    private static InitToolsException Truncated(DataFile file, BigInteger declared, BigInteger found) =>
        file.Fault("TruncatedFile", $"its header declares {declared} bytes of data, but there are only {found}.");

    private static long CountRest(DataFile file, Stream stream)
    {
        byte[] block = new byte[BlockBytes];
        long count = 0;
        for (int read = stream.Read(block); read > 0; read = stream.Read(block))
        {
            file.CancellationToken.ThrowIfCancellationRequested();
            count += read;
        }
        return count;
    }

    private static int ElementSize(ElementType type) => type switch
    {
        ElementType.UnsignedByte or ElementType.SignedByte => 1,
        ElementType.Int16 => 2,
        ElementType.Int32 or ElementType.Single => 4,
        _ => 8,
    };
}
