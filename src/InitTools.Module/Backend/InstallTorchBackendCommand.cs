using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Installs libtorch, which computes for InitTools, for the current user.</summary>
/// <remarks>
/// <para>
/// The module comes without libtorch, which is twenty times as large. This command gets it from a NuGet source, 57 to 128 MB for
/// the processor alone, and unpacks the libraries that are needed, 217 to 463 MB, into a folder of the user's:
/// ~/.local/share/InitTools/torch on Linux (or where XDG_DATA_HOME points), ~/Library/Application Support/InitTools/torch on
/// macOS, and InitTools\torch under LOCALAPPDATA on Windows. No rights of an administrator are needed. Where a backend is there
/// and whole, nothing is done.
/// </para>
/// <para>
/// A package is checked against the SHA-512 that the source publishes, or that InitTools knows. It is unpacked beside its place
/// and moved there when it is whole, so that no half of a backend is ever there. A download that is cut goes on from where it
/// was, by itself or with the next call; Ctrl+C ends it within half a second. Of two installations at the same time one waits.
/// The system's proxy is used, with the user's credentials.
/// </para>
/// <para>
/// -Backend Cuda is the build for NVIDIA's cards: some 3 GB in a score of packages, for Linux and Windows. Once it is installed
/// it is used; it works without a card too.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownBackend</term><description>no such build; the message lists near matches</description></item>
/// <item><term>InitTools.NativeLibraryWrongPlatform</term><description>there is no libtorch for this system or processor</description></item>
/// <item><term>InitTools.BackendNotAvailable</term><description>there is no such backend for it</description></item>
/// <item><term>InitTools.InvalidVersion</term><description>-Version is no version</description></item>
/// <item><term>InitTools.InvalidPackageSource</term><description>-Source is neither a folder nor a v3 feed, or not safe</description></item>
/// <item><term>InitTools.PackageSourceUnreachable</term><description>no network, or a server that falls silent; what is there is kept</description></item>
/// <item><term>InitTools.PackageSourceRefused</term><description>the server says no</description></item>
/// <item><term>InitTools.PackageNotFound</term><description>no such package or version; the message lists those near it</description></item>
/// <item><term>InitTools.PackageHashMismatch</term><description>a package other than the published one</description></item>
/// <item><term>InitTools.PackageCorrupt</term><description>a package that can't be unpacked, or lacks a file</description></item>
/// <item><term>InitTools.DiskFull</term><description>too little room; asked before it is used</description></item>
/// <item><term>InitTools.BackendFolderUnwritable</term><description>the user's folder can't be written to</description></item>
/// <item><term>InitTools.BackendInUse</term><description>-Force on Windows, while a session uses the backend</description></item>
/// <item><term>InitTools.UserFolderUnknown</term><description>the user has no folder</description></item>
/// </list>
/// </remarks>
/// <returns>With -PassThru, the backend, as Get-TorchBackend shows it.</returns>
/// <example>
/// What would be installed, and where?
/// <code>Install-TorchBackend -WhatIf</code>
/// Without -WhatIf it is installed.
/// </example>
/// <example>
/// On a machine without a network, from a folder with the package:
/// <code>
/// $folder = [IO.Path]::GetTempPath()
/// Install-TorchBackend -Source $folder -WhatIf
/// </code>
/// The folder may be flat, or NuGet's own (~/.nuget/packages). The message of InitTools.PackageNotFound names the package.
/// </example>
/// <seealso cref="GetTorchBackendCommand"/>
/// <seealso href="https://learn.microsoft.com/nuget/api/overview">Microsoft, NuGet Server API: what a source must be</seealso>
[Cmdlet(VerbsLifecycle.Install, "TorchBackend", SupportsShouldProcess = true)]
[OutputType(typeof(TorchBackend))]
public sealed class InstallTorchBackendCommand : InitToolsCommand
{
    /// <summary>Cpu for the processor alone, or Cuda for NVIDIA's cards too.</summary>
    /// <value>Cpu</value>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(TorchBackendKindCompleter))]
    public string Backend { get; set; } = nameof(TorchBackendKind.Cpu);

    /// <summary>
    /// libtorch's version. The module uses the one that its TorchSharp is built for; another one is installed beside it, for
    /// INITTOOLS_TORCH_PATH to name.
    /// </summary>
    /// <value>the one that the module uses</value>
    [Parameter]
    public string? Version { get; set; }

    /// <summary>Where the packages come from: a folder with them, or the https address of a NuGet service index (v3).</summary>
    /// <value>https://api.nuget.org/v3/index.json</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Source { get; set; }

    /// <summary>Installs a backend again that is there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the backend.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        var progress = new InstallProgressBar(this);
        var request = new TorchBackendRequest
        {
            Backend = EnumArgument.Find<TorchBackendKind>(Backend, nameof(Backend)),
            Version = Version,
            Source = ResolvedSource(),
            Force = Force,
            Progress = progress.Show,
            Warning = WriteWarning,
            CancellationToken = CancellationToken,
        };
        (string package, string folder) = TorchBackendInstaller.Plan(request);
        if (!ShouldProcess(folder, $"Install {package}")) return;
        try
        {
            bool isNew = TorchBackendInstaller.Install(request).IsNew;
            WriteVerbose(isNew ? $"{package} is installed in '{folder}'." : $"{package} is there already, in '{folder}'.");
        }
        finally
        {
            progress.End();
        }

        if (PassThru) WriteObject(TorchBackends.Find().Where(backend => backend.Path == folder), enumerateCollection: true);
    }

    // The file system knows the process's folder only, not the shell's.
    private string? ResolvedSource() => Source is null || Source.Contains("://", StringComparison.Ordinal)
        ? Source
        : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Source);
}
