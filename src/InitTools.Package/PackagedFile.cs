namespace InitTools.Package;

/// <summary>A file of the package.</summary>
/// <param name="Source">Where it lies.</param>
/// <param name="Target">Where it goes, relative to the module's folder.</param>
internal sealed record PackagedFile(string Source, string Target)
{
    private const char Separator = '|';

    /// <summary>Reads the list that the build writes, a line a file: source, bar, folder with a slash at the end.</summary>
    public static IReadOnlyList<PackagedFile> ReadList(string path)
    {
        List<PackagedFile> files =
        [
            .. File.ReadLines(path)
                .Select(line => line.Split(Separator))
                .Select(parts => parts is [string source, string folder]
                    ? new PackagedFile(source, folder.Replace('\\', '/') + Path.GetFileName(source))
                    : throw new InvalidDataException($"'{path}' has the line '{string.Join(Separator, parts)}'."))
                .OrderBy(file => file.Target, StringComparer.Ordinal),
        ];
        foreach (PackagedFile file in files)
        {
            if (!File.Exists(file.Source)) throw new InvalidDataException($"'{file.Source}' is missing.");
        }

        return files;
    }
}
