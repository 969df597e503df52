using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace InitTools.Native;

/// <summary>What loading needs beyond a path on Linux.</summary>
internal static partial class LinuxLoader
{
    /// <summary>
    /// The version of libstdc++ that TorchSharp's library asks for and can do without: the only symbol it wants of it,
    /// <c>std::ios_base_library_init</c>, is one that no relocation uses. It came with GCC 13; Debian 12 and Ubuntu 22.04
    /// end at 3.4.30.
    /// </summary>
    public const string DispensableVersion = "GLIBCXX_3.4.32";

    private const uint CloseOnExec = 1;

    private static readonly List<SafeFileHandle> MemoryFiles = [];

    /// <summary>Loads a library of libtorch.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <returns>Its handle.</returns>
    /// <exception cref="InitToolsException">
    /// <c>NativeLibraryRuntimeTooOld</c>: the system's C or C++ library is too old.
    /// </exception>
    /// <exception cref="DllNotFoundException">It can't be loaded for another reason.</exception>
    public static nint Load(string path)
    {
        try
        {
            return LoadAsItIsOrRelaxed(path);
        }
        catch (DllNotFoundException exception) when (MissingVersion().Match(exception.Message) is { Success: true } match)
        {
            (string provider, string version) = (match.Groups["provider"].Value, match.Groups["version"].Value);
            throw NativeError.RuntimeTooOld(path, version, provider, NewestVersion(provider, version), exception);
        }
    }

    /// <summary>
    /// Loads a library from memory, through a file that has no name, is nobody else's, and goes when the process ends.
    /// A file in a temporary folder would have to be kept from others and could not be loaded where such folders are
    /// mounted <c>noexec</c>.
    /// </summary>
    /// <param name="name">What the list of mapped files shows.</param>
    /// <param name="bytes">The library.</param>
    /// <returns>Its handle.</returns>
    /// <exception cref="IOException">The system makes no such file.</exception>
    /// <exception cref="DllNotFoundException">The library can't be loaded.</exception>
    public static nint LoadFromMemory(string name, ReadOnlySpan<byte> bytes)
    {
        var file = new SafeFileHandle(CreateMemoryFile(name, CloseOnExec), ownsHandle: true);
        if (file.IsInvalid) throw new IOException(Marshal.GetLastPInvokeErrorMessage());

        RandomAccess.Write(file, bytes, fileOffset: 0);
        nint library = NativeLibrary.Load($"/proc/self/fd/{file.DangerousGetHandle()}");

        // Kept open: the loader knows a library by its path, so the next one under this number would be taken for it.
        lock (MemoryFiles) MemoryFiles.Add(file);
        return library;
    }

    /// <summary>Whether a file is mapped into this process.</summary>
    /// <param name="name">A part of its path.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsMapped(string name) =>
        File.ReadLines("/proc/self/maps").Any(line => line.Contains(name, StringComparison.Ordinal));

    // Whether the version is there, only the loader knows: which libstdc++ it takes depends on what is loaded already, on
    // LD_LIBRARY_PATH, on the run path of the program. So it is asked, and a refusal leaves nothing behind: versions are
    // compared before any code of the library runs. The version's name is the one part of its answer no language changes.
    private static nint LoadAsItIsOrRelaxed(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException exception) when (exception.Message.Contains(DispensableVersion, StringComparison.Ordinal))
        {
            // What it depends on is loaded already, so that it doesn't matter that those files don't lie beside the copy.
            byte[] relaxed = ElfImage.Parse(File.ReadAllBytes(path)).WithWeakVersion(DispensableVersion);
            return LoadFromMemory(Path.GetFileName(path), relaxed);
        }
    }

    private static string? NewestVersion(string library, string like)
    {
        string family = like[..(like.IndexOf('_', StringComparison.Ordinal) + 1)];
        try
        {
            return ElfImage.Parse(File.ReadAllBytes(library)).VersionDefinitions()
                .Where(version => version.StartsWith(family, StringComparison.Ordinal))
                .MaxBy(version => Version.TryParse(version[family.Length..], out Version? number) ? number : new Version());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<provider>/[^:\n]+): .*?(?<version>(GLIBCXX|CXXABI|GLIBC|GCC)_[0-9][0-9.]*)")]
    private static partial Regex MissingVersion();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
