using System.Buffers.Binary;
using CsCheck;

namespace InitTools.Tests;

public sealed class IdxTests : IDisposable
{
    private const byte UnsignedByte = 0x08;

    private readonly DataFolder _folder = new();

    public static TheoryData<byte, Func<float, byte[]>> ElementTypes => new()
    {
        { 0x08, value => [(byte)value] },
        { 0x09, value => [(byte)(sbyte)value] },
        { 0x0b, value => BigEndian(2, bytes => BinaryPrimitives.WriteInt16BigEndian(bytes, (short)value)) },
        { 0x0c, value => BigEndian(4, bytes => BinaryPrimitives.WriteInt32BigEndian(bytes, (int)value)) },
        { 0x0d, value => BigEndian(4, bytes => BinaryPrimitives.WriteSingleBigEndian(bytes, value)) },
        { 0x0e, value => BigEndian(8, bytes => BinaryPrimitives.WriteDoubleBigEndian(bytes, value)) },
    };

    [Theory]
    [MemberData(nameof(ElementTypes), DisableDiscoveryEnumeration = true)]
    public void Every_element_type_is_read_back(byte type, Func<float, byte[]> encode)
    {
        Gen<float> number = type switch
        {
            0x08 => Gen.Byte.Select(value => (float)value),
            0x09 => Gen.SByte.Select(value => (float)value),
            0x0b => Gen.Short.Select(value => (float)value),
            0x0c => Gen.Int[-(1 << 24), 1 << 24].Select(value => (float)value),
            _ => Gen.Float.Where(float.IsFinite),
        };
        var array =
            from sizes in Gen.Int[1, 5].Array[2, 4]
            from values in number.Array[sizes.Aggregate((product, size) => product * size)]
            from isCompressed in Gen.Bool
            select (sizes, values, isCompressed);

        array.Sample(
            sample =>
            {
                byte[] contents = DataFolder.Idx(type, sample.sizes, [.. sample.values.SelectMany(encode)]);
                using DataFolder folder = new();
                Dataset data = folder.ReadBytes(sample.isCompressed ? DataFolder.Gzip(contents) : contents);
                return data.Features.SequenceEqual(sample.values)
                    && data.Count == sample.sizes[0]
                    && data.SampleShape.SequenceEqual(sample.sizes.Skip(1).Select(size => (long)size))
                    && data.ClassCount == 0;
            },
            iter: 40, seed: "0000KHB0iZp2", threads: 1);
    }

    [Fact]
    public void Labels_of_another_file_join()
    {
        DatasetOptions options = new() { LabelPath = _folder.Write("labels.idx", Labels(3, 0, 9)) };
        Dataset data = _folder.ReadBytes(Samples(3), options);
        Assert.Equal([3, 0, 9], data.Labels.ToArray());
        Assert.Equal(10, data.ClassCount);

        Dataset first = _folder.ReadBytes(Samples(3), options with { First = 2 });
        Assert.Equal((2, 10), (first.Count, first.ClassCount));
        Assert.Equal([3, 0], first.Labels.ToArray());
    }

    [Fact]
    public void Labels_of_a_CSV_file_join()
    {
        DatasetOptions options = new() { LabelPath = _folder.Write("labels.csv", "2\n0\n1\n") };
        Assert.Equal([2, 0, 1], _folder.ReadBytes(Samples(3), options).Labels.ToArray());
    }

    [Fact]
    public void Only_what_is_wanted_is_read()
    {
        byte[] compressed = DataFolder.Gzip(DataFolder.Idx(UnsignedByte, [int.MaxValue, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]));
        Dataset data = _folder.ReadBytes(compressed, new DatasetOptions { First = 2 });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], data.Features.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_shorter_or_longer_than_its_header_says_is_refused(bool isCompressed)
    {
        byte[] contents = Samples(300);
        AssertFault("TruncatedFile", contents[..^7], "declares 1200 bytes", "only 1193");
        AssertFault("TruncatedFile", contents[..16], "declares 1200 bytes", "only 0");
        AssertFault("TruncatedFile", contents[..9], "5 of the 12 bytes");
        AssertFault("TrailingData", [.. contents, 1, 2], "declares 1200 bytes", "1202");
        AssertFault("TruncatedFile", DataFolder.Idx(0x0e, [300, 1], new byte[2399]), "declares 2400 bytes", "only 2399");

        void AssertFault(string errorId, byte[] bytes, params string[] fragments)
        {
            string path = _folder.Write("data", isCompressed ? DataFolder.Gzip(bytes) : bytes);
            DataFolder.AssertFault(errorId, path, null, fragments);
        }
    }

