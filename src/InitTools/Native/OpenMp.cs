using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace InitTools.Native;

/// <summary>The OpenMP runtime that libtorch came with. Its number of threads belongs to the thread that asks.</summary>
internal static unsafe class OpenMp
{
    private const string SetNumThreads = "omp_set_num_threads";

    private static readonly Lazy<nint> Setter = new(FindSetter);

    /// <summary>Sets how many threads the calling thread's parallel regions get; those of no other thread.</summary>
    /// <returns>Whether the runtime was found.</returns>
    public static bool TrySetThreads(int count)
    {
        if (Setter.Value == 0) return false;
        ((delegate* unmanaged<int, void>)Setter.Value)(count);
        return true;
    }

    // libtorch brings libgomp under a name of its own; another one in the process, by its usual name, is somebody else's.
    private static nint FindSetter() =>
        OperatingSystem.IsLinux() && TorchLibrary.Directory is { } folder && TryFind(folder, out string? path)
        && NativeLibrary.TryLoad(path, out nint library) && NativeLibrary.TryGetExport(library, SetNumThreads, out nint setter)
            ? setter
            : 0;

    private static bool TryFind(string folder, [NotNullWhen(true)] out string? path) =>
        (path = Directory.EnumerateFiles(folder, "libgomp-*.so*").FirstOrDefault(file => LinuxLoader.IsMapped(Path.GetFileName(file)))) is not null;
}
