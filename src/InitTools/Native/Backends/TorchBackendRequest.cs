using InitTools.Native;

namespace InitTools;

/// <summary>What to install, and from where.</summary>
public sealed record TorchBackendRequest
{
    /// <summary>The build.</summary>
    public TorchBackendKind Backend { get; init; }

    /// <summary>libtorch's version; null for the one that TorchSharp is built for, which is the one that InitTools uses.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The NuGet source: a folder with packages, or the address of a v3 service index; null for nuget.org.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Whether a backend that is there and whole is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Is told how far the installation is, on the calling thread and as often as there is news.</summary>
    public Action<InstallProgress>? Progress { get; init; }

    /// <summary>Is told what the user should know, on the calling thread.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>Ends the installation; what is downloaded by then stays for the next one.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Where backends go, and how long to wait; null for this user's own.</summary>
    internal BackendStore? Store { get; init; }

    /// <summary>What it is for; null for this process.</summary>
    internal NativePlatform? Platform { get; init; }

    /// <summary>How to go on after a cut.</summary>
    internal RetryPolicy Retry { get; init; } = RetryPolicy.Default;
}
