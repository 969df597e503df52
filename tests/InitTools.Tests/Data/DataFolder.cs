using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace InitTools.Tests;

/// <summary>A folder of crafted files that goes with the test.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Data.");

    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] contents)
    {
        File.WriteAllBytes(PathOf(name), contents);
        return PathOf(name);
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public Dataset ReadText(string text, DatasetOptions? options = null) => Read(Write("data.csv", text), options);

    public Dataset ReadBytes(byte[] contents, DatasetOptions? options = null) => Read(Write("data", contents), options);

    public static Dataset Read(string path, DatasetOptions? options = null) =>
        DatasetReader.Read(path, options, TestContext.Current.CancellationToken);

    /// <summary>Asserts that reading fails with an id and a message that names the file and more.</summary>
    public static void AssertFault(string errorId, string path, DatasetOptions? options, params string[] fragments)
    {
        InitToolsException fault = Assert.Throws<InitToolsException>(() => Read(path, options));
        Assert.Equal("InitTools." + errorId, fault.ErrorId);
        Assert.All(fragments.Append($"'{path}'"), fragment => Assert.Contains(fragment, fault.Message, StringComparison.Ordinal));
    }

    public static byte[] Idx(byte type, int[] sizes, byte[] data)
    {
        byte[] header = new byte[4 + 4 * sizes.Length];
        (header[2], header[3]) = (type, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return [.. header, .. data];
    }

    public static byte[] Gzip(byte[] contents, CompressionLevel level = CompressionLevel.Optimal)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, level)) gzip.Write(contents);
        return compressed.ToArray();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindRepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Build.props"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
