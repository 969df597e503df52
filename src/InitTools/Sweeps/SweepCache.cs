using System.Text;
using Microsoft.Win32.SafeHandles;

namespace InitTools;

/// <summary>
/// A file that keeps the finished runs of sweeps, one JSON object a line, so that a sweep that was stopped goes on where it was. A
/// run is written at once when it is finished, whole or, where the process is killed meanwhile, torn; a torn record at the end is
/// cut off when the file is opened again. One process at a time uses a file. Files may be put together with <c>cat</c>.
/// </summary>
public sealed class SweepCache : IDisposable
{
    private readonly Dictionary<UInt128, (long Start, int Length)> _runs = [];
    private readonly List<string> _warnings = [];
    private readonly object _gate = new();
    private readonly SafeFileHandle _file;
    private long _end;
    private bool _endsInLine;

    private SweepCache(string path, SafeFileHandle file) => (Path, _file) = (path, file);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of different runs in it.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _runs.Count;
        }
    }

    /// <summary>The sweep's seed in the last run that was read from the file; null where there was none.</summary>
    public long? LastSeed { get; private set; }

    /// <summary>What was wrong with the file when it was opened, for people.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Opens a file, or creates it, and reads what is there.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The cache; disposing of it closes the file.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidCachePath</c>: a folder, or no path. <c>CacheFolderNotFound</c>: the folder isn't there. <c>CacheInUse</c>: another
    /// sweep has the file open. <c>CacheUnusable</c>: it can't be read and written. <c>NotASweepCache</c>: it holds something
    /// else; it was not changed.
    /// </exception>
    public static SweepCache Open(string path)
    {
        var cache = new SweepCache(path, OpenFile(path));
        try
        {
            cache.Load();
            return cache;
        }
        catch (Exception e)
        {
            cache.Dispose();
            if (IsOfFile(e)) throw Unusable(path, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Looks a run up.</summary>
    /// <returns>The row; null if the file doesn't hold it.</returns>
    internal SweepRun? Find(SweepConfiguration configuration)
    {
        (long Start, int Length) place;
        lock (_gate)
            if (!_runs.TryGetValue(configuration.Key, out place)) return null;
        byte[] line = new byte[place.Length];
        RandomAccess.Read(_file, line, place.Start);
        SweepRecord.Read(line, out SweepRun? run);
        return run;
    }

    /// <summary>Keeps a finished run: when this returns, the operating system has it.</summary>
    /// <exception cref="InitToolsException"><c>CacheUnusable</c>: it can't be written.</exception>
    internal void Append(SweepRun run)
    {
        byte[] line = SweepRecord.Write(run);
        lock (_gate)
        {
            try
            {
                // Records that were put together by hand may end without an end of line.
                byte[] written = _endsInLine ? [(byte)'\n', .. line] : line;
                RandomAccess.Write(_file, written, _end);
                _runs[SweepConfiguration.KeyOf(run.HashOfConfiguration())] = (_end + written.Length - line.Length, line.Length);
                _end += written.Length;
                _endsInLine = false;
            }
            catch (Exception e) when (IsOfFile(e))
            {
                throw Unusable(Path, e);
            }
        }
    }

    private void Load()
    {
        var kinds = new int[Enum.GetValues<SweepLineKind>().Length];
        var reader = new SweepLineReader(_file);
        while (reader.Read())
        {
            ReadOnlySpan<byte> line = reader.Start == 0 ? WithoutMark(reader.Line) : reader.Line;
            if (!line.Trim(" \t\r"u8).IsEmpty)
            {
                SweepRun? run = null;
                SweepLineKind kind = reader.IsTooLong ? SweepLineKind.NotJson : SweepRecord.Read(line, out run);
                if (kind == SweepLineKind.NotJson && !reader.IsEnded && !reader.IsTooLong && IsTorn(line)) break;
                kinds[(int)kind]++;
                if (run is not null) Add(run, reader.Start + (reader.Line.Length - line.Length), reader.End);
            }
            (_end, _endsInLine) = (reader.End, !reader.IsEnded);
        }
        bool isTorn = _end < RandomAccess.GetLength(_file);
        Judge(kinds, isTorn);
        if (isTorn) RandomAccess.SetLength(_file, _end);
    }

    private void Add(SweepRun run, long start, long end)
    {
        _runs[SweepConfiguration.KeyOf(run.HashOfConfiguration())] = (start, (int)(end - start));
        LastSeed = run.Seed;
    }

    private void Judge(int[] kinds, bool isTorn)
    {
        int Count(SweepLineKind kind) => kinds[(int)kind];
        if (Count(SweepLineKind.NotJson) > 0 && Count(SweepLineKind.Run) + Count(SweepLineKind.OtherVersion) == 0)
        {
            throw new InitToolsException(
                "NotASweepCache", $"'{Path}' holds something else than the runs of a sweep; give CachePath a file of its own.",
                FaultKind.InvalidData, Path);
        }
        if (Count(SweepLineKind.OtherVersion) is > 0 and int others)
            Warn($"{others} of its records {(others == 1 ? "is" : "are")} of another version than {SweepRecord.Version}, and left there unused.");
        if (Count(SweepLineKind.Unknown) + Count(SweepLineKind.NotJson) is > 0 and int unknown)
            Warn($"{unknown} of its lines {(unknown == 1 ? "is no whole record" : "are no whole records")} of a sweep, and left there unused.");
        if (isTorn)
            Warn($"its last record is torn, from byte {_end} on. It was cut off; the {_runs.Count} whole runs before it are used.");
    }

    private void Warn(FormattableString text) =>
        _warnings.Add($"Cache '{Path}': {FormattableString.Invariant(text)}");

    // What a process that is killed leaves behind begins like a record, or is the zeros of a disk that lost its power.
    private static bool IsTorn(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> start = Encoding.ASCII.GetBytes(SweepRecord.Start);
        ReadOnlySpan<byte> text = line.TrimEnd((byte)0);
        return text.StartsWith(start) || start.StartsWith(text);
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        return line.StartsWith(mark) ? line[mark.Length..] : line;
    }

    private static SafeFileHandle OpenFile(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw InitToolsException.Argument("InvalidCachePath", "CachePath", path, "the path of a file");
        if (Directory.Exists(path))
            throw InitToolsException.Argument("InvalidCachePath", "CachePath", path, "the path of a file; this is a folder");
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new InitToolsException(
                "CacheFolderNotFound", $"CachePath is '{path}'; its folder '{folder}' must be there already.", FaultKind.NotFound, path);
        }
        try
        {
            // Where locks are advisory, others may still look at the file; on Windows they may if they are told so.
            return File.OpenHandle(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            throw new InitToolsException(
                "CacheInUse", $"CachePath is '{path}', which another sweep has open; give each process a file of its own.",
                FaultKind.ResourceUnavailable, path, e);
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw Unusable(path, e);
        }
    }

    // ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and macOS.
    private static bool IsSharingViolation(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;

    // What isn't supported is a device or a pipe in place of a file.
    private static bool IsOfFile(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    private static InitToolsException Unusable(string path, Exception cause) => new(
        "CacheUnusable", $"CachePath is '{path}', which can't be read and written: {cause.Message}", FaultKind.ResourceUnavailable,
        path, cause);
}
