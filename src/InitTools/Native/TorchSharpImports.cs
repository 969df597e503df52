using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace InitTools.Native;

/// <summary>
/// Answers TorchSharp when it asks for its native library, whoever made it ask: a cmdlet, or a script that says
/// <c>[TorchSharp.torch]</c>.
/// </summary>
/// <remarks>
/// TorchSharp's static constructor first asks for <c>torch_cpu</c>, <c>torch_cuda</c> and <c>LibTorchSharp</c> by bare name,
/// which the resolver of an assembly isn't consulted for. The system may then find somebody else's; and if it finds no
/// <c>LibTorchSharp</c>, TorchSharp copies half a gigabyte from the NuGet cache and writes to the console. So those questions
/// get an answer that means nothing, and the real library is handed out, or its error raised, at the first call into it.
/// </remarks>
internal static class TorchSharpImports
{
    private const string AssemblyName = "TorchSharp";
    private const string LibraryName = "LibTorchSharp";

    private static readonly object Gate = new();
    private static bool _isWatching;
    private static Assembly? _torchSharp;
    private static volatile bool _areServedByOthers;

    /// <summary>Whether somebody else had set up TorchSharp's imports before.</summary>
    public static bool AreServedByOthers => _areServedByOthers;

    /// <summary>Serves TorchSharp from now on, or as soon as it is loaded. It isn't loaded by this.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_isWatching) return;
            AppDomain.CurrentDomain.AssemblyLoad += (_, arguments) => Serve(arguments.LoadedAssembly);
            _isWatching = true;
        }

        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies()) Serve(assembly);
    }

    /// <summary>Serves an assembly, if it is TorchSharp.</summary>
    /// <param name="assembly">The assembly.</param>
    public static void Serve(Assembly assembly)
    {
        // Another module may keep a TorchSharp of its own, of another version, in a load context of its own.
        AssemblyLoadContext? context = AssemblyLoadContext.GetLoadContext(assembly);
        bool isOurs = context is not null && context == AssemblyLoadContext.GetLoadContext(typeof(TorchSharpImports).Assembly);
        if (!isOurs || assembly.GetName().Name != AssemblyName) return;

        lock (Gate)
        {
            if (_torchSharp is not null) return;
            _torchSharp = assembly;
            try
            {
                NativeLibrary.SetDllImportResolver(
                    assembly, (name, _, _) => name == LibraryName ? TorchLibrary.LoadNatives().Handle : 0);
            }
            catch (InvalidOperationException)
            {
                _areServedByOthers = true;
                return;
            }

            context!.ResolvingUnmanagedDll += (requester, name) =>
                requester == assembly && name == LibraryName ? NativeLibrary.GetMainProgramHandle() : 0;
            if (OperatingSystem.IsLinux()) NameReservation.Reserve();
        }
    }
}
