namespace InitTools;

/// <summary>
/// A file that is written beside its place and moved there when it is whole, so that a fault, a full disk or Ctrl+C leaves what
/// was there before, and no half-written file.
/// </summary>
internal sealed class FileReplacement : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _committed;

    private FileReplacement(string path, string temporary, FileStream stream)
    {
        _path = path;
        _temporary = temporary;
        Stream = stream;
    }

    /// <summary>What to write to.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes a file; the system's faults become an <see cref="InitToolsException"/>.</summary>
    /// <param name="path">Where the file goes; a file that is there already is replaced.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="InitToolsException"><c>InitTools.FileUnwritable</c>.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            using FileReplacement file = Begin(path);
            write(file.Stream);
            file.Commit();
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException or NotSupportedException or ArgumentException)
        {
            // The system's message would name the temporary file.
            string reason = Directory.Exists(path) ? "it is a folder, not a file."
                : fault is DirectoryNotFoundException ? $"there is no folder '{Path.GetDirectoryName(path)}'."
                : fault.Message;
            throw new InitToolsException("FileUnwritable", $"'{path}' can't be written: {reason}", FaultKind.InvalidArgument, path, fault);
        }
    }

    /// <summary>Closes the file, and deletes it unless it was moved to its place.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed) File.Delete(_temporary);
    }

    private static FileReplacement Begin(string path)
    {
        // A move onto a folder would only fail once everything is written.
        if (Directory.Exists(path)) throw new IOException("It is a folder.");
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        return new FileReplacement(path, temporary, new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    private void Commit()
    {
        // Without this the name could survive a crash of the machine that the contents don't.
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _committed = true;
    }
}
