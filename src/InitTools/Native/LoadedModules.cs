using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace InitTools.Native;

/// <summary>The libraries that a process has loaded.</summary>
/// <param name="paths">Their files.</param>
internal sealed class LoadedModules(IEnumerable<string> paths)
{
    private readonly List<string> _paths = [.. paths];

    /// <summary>Those of this process.</summary>
    /// <returns>The list as it is now.</returns>
    public static LoadedModules OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new(process.Modules.Cast<ProcessModule>().Select(module => module.FileName));
    }

    /// <summary>Finds a library.</summary>
    /// <param name="name">Its file name.</param>
    /// <returns>Its path, or null where it isn't loaded.</returns>
    public string? Find(string name) =>
        _paths.Find(path => Path.GetFileName(path).Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Refuses to load libtorch beside another one: a library gets what it depends on by name, and the loader would mix the
    /// parts of the two.
    /// </summary>
    /// <param name="files">The libtorch to load.</param>
    /// <exception cref="InitToolsException"><c>NativeLibraryLoadFailed</c>: there is another.</exception>
    public void RefuseOtherThan(NativeFiles files)
    {
        foreach (string path in files.Paths)
        {
            string name = Path.GetFileName(path);
            // The OpenMP runtimes and libuv get on with being loaded by others as well.
            bool isTorch = name.Contains("torch", StringComparison.OrdinalIgnoreCase)
                || name.Contains("c10", StringComparison.Ordinal);
            if (isTorch && Find(name) is { } other && !other.Equals(RealPath(path), StringComparison.OrdinalIgnoreCase))
            {
                throw NativeError.OtherLibTorch(path, other);
            }
        }
    }

    // The list shows files without the symbolic links on the way to them, of which .NET itself resolves only the last.
    private static string RealPath(string path)
    {
        if (!OperatingSystem.IsLinux()) return path;

        using SafeFileHandle file = File.OpenHandle(path);
        return File.ResolveLinkTarget($"/proc/self/fd/{file.DangerousGetHandle()}", returnFinalTarget: false)?.FullName ?? path;
    }
}
