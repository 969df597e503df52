using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools.Native;

/// <summary>
/// Finds libtorch and loads it, on first need and by absolute path, so that TorchSharp works with the files that came with
/// InitTools and no others.
/// </summary>
/// <remarks>
/// It is looked for in the folder that the environment variable <c>INITTOOLS_TORCH_PATH</c> names; else in the one that the
/// program names as <c>InitTools.NativeDirectory</c> in its runtime configuration; else in <c>runtimes/[rid]/native</c>
/// beside InitTools.dll; else beside InitTools.dll itself; else where <see cref="TorchBackendInstaller"/> puts it for this user.
/// TorchSharp's own library may lie apart from libtorch, in <c>runtimes/[rid]/native</c> beside InitTools.dll.
/// </remarks>
public static class TorchLibrary
{
    private static readonly object Gate = new();
    private static volatile LoadedNatives? _natives;
    private static volatile bool _isLoaded;

    /// <summary>Whether <see cref="EnsureLoaded"/> has succeeded.</summary>
    public static bool IsLoaded => _isLoaded;

    /// <summary>
    /// The folder that libtorch was loaded from; null as long as it isn't loaded, or where somebody else has set up TorchSharp.
    /// </summary>
    public static string? Directory => _natives?.Directory;

    /// <summary>Whether the libtorch that was loaded has the parts that compute on graphics cards.</summary>
    internal static bool HasCuda => _natives?.HasCuda == true;

    /// <summary>
    /// Makes TorchSharp's first use load the files that InitTools would load, also when it isn't InitTools that uses it.
    /// Costs next to nothing and loads neither TorchSharp nor libtorch; calling it again does nothing.
    /// </summary>
    public static void Register() => TorchSharpImports.Register();

    /// <summary>
    /// Loads libtorch and starts TorchSharp, unless that is done. Can be called from any thread, and again after a failure.
    /// </summary>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.NativeLibraryNotFound</c>: a file is missing. <c>InitTools.NativeLibraryCorrupt</c>: a file is cut short
    /// or no library. <c>InitTools.NativeLibraryWrongPlatform</c>: a file, or this process, is of another platform.
    /// <c>InitTools.NativeLibraryRuntimeTooOld</c>: the system's C or C++ library is too old.
    /// <c>InitTools.NativeLibraryLoadFailed</c>: anything else.
    /// </exception>
    public static void EnsureLoaded()
    {
        if (_isLoaded) return;

        Register();
        TorchSharpImports.Serve(typeof(torch).Assembly);
        // All that can fail is tried before TorchSharp is touched, for its static constructor can't be run again.
        if (!TorchSharpImports.AreServedByOthers) LoadNatives();
        StartTorchSharp();
        _isLoaded = true;
    }

    /// <summary>Loads libtorch without touching TorchSharp.</summary>
    /// <returns>What was loaded.</returns>
    /// <exception cref="InitToolsException">As <see cref="EnsureLoaded"/>.</exception>
    internal static LoadedNatives LoadNatives()
    {
        if (_natives is { } natives) return natives;

        // Not held while TorchSharp starts: its static constructor comes back here, maybe on another thread.
        lock (Gate) return _natives ??= FindAndLoad();
    }

    private static LoadedNatives FindAndLoad()
    {
        NativePlatform platform = NativePlatform.Current;
        var modules = LoadedModules.OfThisProcess();
        if (modules.Find(platform.TorchSharpFile) is { } present)
        {
            // Another user of TorchSharp came first. A second libtorch would not get on with that one: share it.
            return new(Path.GetDirectoryName(present)!, Load(present), platform.CudaFiles.Any(file => modules.Find(file) is not null));
        }

        NativeSearch search = NativeSearch.OfThisProcess(platform);
        NativeFiles files = NativeFiles.Find(platform, search.Places, search.TorchSharpDirectory);
        modules.RefuseOtherThan(files);

        if (OperatingSystem.IsLinux()) NameReservation.Release(files.HasCuda);
        nint handle = 0;
        foreach (string file in files.Paths) handle = Load(file);
        return new(files.Directory, handle, files.HasCuda);
    }

    private static nint Load(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? LinuxLoader.Load(path) : NativeLibrary.Load(path);
        }
        catch (Exception exception) when (
            exception is DllNotFoundException or BadImageFormatException or IOException or InvalidDataException)
        {
            // .NET's advice on tools comes first; what the system's loader said stands on the lines below it.
            string[] lines = exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            throw NativeError.LoadFailed(path, string.Join("; ", lines.Length > 1 ? lines[1..] : lines), exception);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StartTorchSharp()
    {
        string path = Directory ?? nameof(TorchSharp);
        try
        {
            torch.TryInitializeDeviceType(DeviceType.CPU);
            using torch.Tensor one = torch.ones(1, dtype: torch.float32, device: torch.CPU);
            if (one.item<float>() != 1) throw NativeError.LoadFailed(path, "a tensor of ones holds something else");
        }
        catch (TypeInitializationException exception) when (exception.InnerException is InitToolsException cause)
        {
            throw new InitToolsException(
                cause.ShortId,
                $"{cause.Message} TorchSharp was used before and failed for this reason; it can be tried again in a new session.",
                cause.Kind,
                cause.Target,
                cause);
        }
        catch (Exception exception) when (exception is not InitToolsException)
        {
            throw NativeError.LoadFailed(path, exception.GetBaseException().Message, exception);
        }
    }
}

/// <summary>libtorch as it is loaded.</summary>
/// <param name="Directory">The folder it came from.</param>
/// <param name="Handle">The handle of TorchSharp's own library.</param>
/// <param name="HasCuda">Whether it computes on graphics cards, too.</param>
internal sealed record LoadedNatives(string Directory, nint Handle, bool HasCuda);
