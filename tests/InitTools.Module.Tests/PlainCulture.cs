using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace InitTools.Module.Tests;

internal static class PlainCulture
{
    /// <summary>Lets scripts of tests write numbers in one way, whatever the language of the machine; those about languages choose their own.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "This is a program, not a library.")]
    internal static void Start() => CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
}
