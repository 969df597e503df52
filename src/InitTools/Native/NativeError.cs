using System.Runtime.InteropServices;

namespace InitTools.Native;

/// <summary>The errors of finding and loading libtorch, each with its id.</summary>
internal static class NativeError
{
    private const string OrName = ", or set the environment variable " + NativeFiles.Variable + " to a folder with the whole set.";

    /// <summary>No folder holds all files.</summary>
    public static InitToolsException NotFound(NativePlatform platform, IEnumerable<string> findings) => Create(
        "NotFound",
        $"The native libraries of libtorch for {platform.Rid} were not found. Run Install-TorchBackend{OrName} "
            + $"Looked at: {string.Join("; ", findings)}. Needed: {string.Join(", ", platform.Files)}.",
        platform.Rid);

    /// <summary>A file that is no whole library.</summary>
    public static InitToolsException Corrupt(string path, string finding) => Create(
        "Corrupt", $"The native library '{path}' is corrupt: {finding}. {Reinstall(path)}", path);

    /// <summary>A file for another system or processor.</summary>
    public static InitToolsException WrongPlatform(string path, string finding, NativePlatform platform) => Create(
        "WrongPlatform",
        $"The native library '{path}' is for another platform: {finding}, and this is {platform.Rid}. {Reinstall(path)}",
        path);

    /// <summary>A system or processor that libtorch isn't published for.</summary>
    public static InitToolsException NoLibrary(OSPlatform system, Architecture architecture, bool musl) => Create(
        "WrongPlatform",
        $"There is no libtorch for this process, {system} {architecture}{(musl ? " with musl instead of glibc" : "")}. "
            + "It is published for Linux x64 (with glibc), Windows x64 and macOS Arm64, and needs a .NET of the same kind.",
        $"{system} {architecture}");

    /// <summary>The system's C or C++ library is older than the file needs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="needed">The version it needs, such as <c>GLIBCXX_3.4.30</c>.</param>
    /// <param name="provider">The system's library.</param>
    /// <param name="newest">The newest version that library has, if that could be read.</param>
    /// <param name="cause">What the loader said.</param>
    public static InitToolsException RuntimeTooOld(
        string path, string needed, string provider, string? newest, Exception cause) => Create(
        "RuntimeTooOld",
        $"The native library '{path}' needs {needed} of '{provider}'"
            + (newest is null ? ", which lacks it. " : $", which goes up to {newest}. ")
            + "Debian 12, Ubuntu 22.04, Fedora 36 and later systems have it. On an older one, start the session with "
            + "LD_LIBRARY_PATH set to a folder that holds a newer library of that name, such as conda's lib folder.",
        path,
        cause);

    /// <summary>Anything else.</summary>
    public static InitToolsException LoadFailed(string path, string finding, Exception? cause = null) => Create(
        "LoadFailed", $"The native library '{path}' could not be loaded: {finding.TrimEnd('.')}. {Reinstall(path)}", path, cause);

    /// <summary>The process has loaded parts of a libtorch from elsewhere.</summary>
    public static InitToolsException OtherLibTorch(string path, string other) => Create(
        "LoadFailed",
        $"The native library '{path}' can't be loaded beside '{other}', which this process has loaded already. "
            + "Start a new session and use InitTools before anything that brings a libtorch of its own.",
        path);

    private static string Reinstall(string path)
    {
        bool isInstalled = BackendStore.OfThisUser() is { } store && path.StartsWith(store.Root, StringComparison.Ordinal);
        return (isInstalled ? "Run Install-TorchBackend -Force" : "Install the module again") + OrName;
    }

    private static InitToolsException Create(string what, string message, string target, Exception? cause = null) =>
        new("NativeLibrary" + what, message, FaultKind.ResourceUnavailable, target, cause);
}
