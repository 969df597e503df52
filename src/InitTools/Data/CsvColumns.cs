namespace InitTools;

/// <summary>The columns of a CSV file.</summary>
public static class CsvColumns
{
    /// <summary>Reads the names in a file's header line.</summary>
    /// <param name="path">The file, compressed with gzip or not.</param>
    /// <returns>The names; none for a file without a header line and for other formats.</returns>
    /// <exception cref="InitToolsException">The file can't be read, or has no lines.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return DataFile.Read<IReadOnlyList<string>>(
            path, file => file.Format == DataFormat.Csv ? CsvLayout.Find(file, null).Header ?? [] : [], CancellationToken.None);
    }
}
