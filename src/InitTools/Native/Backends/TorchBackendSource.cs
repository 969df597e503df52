namespace InitTools;

/// <summary>Why a folder is looked at for libtorch.</summary>
public enum TorchBackendSource
{
    /// <summary>Another user of TorchSharp has loaded it into this process.</summary>
    Process,

    /// <summary>The environment variable <c>INITTOOLS_TORCH_PATH</c> names it.</summary>
    Environment,

    /// <summary>The program names it as <c>InitTools.NativeDirectory</c> in its runtime configuration.</summary>
    Program,

    /// <summary>It belongs to InitTools' own folder.</summary>
    Module,

    /// <summary>Install-TorchBackend put it there for this user.</summary>
    User,
}
