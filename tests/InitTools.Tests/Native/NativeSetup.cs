using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using InitTools.Native;

namespace InitTools.Tests.Native;

internal static class NativeSetup
{
    /// <summary>Lets tests use TorchSharp without further ado, and makes a child process what its parent asked for.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "This is a program, not a library.")]
    internal static void Start()
    {
        if (Environment.GetEnvironmentVariable(NativeChild.Variable) is { } scenario) Environment.Exit(NativeChild.Run(scenario));

        TorchLibrary.Register();
    }
}
