namespace InitTools.Tests;

public sealed class DatasetReaderTests : IDisposable
{
    private static readonly string Digits = Path.Combine(DataFolder.RepositoryRoot, "examples", "data", "digits.csv.gz");
    private static readonly string Mnist = Path.Combine(DataFolder.RepositoryRoot, "..", "shared", "data", "mnist");

    private readonly DataFolder _folder = new();

    [Fact]
    public void Digits_are_what_their_makers_say()
    {
        Dataset digits = DataFolder.Read(Digits);
        Assert.Equal("digits: 1797 samples of 64, 10 classes", digits.ToString());
        Assert.Equal(64, digits.SampleSize);
        Assert.Equal(0, digits.Features.ToArray().Min());
        Assert.Equal(16, digits.Features.ToArray().Max());
        Assert.Equal(
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            digits.Labels.ToArray().CountBy(label => label).OrderBy(entry => entry.Key).Select(entry => entry.Value));
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], digits.GetSample(0)[..8]);
    }

    [Fact]
    public void Standardized_digits_have_mean_0_and_variance_1_or_are_0()
    {
        Dataset raw = DataFolder.Read(Digits);
        Dataset digits = DataFolder.Read(Digits, new DatasetOptions { Standardize = true });
        Assert.Equal(raw.Labels.ToArray(), digits.Labels.ToArray());
        for (int column = 0; column < 64; column++)
        {
            double[] values = [.. Enumerable.Range(0, digits.Count).Select(row => (double)digits.Features[row * 64 + column])];
            bool varies = Enumerable.Range(0, raw.Count).Select(row => raw.Features[row * 64 + column]).Distinct().Count() > 1;
            double variance = values.Sum(value => value * value) / values.Length;
            Assert.Equal(0, values.Average(), 1e-6);
            Assert.Equal(varies ? 1 : 0, variance, 1e-6);
        }
    }

    [Fact]
    public void Mnist_is_what_its_makers_say()
    {
        Assert.SkipUnless(Directory.Exists(Mnist), $"The MNIST files are not in {Path.GetFullPath(Mnist)}.");
        string samples = Path.Combine(Mnist, "t10k-images-idx3-ubyte.gz");
        DatasetOptions options = new() { LabelPath = Path.Combine(Mnist, "t10k-labels-idx1-ubyte.gz") };

        Dataset mnist = DataFolder.Read(samples, options);
        Assert.Equal("t10k-images-idx3-ubyte: 10000 samples of 28x28, 10 classes", mnist.ToString());
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], mnist.Labels[..10].ToArray());
        Assert.Equal(980, mnist.Labels.ToArray().Count(label => label == 0));
        Assert.Equal((0, 255), (mnist.Features.ToArray().Min(), mnist.Features.ToArray().Max()));

        Dataset first = DataFolder.Read(samples, options with { First = 5 });
        Assert.Equal((5, 10), (first.Count, first.ClassCount));
        Assert.Equal(mnist.GetSample(4), first.GetSample(4));
    }

    [Theory]
    [InlineData("a.csv", "a")]
    [InlineData("a.csv.gz", "a")]
    [InlineData("a.GZ", "a")]
    [InlineData("t10k-images.idx3-ubyte", "t10k-images")]
    [InlineData("t10k-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte")]
    [InlineData(".csv", ".csv")]
    public void Dataset_is_named_after_its_file(string file, string expected) =>
        Assert.Equal(expected, DataFolder.Read(_folder.Write(file, "1,0\n")).Name);

    [Fact]
    public void Files_that_are_not_there_or_not_files_are_told_apart()
    {
        DataFolder.AssertFault("FileNotFound", _folder.PathOf("missing.csv"), null, "no such file");
        DataFolder.AssertFault("FileNotFound", _folder.PathOf(Path.Combine("missing", "data.csv")), null);
        DataFolder.AssertFault("FileNotFound", "", null);
        DataFolder.AssertFault("FileUnreadable", _folder.PathOf("."), null, "folder");
        InitToolsException fault = Assert.Throws<InitToolsException>(
            () => _folder.ReadText("1\n", new DatasetOptions { LabelPath = _folder.PathOf("missing") }));
        Assert.Equal(("InitTools.FileNotFound", FaultKind.NotFound), (fault.ErrorId, fault.Kind));
    }

    [Fact]
    public void A_file_that_another_program_keeps_to_itself_is_unreadable()
    {
        string path = _folder.Write("data.csv", "1,0\n");
        using FileStream other = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        DataFolder.AssertFault("FileUnreadable", path, null, "can't be read");
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        string path = _folder.Write("data.csv", "1,0\n");
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetReader.Read(path, null, source.Token));
        path = _folder.Write("data", DataFolder.Idx(0x08, [1, 1], [1]));
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetReader.Read(path, null, source.Token));
    }

    public void Dispose() => _folder.Dispose();
}
