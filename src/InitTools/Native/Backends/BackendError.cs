namespace InitTools.Native;

/// <summary>The errors of installing libtorch, each with its id.</summary>
internal static class BackendError
{
    private const string GoesOn = "What is downloaded is kept: the next Install-TorchBackend goes on from there.";

    /// <summary>A build that there is none of for this platform.</summary>
    public static InitToolsException NotAvailable(TorchBackendKind kind, NativePlatform platform) => new(
        "BackendNotAvailable",
        $"Backend is {kind}, which is not published for {platform.Rid}; it must be {TorchBackendKind.Cpu} here.",
        FaultKind.InvalidArgument,
        kind);

    /// <summary>Text that names no source.</summary>
    public static InitToolsException InvalidSource(string source, string expected) =>
        InitToolsException.Argument("InvalidPackageSource", "Source", source, expected);

    /// <summary>A server that can't be reached, or ends what it has begun.</summary>
    public static InitToolsException Unreachable(string source, string reason, Exception? cause, bool hasPart = false) => new(
        "PackageSourceUnreachable",
        $"The package source '{source}' can't be reached: {reason.TrimEnd('.')}. "
            + (hasPart ? GoesOn : "Check the network and the proxy, or give -Source a folder with the package."),
        FaultKind.ResourceUnavailable,
        source,
        cause);

    /// <summary>A server that says no.</summary>
    public static InitToolsException Refused(string source, string status) => new(
        "PackageSourceRefused",
        $"The package source '{source}' answers {status}. Give -Source another one, or a folder with the package.",
        FaultKind.ResourceUnavailable,
        source);

    /// <summary>A package or a version that the source hasn't got.</summary>
    /// <param name="package">The package.</param>
    /// <param name="source">The source.</param>
    /// <param name="versions">The versions that it has, the oldest first.</param>
    public static InitToolsException NotFound(PackageIdentity package, string source, IReadOnlyList<string> versions) => new(
        "PackageNotFound",
        $"The package source '{source}' has no {package}"
            + (versions.Count == 0 ? $", nor another version of {package.Id}." : $"; it has {string.Join(", ", Near(package.Version, versions))}."),
        FaultKind.NotFound,
        package.ToString());

    /// <summary>A package with other contents than its publisher says.</summary>
    public static InitToolsException HashMismatch(string path, PackageIdentity package, string expected, string found) => new(
        "PackageHashMismatch",
        $"The package {package} from '{path}' is not the one that was published: its SHA-512 is {found} and must be {expected}. "
            + "It was damaged on the way, or somebody has changed it; nothing was installed.",
        FaultKind.InvalidData,
        path);

    /// <summary>A package that isn't what it should be.</summary>
    public static InitToolsException Corrupt(string path, string finding, Exception? cause = null) => new(
        "PackageCorrupt", $"The package '{path}' can't be used: {finding.TrimEnd('.')}. Nothing was installed.",
        FaultKind.InvalidData, path, cause);

    /// <summary>Too little room.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="needed">The bytes that are needed; 0 where that isn't known.</param>
    /// <param name="cause">What the system said.</param>
    public static InitToolsException DiskFull(string folder, long needed, Exception? cause = null) => new(
        "DiskFull",
        $"The disk of '{folder}' is full"
            + (needed > 0 ? $": {Math.Ceiling(needed / 1e6):N0} MB are needed." : ".")
            + " Nothing was installed. " + GoesOn,
        FaultKind.ResourceUnavailable,
        folder,
        cause);

    /// <summary>A folder that can't be written to.</summary>
    public static InitToolsException Unwritable(string folder, Exception cause) => new(
        "BackendFolderUnwritable", $"The folder '{folder}' can't be written to: {cause.Message}", FaultKind.ResourceUnavailable, folder, cause);

    /// <summary>A backend that can't be replaced because a session uses it.</summary>
    public static InitToolsException InUse(string folder, Exception cause) => new(
        "BackendInUse", $"The backend in '{folder}' is in use and can't be replaced. Close the sessions that use it, and try again in a new one.",
        FaultKind.InvalidOperation, folder, cause);

    /// <summary>A user without a folder.</summary>
    public static InitToolsException NoUserFolder() => new(
        "UserFolderUnknown",
        "The folder of this user's data is not known; set the environment variable HOME (Windows: LOCALAPPDATA).",
        FaultKind.ResourceUnavailable);

    // Those on either side of where the version would stand.
    private static IEnumerable<string> Near(string version, IReadOnlyList<string> versions)
    {
        int place = versions.Count(other => VersionOrder.Compare(other, version) < 0);
        return versions.Skip(Math.Max(0, place - 3)).Take(6);
    }
}
