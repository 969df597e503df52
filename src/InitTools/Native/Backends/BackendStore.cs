namespace InitTools.Native;

/// <summary>
/// The folder in which this user's backends lie, one folder each: <c>cpu-2.10.0</c>. A folder of that name is whole: what is
/// unpacked lies beside it under another name until it is done.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="freeBytes">Tells how much room a folder has; the system is asked where it isn't given.</param>
internal sealed class BackendStore(string root, Func<string, long>? freeBytes = null)
{
    private const string UnpackPrefix = ".unpack-";
    private const string OldPrefix = ".old-";

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Where packages are kept until a backend is made of them.</summary>
    public string Downloads => Path.Combine(Root, "downloads");

    /// <summary>
    /// This user's: <c>InitTools/torch</c> under XDG_DATA_HOME or ~/.local/share on Linux, LOCALAPPDATA on Windows,
    /// ~/Library/Application Support on macOS.
    /// </summary>
    /// <returns>The store, or null where the user has no such folder.</returns>
    public static BackendStore? OfThisUser() => UserData() is { } data ? new(Path.Combine(data, "InitTools", "torch")) : null;

    /// <summary>The folder of a backend.</summary>
    /// <param name="kind">The build.</param>
    /// <param name="version">libtorch's version.</param>
    /// <returns>The folder, whether it is there or not.</returns>
    public string Folder(TorchBackendKind kind, string version) =>
        Path.Combine(Root, $"{kind}-{version}".ToLowerInvariant());

    /// <summary>The folders of backends that are there.</summary>
    /// <returns>Them, by name.</returns>
    public IEnumerable<string> Folders() => Directory.Exists(Root)
        ? Directory.EnumerateDirectories(Root)
            .Where(folder => Enum.GetNames<TorchBackendKind>().Any(
                kind => Path.GetFileName(folder).StartsWith(kind + "-", StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)
        : [];

    /// <summary>Keeps others from installing at the same time; waits until they are done.</summary>
    /// <param name="waiting">Called once if there is somebody to wait for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What to dispose of afterwards.</returns>
    /// <exception cref="InitToolsException"><c>BackendFolderUnwritable</c>.</exception>
    public IDisposable Lock(Action waiting, CancellationToken cancellationToken)
    {
        string file = Path.Combine(Root, ".lock");
        Write(() => Directory.CreateDirectory(Downloads));
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return Write(() => new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                if (isFirst) waiting();
                cancellationToken.WaitHandle.WaitOne(LockPause);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Makes an empty folder to unpack into, and clears away what earlier installations were killed over.</summary>
    /// <returns>The folder.</returns>
    public string BeginUnpacking()
    {
        foreach (string rest in Directory.EnumerateDirectories(Root, UnpackPrefix + "*").Concat(Directory.EnumerateDirectories(Root, OldPrefix + "*")))
            TryDelete(rest);
        return Directory.CreateDirectory(Path.Combine(Root, UnpackPrefix + Path.GetRandomFileName())).FullName;
    }

    /// <summary>Puts what was unpacked into its place.</summary>
    /// <param name="unpacked">The folder from <see cref="BeginUnpacking"/>.</param>
    /// <param name="folder">The backend's folder; one that is there is replaced.</param>
    /// <exception cref="InitToolsException"><c>BackendInUse</c>: the one that is there can't be moved away.</exception>
    public void Replace(string unpacked, string folder)
    {
        string? old = null;
        if (Directory.Exists(folder))
        {
            old = Path.Combine(Root, OldPrefix + Path.GetRandomFileName());
            try
            {
                Move(folder, old);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw BackendError.InUse(folder, exception);
            }
        }

        try
        {
            Move(unpacked, folder);
        }
        catch when (old is not null)
        {
            Move(old, folder);
            throw;
        }

        if (old is not null) TryDelete(old);
    }

    /// <summary>Makes sure that there is room before it is filled.</summary>
    /// <param name="bytes">What is needed.</param>
    /// <exception cref="InitToolsException"><c>DiskFull</c>.</exception>
    public void RequireSpace(long bytes)
    {
        if (bytes > (freeBytes ?? FreeBytes)(Root)) throw BackendError.DiskFull(Root, bytes);
    }

    /// <summary>Whether a fault says that the disk is full.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsDiskFull(IOException fault)
    {
        const int NoSpaceOnUnix = 28;
        const int QuotaOnLinux = 122;
        const int QuotaOnMacOS = 69;
        const int DiskFullOnWindows = unchecked((int)0x80070070);
        const int HandleDiskFullOnWindows = unchecked((int)0x80070027);
        int quota = OperatingSystem.IsMacOS() ? QuotaOnMacOS : QuotaOnLinux;
        return OperatingSystem.IsWindows()
            ? fault.HResult is DiskFullOnWindows or HandleDiskFullOnWindows
            : fault.HResult == NoSpaceOnUnix || fault.HResult == quota;
    }

    /// <summary>Deletes a folder as far as that works; what can't be deleted now is found by the next installation.</summary>
    /// <param name="folder">The folder.</param>
    public static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void Move(string from, string to)
    {
        // On Windows a scanner may still be looking at files that are new.
        for (int left = OperatingSystem.IsWindows() ? 10 : 0; ; left--)
        {
            try
            {
                Directory.Move(from, to);
                return;
            }
            catch (Exception exception) when (left > 0 && exception is (IOException or UnauthorizedAccessException))
            {
                Thread.Sleep(LockPause);
            }
        }
    }

    private T Write<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException
            || (exception is IOException && !Directory.Exists(Downloads)))
        {
            throw BackendError.Unwritable(Root, exception);
        }
    }

    private static long FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }

    private static string? UserData()
    {
        if (OperatingSystem.IsWindows())
            return Rooted(Environment.GetEnvironmentVariable("LOCALAPPDATA")) ?? Rooted(Known(Environment.SpecialFolder.LocalApplicationData));
        string? home = Rooted(Environment.GetEnvironmentVariable("HOME")) ?? Rooted(Known(Environment.SpecialFolder.UserProfile));
        if (OperatingSystem.IsMacOS()) return home is null ? null : Path.Combine(home, "Library", "Application Support");
        return Rooted(Environment.GetEnvironmentVariable("XDG_DATA_HOME")) ?? (home is null ? null : Path.Combine(home, ".local", "share"));
    }

    private static string Known(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    private static string? Rooted(string? path) => Path.IsPathFullyQualified(path ?? "") ? path : null;
}
