namespace InitTools.Native;

/// <summary>Where packages come from.</summary>
internal abstract class PackageSource : IDisposable
{
    /// <summary>The address of nuget.org.</summary>
    public const string Default = "https://api.nuget.org/v3/index.json";

    /// <summary>What a message calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Gets a package onto the disk.</summary>
    /// <param name="package">The package.</param>
    /// <returns>The file; its hash isn't checked yet.</returns>
    /// <exception cref="InitToolsException">
    /// <c>PackageNotFound</c>, <c>PackageSourceUnreachable</c>, <c>PackageSourceRefused</c>, <c>DiskFull</c>.
    /// </exception>
    public abstract PackageFile Get(PackageIdentity package);

    /// <summary>Takes back a file whose hash is wrong.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Whether getting it again could give another one.</returns>
    public virtual bool Discard(PackageFile file) => false;

    /// <summary>Opens a source.</summary>
    /// <param name="request">What names it.</param>
    /// <param name="store">Where downloads go.</param>
    /// <returns>The source.</returns>
    /// <exception cref="InitToolsException"><c>InvalidPackageSource</c>.</exception>
    public static PackageSource Open(TorchBackendRequest request, BackendStore store)
    {
        const string Expected = "a folder with packages, or the https address of a NuGet service index (v3)";
        string source = request.Source ?? Default;
        if (source.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(source, UriKind.Absolute, out Uri? address))
        {
            if (address.IsFile) return Folder(address.LocalPath);
            // The hash would come the same way as the package.
            bool isSafe = address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
            return isSafe ? new FeedPackageSource(address, request, store) : throw BackendError.InvalidSource(source, Expected);
        }

        return Folder(source);

        PackageSource Folder(string path) => Directory.Exists(path)
            ? new FolderPackageSource(Path.GetFullPath(path))
            : throw BackendError.InvalidSource(source, Expected + "; there is no such folder");
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
