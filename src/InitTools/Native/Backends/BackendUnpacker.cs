using System.IO.Compression;
using System.IO.Enumeration;
using System.Security.Cryptography;

namespace InitTools.Native;

/// <summary>Unpacks the libraries of a backend, and of the packages nothing else.</summary>
/// <param name="platform">The platform.</param>
/// <param name="request">What is installed.</param>
/// <param name="store">Where.</param>
internal sealed class BackendUnpacker(NativePlatform platform, TorchBackendRequest request, BackendStore store)
{
    private const int BlockSize = 1 << 20;

    // What TorchSharp never loads, of a backend whose files are not listed one by one.
    private static readonly string[] Superfluous = ["*python*", "*test*", "*with_compiler*", "*custom_ops*", "*nnapi*"];

    private IEnumerable<string> Required => platform.Files.SkipLast(1);

    /// <summary>Unpacks.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="folder">An empty folder.</param>
    /// <returns>The libraries, with their lengths.</returns>
    /// <exception cref="InitToolsException"><c>PackageCorrupt</c>, <c>DiskFull</c>, <c>NativeLibrary...</c>.</exception>
    public IReadOnlyDictionary<string, long> Unpack(IReadOnlyList<PackageFile> packages, string folder)
    {
        string source = packages[0].Path;
        var archives = new List<ZipArchive>();
        try
        {
            foreach (PackageFile package in packages) archives.Add(ZipFile.OpenRead(package.Path));
            List<NativePieces> libraries = [.. NativePieces.Find(archives, platform.Rid).Where(library => IsNeeded(library.Name))];
            RequireAll(libraries, source);
            long total = libraries.Sum(library => library.Length);
            store.RequireSpace(total);

            long done = 0;
            foreach (NativePieces library in libraries)
            {
                Write(library, Path.Combine(folder, library.Name), source, count =>
                    request.Progress?.Invoke(new($"unpacking {library.Name}", done += count, total)));
            }

            foreach (string pattern in Required) NativeImage.Check(Directory.GetFiles(folder, pattern)[0], platform);
            return libraries.ToDictionary(library => library.Name, library => library.Length);
        }
        catch (InvalidDataException exception)
        {
            throw BackendError.Corrupt(source, exception.Message, exception);
        }
        finally
        {
            archives.ForEach(archive => archive.Dispose());
        }
    }

    private bool IsNeeded(string name) => request.Backend == TorchBackendKind.Cpu
        ? Required.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name))
        : !Superfluous.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name));

    private void RequireAll(List<NativePieces> libraries, string source)
    {
        List<string> missing =
        [
            .. Required.Where(pattern => !libraries.Exists(library => FileSystemName.MatchesSimpleExpression(pattern, library.Name))),
        ];
        if (missing.Count > 0) throw BackendError.Corrupt(source, $"for {platform.Rid} it has no {string.Join(", no ", missing)}");

        foreach (NativePieces library in libraries)
        {
            bool isGapless = library.Parts.Keys.SequenceEqual(Enumerable.Range(0, library.Parts.Count));
            if (!isGapless || library.Parts.Count == 0) throw BackendError.Corrupt(source, $"a part of {library.Name} is missing");
            if (library.Parts.Count > 1 && library.HashEntry is null) throw BackendError.Corrupt(source, $"there is no hash of {library.Name}");
        }
    }

    private void Write(NativePieces library, string path, string source, Action<int> progress)
    {
        using IncrementalHash? hash = library.HashEntry is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1))
        {
            file.SetLength(library.Length);
            byte[] block = new byte[BlockSize];
            foreach (ZipArchiveEntry part in library.Parts.Values)
            {
                using Stream stream = part.Open();
                for (int count; (count = stream.Read(block)) > 0; progress(count))
                {
                    request.CancellationToken.ThrowIfCancellationRequested();
                    file.Write(block, 0, count);
                    hash?.AppendData(block, 0, count);
                }
            }

            if (file.Position != library.Length) throw BackendError.Corrupt(source, $"{library.Name} ends early");
        }

        if (hash is null) return;
        using var reader = new StreamReader(library.HashEntry!.Open());
        string expected = reader.ReadToEnd().Trim();
        string found = Convert.ToHexString(hash.GetHashAndReset());
        if (!found.Equals(expected, StringComparison.OrdinalIgnoreCase))
            throw BackendError.Corrupt(source, $"the SHA-256 of {library.Name}, put together, is {found} and must be {expected}");
    }
}
