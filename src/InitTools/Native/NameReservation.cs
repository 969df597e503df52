using System.Runtime.InteropServices;

namespace InitTools.Native;

/// <summary>
/// Keeps the dynamic linker of Linux from searching LD_LIBRARY_PATH and the system's folders for the names that TorchSharp
/// asks for: empty libraries of those names are loaded from memory, and a loaded library answers to its name.
/// </summary>
internal static class NameReservation
{
    private const string TorchName = "inittools-reserved-1";
    private const string CudaName = "inittools-reserved-2";

    private static nint _torch;
    private static nint _cuda;

    /// <summary>Reserves the names. A precaution: where it can't be had, everything else still works.</summary>
    public static void Reserve()
    {
        try
        {
            _torch = LinuxLoader.LoadFromMemory(TorchName, EmptyElfLibrary.Create("libtorch_cpu.so"));
            _cuda = LinuxLoader.LoadFromMemory(CudaName, EmptyElfLibrary.Create("libtorch_cuda.so"));
            LinuxLoader.LoadFromMemory("inittools-reserved-3", EmptyElfLibrary.Create("libLibTorchSharp.so"));
        }
        catch (Exception exception) when (exception is IOException or DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    /// <summary>Gives the names free by which the parts of libtorch ask for each other.</summary>
    /// <param name="cuda">Whether <c>libtorch_cuda.so</c> comes, too, and not <c>libtorch_cpu.so</c> only.</param>
    public static void Release(bool cuda)
    {
        Release(ref _torch, TorchName);
        if (cuda) Release(ref _cuda, CudaName);
    }

    private static void Release(ref nint library, string name)
    {
        // More than once, for TorchSharp may have taken the empty library too, and it never gives a library back.
        for (int i = 0; i < 16 && library != 0 && LinuxLoader.IsMapped(name); i++) NativeLibrary.Free(library);
        library = 0;
    }
}
