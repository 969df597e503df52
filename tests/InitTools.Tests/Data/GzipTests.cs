using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsCheck;

namespace InitTools.Tests;

public sealed class GzipTests : IDisposable
{
    // What follows the deflated data of a member: CRC-32 and length.
    private const int TrailerSize = 8;

    private readonly DataFolder _folder = new();

    [Theory]
    [InlineData(CompressionLevel.NoCompression, 10)]
    [InlineData(CompressionLevel.NoCompression, 40_000)]
    [InlineData(CompressionLevel.Optimal, 10)]
    [InlineData(CompressionLevel.Optimal, 40_000)]
    public void Every_size_and_level_is_read(CompressionLevel level, int count)
    {
        Dataset data = _folder.ReadBytes(DataFolder.Gzip(Csv(count), level));
        Assert.Equal(count, data.Count);
        Assert.Equal(Enumerable.Range(0, count).Select(value => (float)value), data.Features.ToArray());
    }

    [Fact]
    public void Members_follow_each_other()
    {
        byte[] text = Csv(2000);
        Gen.Int[0, text.Length].Array[0, 5].Sample(
            cuts =>
            {
                int[] edges = [0, .. cuts.Order(), text.Length];
                using DataFolder folder = new();
                IEnumerable<byte[]> parts = edges.Zip(edges.Skip(1), (start, end) => text[start..end]);
                Dataset data = folder.ReadBytes([.. parts.SelectMany(part => DataFolder.Gzip(part))]);
                return data.Count == 2000 && data.GetSample(1999)[0] == 1999;
            },
            iter: 60, seed: "0000KHB0iZp2", threads: 1);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    public void Data_that_end_early_are_noticed_wherever_they_end(CompressionLevel level)
    {
        byte[] compressed = DataFolder.Gzip(Csv(60), level);
        for (int length = 2; length < compressed.Length; length++)
            DataFolder.AssertFault("TruncatedGzip", _folder.Write("data.gz", compressed[..length]), null, "early");
        Assert.Equal(60, _folder.ReadBytes(compressed).Count);
    }

    [Fact]
    public void A_second_member_that_ends_early_is_noticed()
    {
        byte[] whole = DataFolder.Gzip(Csv(100));
        byte[] half = DataFolder.Gzip(Csv(70));
        for (int length = 2; length < half.Length; length += 5)
            DataFolder.AssertFault("TruncatedGzip", _folder.Write("data.gz", [.. whole, .. half[..length]]), null);
    }

    [Fact]
    public void Damaged_checksums_are_noticed()
    {
        byte[] compressed = DataFolder.Gzip(Csv(100));
        for (int index = compressed.Length - TrailerSize; index < compressed.Length; index++)
        {
            byte[] damaged = [.. compressed];
            damaged[index] ^= 0x10;
            DataFolder.AssertFault("CorruptGzip", _folder.Write("data.gz", damaged), null, "damaged");
        }
    }

    [Fact]
    public void No_damage_goes_unnoticed()
    {
        byte[] compressed = DataFolder.Gzip(Csv(100));
        // The header's time, compressor and system say nothing about the data, nor do the bits that fill up their last byte.
        int[] free = [4, 5, 6, 7, 8, 9, compressed.Length - TrailerSize - 1];
        foreach (int index in Enumerable.Range(0, compressed.Length).Except(free))
        {
            byte[] damaged = [.. compressed];
            damaged[index] ^= 0x40;
            Assert.Throws<InitToolsException>(() => _folder.ReadBytes(damaged));
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0000000000000000")]
    [InlineData("68656C6C6F")]
    public void Bytes_behind_the_end_are_noticed(string bytes)
    {
        string path = _folder.Write("data.gz", [.. DataFolder.Gzip(Csv(100)), .. Convert.FromHexString(bytes)]);
        DataFolder.AssertFault("CorruptGzip", path, null, "follow");
    }

    [Fact]
    public void Bytes_behind_the_end_are_noticed_at_the_edges_of_buffers()
    {
        // Stored data make files of any length, so that the extra byte comes in a buffer of its own.
        byte[] frame = DataFolder.Gzip(new byte[100], CompressionLevel.NoCompression);
        for (int target = 8190; target <= 8194; target++)
        {
            byte[] text = Encoding.ASCII.GetBytes("1,0\n".PadRight(target - (frame.Length - 100), '\n'));
            byte[] compressed = DataFolder.Gzip(text, CompressionLevel.NoCompression);
            Assert.Equal(1, _folder.ReadBytes(compressed).Count);
            DataFolder.AssertFault("CorruptGzip", _folder.Write("data.gz", [.. compressed, 7]), null);
        }
    }

    [Fact]
    public void The_contents_decide_and_not_the_name()
    {
        Assert.Equal(100, DataFolder.Read(_folder.Write("data.csv", DataFolder.Gzip(Csv(100)))).Count);
        Assert.Equal(100, DataFolder.Read(_folder.Write("data.csv.gz", Csv(100))).Count);
        DataFolder.AssertFault("EmptyDataset", _folder.Write("data.gz", DataFolder.Gzip([])), null, "empty");
    }

    [Fact]
    public void Rows_after_the_first_few_are_not_decompressed()
    {
        byte[] compressed = DataFolder.Gzip(Csv(100_000));
        Dataset data = _folder.ReadBytes(compressed[..^1000], new DatasetOptions { First = 3 });
        Assert.Equal([0, 1, 2], data.Features.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Csv(int count)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++) text.Append(CultureInfo.InvariantCulture, $"{i},{i % 7}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
