using System.Net;
using System.Text.Json;

namespace InitTools.Native;

/// <summary>
/// A NuGet feed, version 3: of its resources the ones that hold the packages and their registrations (Microsoft, NuGet Server
/// API).
/// </summary>
internal sealed class FeedPackageSource : PackageSource
{
    private const string Packages = "PackageBaseAddress/3.0.0";
    private const string Registrations = "RegistrationsBaseUrl";

    private readonly Uri _index;
    private readonly PackageDownload _download;
    private readonly FeedClient _client;
    private Dictionary<string, Uri>? _resources;

    /// <summary>Opens a feed; nothing is asked yet.</summary>
    /// <param name="index">The address of its service index, with or without its file name.</param>
    /// <param name="request">How to report, and when to end.</param>
    /// <param name="store">Where packages go.</param>
    public FeedPackageSource(Uri index, TorchBackendRequest request, BackendStore store)
    {
        // A password in the address would end up in messages, and isn't used.
        var address = new UriBuilder(index) { UserName = "", Password = "" };
        if (!address.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) address.Path = address.Path.TrimEnd('/') + "/index.json";
        _index = address.Uri;
        _client = new FeedClient(request.Retry, request.CancellationToken);
        _download = new PackageDownload(_client, request, store);
    }

    /// <inheritdoc/>
    public override string Name => _index.AbsoluteUri;

    /// <inheritdoc/>
    public override PackageFile Get(PackageIdentity package)
    {
        Uri folder = Resource(Packages) ?? throw BackendError.InvalidSource(Name, $"the service index of a NuGet feed with {Packages}");
        IReadOnlyList<string> versions = Versions(new Uri(folder, $"{package.LowerId}/index.json"));
        if (!versions.Contains(package.Version, StringComparer.OrdinalIgnoreCase)) throw BackendError.NotFound(package, Name, versions);

        var address = new Uri(folder, $"{package.LowerId}/{package.LowerVersion}/{package.FileName}");
        string? hash = PublishedHash(package, address) ?? BackendPackages.KnownHash(package);
        return new(package, _download.Get(address, package), hash);
    }

    /// <inheritdoc/>
    public override bool Discard(PackageFile file) => _download.Discard(file.Path);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    // The leaf of a registration leads to the catalogue, which has the hash. Feeds without a catalogue leave it out.
    private string? PublishedHash(PackageIdentity package, Uri address)
    {
        if (Resource(Registrations) is { } registrations)
        {
            using JsonDocument? leaf = _client.Json(new Uri(registrations, $"{package.LowerId}/{package.LowerVersion}.json"), isOptional: true);
            if (Member(leaf?.RootElement, "catalogEntry") is { } entry && HashOf(entry, registrations) is { } hash) return hash;
        }

        return PackageFile.HashIn(_client.Text(new Uri(address.AbsoluteUri + ".sha512"), isOptional: true));
    }

    private string? HashOf(JsonElement entry, Uri registrations)
    {
        if (entry.ValueKind == JsonValueKind.String)
        {
            using JsonDocument? catalogue = _client.Json(new Uri(registrations, entry.GetString()), isOptional: true);
            return catalogue is null ? null : HashOf(catalogue.RootElement.Clone(), registrations);
        }

        bool isSha512 = Member(entry, "packageHashAlgorithm")?.ToString() == "SHA512";
        return isSha512 ? PackageFile.HashIn(Member(entry, "packageHash")?.ToString()) : null;
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out JsonElement value) ? value : null;

    private string[] Versions(Uri address)
    {
        using JsonDocument? list = _client.Json(address);
        return Member(list?.RootElement, "versions") is { ValueKind: JsonValueKind.Array } versions
            ? [.. versions.EnumerateArray().Select(version => version.ToString())]
            : [];
    }

    private Uri? Resource(string type)
    {
        _resources ??= ReadResources();
        // Of several versions of a resource the newest; their names sort that way.
        string? best = _resources.Keys.Where(name => name.StartsWith(type, StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault();
        return best is null ? null : _resources[best];
    }

    private Dictionary<string, Uri> ReadResources()
    {
        using JsonDocument index = _client.Json(_index) ?? throw BackendError.Refused(Name, $"{(int)HttpStatusCode.NotFound} (not found)");
        if (Member(index.RootElement, "resources") is not { ValueKind: JsonValueKind.Array } list)
            throw BackendError.InvalidSource(Name, "the service index of a NuGet feed (v3)");
        var resources = new Dictionary<string, Uri>();
        foreach (JsonElement resource in list.EnumerateArray())
        {
            if (Member(resource, "@id")?.ToString() is { } id && Member(resource, "@type")?.ToString() is { } type)
                resources.TryAdd(type, new Uri(_index, id.EndsWith('/') ? id : id + "/"));
        }

        return resources;
    }
}
