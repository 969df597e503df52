using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Says where libtorch is looked for, what is there, and which one is used and why.</summary>
/// <remarks>
/// <para>
/// libtorch isn't loaded by this. One folder a row, in the order in which they are tried: the one that the environment variable
/// INITTOOLS_TORCH_PATH names, which is the only one then; the module's own; those that Install-TorchBackend filled for this user,
/// Cuda before Cpu. The first one that is complete is used. Backends of other versions follow: TorchSharp works with the version
/// that it is built for, and no other. Once libtorch is loaded, the session stays with it.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.NativeLibraryWrongPlatform</term><description>there is no libtorch for this system or processor</description></item>
/// </list>
/// </remarks>
/// <returns>One object a folder.</returns>
/// <example>
/// Which libtorch does the module use?
/// <code>Get-TorchBackend | Where-Object Chosen</code>
/// </example>
/// <example>
/// Is it loaded yet? It is on first need:
/// <code>
/// $before = (Get-TorchBackend | Where-Object Chosen).Loaded
/// (New-Tensor 3).Dispose()
/// $before, (Get-TorchBackend | Where-Object Chosen).Loaded
/// </code>
/// </example>
/// <seealso cref="InstallTorchBackendCommand"/>
[Cmdlet(VerbsCommon.Get, "TorchBackend")]
[OutputType(typeof(TorchBackend))]
public sealed class GetTorchBackendCommand : InitToolsCommand
{
    /// <inheritdoc/>
    protected override void End() => WriteObject(TorchBackends.Find(), enumerateCollection: true);
}
