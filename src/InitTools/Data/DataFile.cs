namespace InitTools;

/// <summary>How a file of data is written, found from its contents.</summary>
internal enum DataFormat
{
    Csv,
    Idx,
}

/// <summary>A file of data: what it is, how to open it, and how to complain about it.</summary>
internal sealed class DataFile
{
    private const int HeadSize = 4096;

    private readonly bool _isGzip;

    private DataFile(string path, CancellationToken cancellationToken)
    {
        Path = path;
        CancellationToken = cancellationToken;
        using (FileStream raw = OpenRaw())
        {
            byte[] start = ReadHead(raw);
            _isGzip = start is [0x1f, 0x8b, ..];
            if (!_isGzip) StoredLength = raw.Length;
        }
        using Stream contents = Open();
        Format = FindFormat(ReadHead(contents));
    }

    public string Path { get; }

    public DataFormat Format { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>The number of bytes of the contents, where it can be known before they are read.</summary>
    public long? StoredLength { get; }

    /// <summary>The file's name without folder, <c>.gz</c> and extension.</summary>
    public string Name
    {
        get
        {
            string name = System.IO.Path.GetFileName(Path);
            if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
            string stem = System.IO.Path.GetFileNameWithoutExtension(name);
            return stem.Length > 0 ? stem : name;
        }
    }

    /// <summary>Looks at a file and reads it; the system's faults become an <see cref="InitToolsException"/>.</summary>
    public static T Read<T>(string path, Func<DataFile, T> read, CancellationToken cancellationToken) =>
        Guard(path, () => read(new DataFile(path, cancellationToken)));

    /// <summary>Turns the system's faults on the way to a file's contents into an <see cref="InitToolsException"/>.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        if (path.Length == 0 || path.Contains('\0')) throw Missing(path, null);
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is (FileNotFoundException or DirectoryNotFoundException) && !File.Exists(path))
        {
            throw Missing(path, fault);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "it is a folder, not a file." : $"it can't be read: {fault.Message}";
            throw Fault(path, "FileUnreadable", reason, FaultKind.InvalidData, fault);
        }
    }

    /// <summary>Opens the contents, decompressed.</summary>
    public Stream Open() => _isGzip ? new GzipReader(OpenRaw(), this) : OpenRaw();

    /// <summary>An error in this file.</summary>
    /// <param name="errorId">The id, without the prefix.</param>
    /// <param name="message">What is wrong, to follow the file's name.</param>
    /// <param name="cause">What caused it.</param>
    public InitToolsException Fault(string errorId, string message, Exception? cause = null) =>
        Fault(Path, errorId, message, FaultKind.InvalidData, cause);

    /// <summary>Refuses more values than an array or the machine's free memory holds.</summary>
    public void CheckSize(System.Numerics.BigInteger values)
    {
        if (values > Array.MaxLength)
        {
            throw Fault(
                "DatasetTooLarge",
                FormattableString.Invariant($"it holds {values} values; at most {Array.MaxLength} can be read, see First."));
        }
        try
        {
            MemoryBudget.Check(new TensorShape([(long)values]), TorchSharp.torch.ScalarType.Float32);
        }
        catch (InitToolsException fault)
        {
            throw Fault(Path, "DatasetTooLarge", $"it is too large. {fault.Message}", FaultKind.ResourceUnavailable, fault);
        }
    }

    private static InitToolsException Missing(string path, Exception? cause) =>
        Fault(path, "FileNotFound", "there is no such file.", FaultKind.NotFound, cause);

    private static InitToolsException Fault(string path, string errorId, string message, FaultKind kind, Exception? cause) =>
        new(errorId, $"'{path}': {message}", kind, path, cause);

    private FileStream OpenRaw() =>
        new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    private static byte[] ReadHead(Stream stream)
    {
        byte[] head = new byte[HeadSize];
        return head[..stream.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false)];
    }

    private DataFormat FindFormat(byte[] head)
    {
        if (head.Length == 0) throw Fault("EmptyDataset", "the file is empty.");
        if (head is [0, 0, ..]) return DataFormat.Idx;
        bool isWideText = head is [0xff, 0xfe, ..] or [0xfe, 0xff, ..];
        if (isWideText || !head.Any(IsBinary)) return DataFormat.Csv;
        throw Fault("UnknownFormat", "it is neither IDX nor CSV, plain or compressed with gzip.");
    }

    private static bool IsBinary(byte value) =>
        value < ' ' && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f');
}
