using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace InitTools.Native;

/// <summary>Which NuGet packages a backend consists of.</summary>
internal static partial class BackendPackages
{
    // Of TorchSharp 0.107; the name of the package changes with it.
    private const string CudaVersion = "12.8";

    // SHA-512 of the packages that the module's TorchSharp works with, for sources that say nothing of hashes. Where a source
    // does, its own counts: nuget.org may sign its packages anew.
    private static readonly Dictionary<PackageIdentity, string> Known = new()
    {
        [new("libtorch-cpu-linux-x64", "2.10.0")] =
            "XjuaFwqqvwstyeUWyz/xtfhODesmagoPKO7T0VRmiW+r0pJwsXB/vHydA7it9xge36PSXW1qLyRRzvM3J8i9UA==",
        [new("libtorch-cpu-win-x64", "2.10.0")] =
            "qvrEe8b8U1SPnsqShWgJ9gE/UfzFiq+QRPJdAegxwtEBgL/jZPQPvKAhqYkpEe5kb6AXCi840KDqvDaHQuAqEA==",
        [new("libtorch-cpu-osx-arm64", "2.10.0")] =
            "njbW4NbjnO3UYsZymJA5EA8kvFQZveW2rVS07QinYOxxgs6hyZFTI82zBDt0ix1yRRCZ+v+fm+pHXG37WKjyhA==",
    };

    /// <summary>The version of libtorch that TorchSharp is built for. Others have another binary interface.</summary>
    public static string RequiredVersion { get; } = typeof(BackendPackages).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "LibTorchVersion").Value!;

    /// <summary>
    /// The package that a backend starts from. It has the files, or depends on packages that have them: CUDA's files are larger
    /// than a package may be and come in parts.
    /// </summary>
    /// <param name="kind">The build.</param>
    /// <param name="version">libtorch's version, or null for the required one.</param>
    /// <param name="platform">The platform.</param>
    /// <returns>The package.</returns>
    /// <exception cref="InitToolsException">
    /// <c>BackendNotAvailable</c>: the platform hasn't got it. <c>InvalidVersion</c>.
    /// </exception>
    public static PackageIdentity Head(TorchBackendKind kind, string? version, NativePlatform platform)
    {
        version ??= RequiredVersion;
        if (!SemanticVersion().IsMatch(version))
        {
            throw InitToolsException.Argument("InvalidVersion", "Version", version, $"a version of libtorch, such as {RequiredVersion}");
        }

        if (kind == TorchBackendKind.Cpu) return new($"libtorch-cpu-{platform.Rid}", version);
        if (platform.System == OSPlatform.OSX) throw BackendError.NotAvailable(kind, platform);
        return new($"libtorch-cuda-{CudaVersion}-{platform.Rid}", version);
    }

    /// <summary>The hash of a package, if it is one of those that InitTools knows.</summary>
    /// <param name="package">The package.</param>
    /// <returns>SHA-512 as base 64, or null.</returns>
    public static string? KnownHash(PackageIdentity package) => Known.GetValueOrDefault(package);

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex SemanticVersion();
}
