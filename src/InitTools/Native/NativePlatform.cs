using System.Runtime.InteropServices;

namespace InitTools.Native;

/// <summary>A platform that libtorch is published for, and the files it consists of there.</summary>
/// <param name="Rid">The runtime identifier, which is also the folder's name: <c>runtimes/[rid]/native</c>.</param>
/// <param name="System">The operating system.</param>
/// <param name="Architecture">The processor.</param>
/// <param name="Format">The format of its libraries.</param>
/// <param name="Files">
/// Every file that is needed, each after those it depends on; the last one is TorchSharp's own. A star stands for the hash
/// in libgomp's name, which changes with libtorch's version.
/// </param>
internal sealed record NativePlatform(
    string Rid, OSPlatform System, Architecture Architecture, ImageFormat Format, IReadOnlyList<string> Files)
{
    /// <summary>
    /// The further files of a libtorch that computes on graphics cards, each after those it depends on; what else they need is found
    /// beside them. They go before the last two of <see cref="Files"/>.
    /// </summary>
    public IReadOnlyList<string> CudaFiles { get; private init; } = [];

    private static readonly NativePlatform Linux = new("linux-x64", OSPlatform.Linux, Architecture.X64, ImageFormat.Elf,
        ["libgomp-*.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"])
    {
        CudaFiles = ["libc10_cuda.so", "libtorch_cuda.so"],
    };

    private static readonly NativePlatform Windows = new("win-x64", OSPlatform.Windows, Architecture.X64, ImageFormat.PortableExecutable,
        ["libiomp5md.dll", "uv.dll", "c10.dll", "torch_cpu.dll", "torch.dll", "LibTorchSharp.dll"])
    {
        CudaFiles = ["c10_cuda.dll", "torch_cuda.dll"],
    };

    private static readonly NativePlatform MacOS = new("osx-arm64", OSPlatform.OSX, Architecture.Arm64, ImageFormat.MachO,
        ["libomp.dylib", "libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib", "libLibTorchSharp.dylib"]);

    /// <summary>The platform of this process.</summary>
    /// <exception cref="InitToolsException"><c>NativeLibraryWrongPlatform</c>: there is no libtorch for it.</exception>
    public static NativePlatform Current => Of(
        OperatingSystem.IsLinux() ? OSPlatform.Linux
            : OperatingSystem.IsWindows() ? OSPlatform.Windows
            : OperatingSystem.IsMacOS() ? OSPlatform.OSX
            : OSPlatform.Create(RuntimeInformation.OSDescription),
        RuntimeInformation.ProcessArchitecture,
        RuntimeInformation.RuntimeIdentifier);

    /// <summary>The file through which TorchSharp calls libtorch.</summary>
    public string TorchSharpFile => Files[^1];

    /// <summary>The platform of a system and a processor.</summary>
    /// <param name="system">The operating system.</param>
    /// <param name="architecture">The architecture of the process.</param>
    /// <param name="runtimeIdentifier">What .NET calls the two; it alone tells glibc from musl.</param>
    /// <returns>The platform.</returns>
    /// <exception cref="InitToolsException"><c>NativeLibraryWrongPlatform</c>: there is no libtorch for it.</exception>
    public static NativePlatform Of(OSPlatform system, Architecture architecture, string runtimeIdentifier)
    {
        NativePlatform? platform = new[] { Linux, Windows, MacOS }
            .FirstOrDefault(candidate => candidate.System == system && candidate.Architecture == architecture);
        bool musl = runtimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || runtimeIdentifier.Contains("alpine", StringComparison.Ordinal);
        return platform is null || musl ? throw NativeError.NoLibrary(system, architecture, musl) : platform;
    }
}
