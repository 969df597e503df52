using System.Management.Automation;
using InitTools.Native;

namespace InitTools.Module;

/// <summary>Runs when the module is imported.</summary>
public sealed class ModuleAssemblyInitializer : IModuleAssemblyInitializer
{
    /// <summary>
    /// Sees to it that a script which touches TorchSharp before any cmdlet gets the module's libtorch, and that the first picture
    /// finds its assemblies; loads nothing of either yet.
    /// </summary>
    public void OnImport()
    {
        TorchLibrary.Register();
        PlottingContext.Register();
    }
}
