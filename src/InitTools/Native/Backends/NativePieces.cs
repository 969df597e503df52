using System.IO.Compression;

namespace InitTools.Native;

/// <summary>
/// A library in one package, or in several: what no package can hold is cut up. The package <c>x-primary</c> has the beginning
/// as <c>runtimes/[rid]/native/a.so</c> and the SHA-256 of the whole beside it as <c>a.so.sha</c>; the packages
/// <c>x-fragment1</c>, <c>x-fragment2</c> and so on have the rest as <c>fragments/[rid]/native/a.so.fragment1</c> and so on.
/// </summary>
/// <param name="Name">The library's file name.</param>
internal sealed record NativePieces(string Name)
{
    /// <summary>The parts by number, the beginning being 0.</summary>
    public SortedDictionary<int, ZipArchiveEntry> Parts { get; } = [];

    /// <summary>The entry with the SHA-256 of the whole, if there is one.</summary>
    public ZipArchiveEntry? HashEntry { get; private set; }

    /// <summary>The bytes of the whole.</summary>
    public long Length => Parts.Values.Sum(part => part.Length);

    /// <summary>Finds the libraries of a platform in some packages.</summary>
    /// <param name="packages">The packages, opened.</param>
    /// <param name="rid">The platform.</param>
    /// <returns>The libraries, by name.</returns>
    public static IReadOnlyList<NativePieces> Find(IEnumerable<ZipArchive> packages, string rid)
    {
        string whole = $"runtimes/{rid}/native/";
        string fragments = $"fragments/{rid}/native/";
        var found = new SortedDictionary<string, NativePieces>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in packages.SelectMany(package => package.Entries))
        {
            string path = entry.FullName.Replace('\\', '/');
            bool isFragment = path.StartsWith(fragments, StringComparison.Ordinal);
            if (!isFragment && !path.StartsWith(whole, StringComparison.Ordinal)) continue;
            string name = path[(isFragment ? fragments : whole).Length..];
            // Also keeps a name with dots and slashes from leading out of the folder.
            if (name.Length == 0 || name.AsSpan().ContainsAny('/', ':')) continue;

            (string library, int number, bool isHash) = Parse(name, isFragment);
            if (!found.TryGetValue(library, out NativePieces? pieces)) found[library] = pieces = new(library);
            if (isHash) pieces.HashEntry = entry;
            else if (number >= 0) pieces.Parts.TryAdd(number, entry);
        }

        return [.. found.Values];
    }

    private static (string Library, int Number, bool IsHash) Parse(string name, bool isFragment)
    {
        const string Hash = ".sha";
        const string Fragment = ".fragment";
        if (!isFragment)
            return name.EndsWith(Hash, StringComparison.Ordinal) ? (name[..^Hash.Length], 0, true) : (name, 0, false);

        int end = name.LastIndexOf(Fragment, StringComparison.Ordinal);
        bool isNumbered = end > 0 && int.TryParse(name.AsSpan(end + Fragment.Length), out int number) && number > 0;
        return isNumbered ? (name[..end], int.Parse(name.AsSpan(end + Fragment.Length), provider: null), false) : (name, -1, false);
    }
}
