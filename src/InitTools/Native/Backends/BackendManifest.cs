using System.Text.Json;

namespace InitTools.Native;

/// <summary>What an installed backend is, as the file <c>backend.json</c> beside its libraries says. It is written last.</summary>
/// <param name="Backend">The build.</param>
/// <param name="Version">libtorch's version.</param>
/// <param name="Platform">The runtime identifier.</param>
/// <param name="Packages">The packages it was made of, with their hashes.</param>
/// <param name="Files">The libraries, with their lengths in bytes.</param>
internal sealed record BackendManifest(
    TorchBackendKind Backend,
    string Version,
    string Platform,
    IReadOnlyDictionary<string, string> Packages,
    IReadOnlyDictionary<string, long> Files)
{
    private const string FileName = "backend.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>Reads the manifest of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The manifest, or null where there is none that can be read.</returns>
    public static BackendManifest? Read(string folder)
    {
        try
        {
            using FileStream file = File.OpenRead(Path.Combine(folder, FileName));
            BackendManifest? manifest = JsonSerializer.Deserialize<BackendManifest>(file, Format);
            return manifest is { Version: not null, Platform: not null, Packages: not null, Files: not null } ? manifest : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it into a folder.</summary>
    /// <param name="folder">The folder.</param>
    public void Write(string folder) =>
        FileReplacement.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, Format));

    /// <summary>What is missing in a folder, or cut short.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The names of the files.</returns>
    public IReadOnlyList<string> Missing(string folder) =>
    [
        .. Files.Where(file => new FileInfo(Path.Combine(folder, file.Key)) is not { Exists: true } info || info.Length != file.Value)
            .Select(file => file.Key)
            .Order(StringComparer.Ordinal),
    ];
}