    [Theory]
    [InlineData("00000703")]
    [InlineData("00000A0300000001")]
    [InlineData("00000F0300000001")]
    [InlineData("00000800")]
    [InlineData("0000")]
    [InlineData("000001BA2100010001")]
    [InlineData("89504E470D0A1A0A0000000D49484452")]
    [InlineData("504B030414000000080000002100")]
    [InlineData("7F454C4602010100")]
    [InlineData("FFD8FFE000104A464946")]
    public void Foreign_files_are_refused(string contents) =>
        DataFolder.AssertFault("UnknownFormat", _folder.Write("data.csv", Convert.FromHexString(contents)), null);

    [Fact]
    public void Sizes_of_nothing_are_refused()
    {
        AssertFault([0, 28, 28], "0x28x28");
        AssertFault([5, 0], "5x0");

        void AssertFault(int[] sizes, string shown) =>
            DataFolder.AssertFault("EmptyDataset", _folder.Write("data", DataFolder.Idx(UnsignedByte, sizes, [])), null, shown);
    }

    [Fact]
    public void Labels_and_samples_are_not_mistaken_for_each_other()
    {
        DataFolder.AssertFault("NotSamples", _folder.Write("labels", Labels(1, 2)), null, "LabelPath");
        string samples = _folder.Write("data", Samples(2));
        AssertLabelFault("NotLabels", Samples(2), "2x2x2");
        AssertLabelFault("LabelCountMismatch", Labels(1, 2, 3), "3 labels", "2 samples", samples);
        AssertLabelFault("LabelCountMismatch", Labels(1), "1 labels", "2 samples");
        AssertLabelFault("InvalidLabel", DataFolder.Idx(0x09, [2], [1, 0xff]), "element 1", "-1");
        AssertLabelFault("InvalidLabel", DataFolder.Idx(0x0d, [2], [0, 0, 0, 0, 0x3f, 0, 0, 0]), "element 1", "0.5");
        AssertLabelFault("InvalidLabel", DataFolder.Idx(0x0c, [2], [0, 0, 0, 0, 0, 0xff, 0xff, 0xff]), "element 1", "16777215");
        DataFolder.AssertFault("UnknownColumn", samples, new DatasetOptions { LabelColumn = "0" }, "no columns");
        Assert.Equal(0, DataFolder.Read(samples, new DatasetOptions { LabelColumn = "none" }).ClassCount);

        void AssertLabelFault(string errorId, byte[] contents, params string[] fragments)
        {
            string labels = _folder.Write("labels", contents);
            InitToolsException fault = Assert.Throws<InitToolsException>(
                () => DataFolder.Read(samples, new DatasetOptions { LabelPath = labels }));
            Assert.Equal("InitTools." + errorId, fault.ErrorId);
            Assert.All(fragments.Append(labels), fragment => Assert.Contains(fragment, fault.Message, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0x0d, "7FC00000")]
    [InlineData(0x0d, "FF800000")]
    [InlineData(0x0e, "7FF8000000000000")]
    [InlineData(0x0e, "7E37E43C8800759C")]
    public void Data_that_are_not_finite_are_refused(byte type, string element)
    {
        byte[] bytes = Convert.FromHexString(element);
        byte[] contents = DataFolder.Idx(type, [20_001, 1], [.. new byte[20_000 * bytes.Length], .. bytes]);
        DataFolder.AssertFault("NonFiniteData", _folder.Write("data", contents), null, "element 20000 ");
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(-1, -1)]
    [InlineData(int.MaxValue, 1)]
    public void A_header_that_declares_too_much_allocates_nothing(int rows, int columns)
    {
        byte[] contents = DataFolder.Idx(UnsignedByte, [rows, columns, 28], new byte[100]);
        string plain = _folder.Write("plain", contents);
        string compressed = _folder.Write("compressed", DataFolder.Gzip(contents));
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFolder.AssertFault("TruncatedFile", plain, null, "only 100");
        DataFolder.AssertFault("DatasetTooLarge", compressed, null);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void A_compressed_header_is_believed_only_as_far_as_data_arrive()
    {
        string path = _folder.Write("data", DataFolder.Gzip(DataFolder.Idx(UnsignedByte, [300_000, 28, 28], new byte[100])));
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFolder.AssertFault("TruncatedFile", path, null, "declares 235200000 bytes", "only 100");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Samples(int count) =>
        DataFolder.Idx(UnsignedByte, [count, 2, 2], [.. Enumerable.Range(0, 4 * count).Select(value => (byte)value)]);

    private static byte[] Labels(params byte[] labels) => DataFolder.Idx(UnsignedByte, [labels.Length], labels);

    private static byte[] BigEndian(int size, Action<byte[]> write)
    {
        byte[] bytes = new byte[size];
        write(bytes);
        return bytes;
    }
}
