using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;

namespace InitTools.Native;

/// <summary>A package on the disk.</summary>
/// <param name="Package">What it is.</param>
/// <param name="Path">The file.</param>
/// <param name="ExpectedHash">Its SHA-512 as base 64, where the source or InitTools knows it.</param>
internal sealed record PackageFile(PackageIdentity Package, string Path, string? ExpectedHash)
{
    private const int BlockSize = 1 << 20;

    /// <summary>A SHA-512 in a text that is nothing else.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>The hash as base 64, or null.</returns>
    public static string? HashIn(string? text)
    {
        var hash = new byte[SHA512.HashSizeInBytes];
        bool isHash = Convert.TryFromBase64String(text?.Trim() ?? "", hash, out int length) && length == hash.Length;
        return isHash ? Convert.ToBase64String(hash) : null;
    }

    /// <summary>Its SHA-512 as base 64.</summary>
    /// <param name="progress">Is told the bytes that are done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The hash.</returns>
    public string Hash(Action<long> progress, CancellationToken cancellationToken)
    {
        using FileStream file = File.OpenRead(Path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        byte[] block = new byte[BlockSize];
        for (int count; (count = file.Read(block)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, count);
            progress(file.Position);
        }

        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary>Checks a hash against the one that is expected.</summary>
    /// <param name="hash">The file's hash.</param>
    /// <exception cref="InitToolsException"><c>PackageHashMismatch</c>.</exception>
    public void Require(string hash)
    {
        if (ExpectedHash is not null && hash != ExpectedHash) throw BackendError.HashMismatch(Path, Package, ExpectedHash, hash);
    }

    /// <summary>The packages that it depends on, each in the version that its range starts from.</summary>
    /// <param name="zip">The package, opened.</param>
    /// <returns>Them.</returns>
    /// <exception cref="InitToolsException"><c>PackageCorrupt</c>: it doesn't say what it is, or is another package.</exception>
    public IEnumerable<PackageIdentity> Dependencies(ZipArchive zip)
    {
        ZipArchiveEntry nuspec = zip.Entries.FirstOrDefault(
            entry => !entry.FullName.Contains('/') && entry.FullName.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase))
            ?? throw BackendError.Corrupt(Path, "it has no nuspec file");
        XElement root;
        try
        {
            using Stream stream = nuspec.Open();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            root = XElement.Load(reader);
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException)
        {
            throw BackendError.Corrupt(Path, $"its nuspec file is damaged: {exception.Message}", exception);
        }

        string? id = Named(root, "id").FirstOrDefault()?.Value.Trim();
        if (!Package.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) throw BackendError.Corrupt(Path, $"it is the package '{id}'");
        return Named(root, "dependency")
            .Select(element => new PackageIdentity((string?)element.Attribute("id") ?? "", Lowest((string?)element.Attribute("version"))))
            .Where(dependency => dependency.Id.Length > 0 && dependency.Version.Length > 0)
            .Distinct();
    }

    private static IEnumerable<XElement> Named(XElement root, string name) =>
        root.Descendants().Where(element => element.Name.LocalName == name);

    private static string Lowest(string? range) => (range ?? "").Trim('[', ']', '(', ')', ' ').Split(',')[0].Trim();
}
