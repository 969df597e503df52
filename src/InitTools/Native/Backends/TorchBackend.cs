namespace InitTools;

/// <summary>A folder that holds libtorch, or could.</summary>
public sealed record TorchBackend
{
    /// <summary>The build: for the processor alone, or for graphics cards too. Null where the folder doesn't tell.</summary>
    public TorchBackendKind? Backend { get; init; }

    /// <summary>libtorch's version, such as 2.10.0; null where the folder doesn't tell.</summary>
    public string? Version { get; init; }

    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>Why the folder is looked at.</summary>
    public TorchBackendSource Source { get; init; }

    /// <summary>Whether every file is there and whole, as far as the headers tell.</summary>
    public bool Complete { get; init; }

    /// <summary>Whether this one is used.</summary>
    public bool Chosen { get; init; }

    /// <summary>Whether this session has loaded it.</summary>
    public bool Loaded { get; init; }

    /// <summary>Why it is used, or why not.</summary>
    public string Reason { get; init; } = "";
}
