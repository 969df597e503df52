using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace InitTools.Module;

/// <summary>
/// Loads the pictures' assemblies when the first picture is drawn, from the folder <c>plotting</c> beside the module, into a context
/// of their own: another module of the session may have other versions of the plotting library or of SkiaSharp.
/// </summary>
internal sealed class PlottingContext : AssemblyLoadContext
{
    private const string Entry = "InitTools.Plotting";

    private readonly string _folder;

    private PlottingContext(string folder) : base(Entry) => _folder = folder;

    /// <summary>Sees to it that the pictures' assembly is found when it is needed; loads nothing yet.</summary>
    public static void Register()
    {
        string module = Path.GetDirectoryName(typeof(PlottingContext).Assembly.Location)!;
        var context = new PlottingContext(Path.Combine(module, "plotting"));
        Default.Resolving += (_, name) => name.Name == Entry ? context.Load(name) : null;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // What the module has too, such as the domain, must be the same for both.
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string extension = OperatingSystem.IsWindows() ? "dll" : OperatingSystem.IsMacOS() ? "dylib" : "so";
        string platform = OperatingSystem.IsMacOS() ? "osx"
            : $"{(OperatingSystem.IsWindows() ? "win" : "linux")}-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant();
        string path = Path.Combine(_folder, "runtimes", platform, "native", $"{unmanagedDllName}.{extension}");
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
