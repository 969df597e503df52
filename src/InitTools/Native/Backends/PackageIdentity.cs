namespace InitTools.Native;

/// <summary>A package by name and version.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record PackageIdentity(string Id, string Version)
{
    /// <summary>The name of its file, in the small letters in which NuGet's addresses are written.</summary>
    public string FileName => $"{LowerId}.{LowerVersion}.nupkg";

    /// <summary>The name in small letters.</summary>
    public string LowerId => Id.ToLowerInvariant();

    /// <summary>The version in small letters.</summary>
    public string LowerVersion => Version.ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Version}";
}
