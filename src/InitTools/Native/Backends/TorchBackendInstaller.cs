using System.IO.Compression;
using InitTools.Native;

namespace InitTools;

/// <summary>
/// Installs libtorch for this user, from NuGet packages. libtorch isn't loaded by it, and a backend that is there is either whole
/// or not there: packages are checked against their published hashes, unpacked beside, and moved into place.
/// </summary>
public static class TorchBackendInstaller
{
    /// <summary>libtorch's version that TorchSharp is built for.</summary>
    public static string RequiredVersion => BackendPackages.RequiredVersion;

    /// <summary>Where a backend goes, without asking a source.</summary>
    /// <param name="request">What to install.</param>
    /// <returns>The package that it starts from, and the folder.</returns>
    /// <exception cref="InitToolsException">As <see cref="Install"/>, before anything is asked or written.</exception>
    public static (string Package, string Folder) Plan(TorchBackendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        PackageIdentity head = BackendPackages.Head(request.Backend, request.Version, request.Platform ?? NativePlatform.Current);
        return (head.ToString(), StoreOf(request).Folder(request.Backend, head.Version));
    }

    /// <summary>Installs a backend, unless it is there.</summary>
    /// <param name="request">What to install.</param>
    /// <returns>The folder, and whether anything had to be done.</returns>
    /// <exception cref="InitToolsException">
    /// <c>NativeLibraryWrongPlatform</c>, <c>BackendNotAvailable</c>, <c>InvalidVersion</c>, <c>InvalidPackageSource</c>,
    /// <c>PackageSourceUnreachable</c>, <c>PackageSourceRefused</c>, <c>PackageNotFound</c>, <c>PackageHashMismatch</c>,
    /// <c>PackageCorrupt</c>, <c>DiskFull</c>, <c>BackendFolderUnwritable</c>, <c>BackendInUse</c>, <c>UserFolderUnknown</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static (string Folder, bool IsNew) Install(TorchBackendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        NativePlatform platform = request.Platform ?? NativePlatform.Current;
        PackageIdentity head = BackendPackages.Head(request.Backend, request.Version, platform);
        BackendStore store = StoreOf(request);
        string folder = store.Folder(request.Backend, head.Version);
        using PackageSource source = PackageSource.Open(request, store);
        try
        {
            using IDisposable single = store.Lock(
                () => request.Progress?.Invoke(new("waiting for another installation", 0, 0)), request.CancellationToken);
            if (!request.Force && IsWhole(folder, platform)) return (folder, false);
            InstallFrom(source, head, platform, store, folder, request);
            return (folder, true);
        }
        catch (IOException exception) when (BackendStore.IsDiskFull(exception))
        {
            throw BackendError.DiskFull(store.Root, 0, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BackendError.Unwritable(store.Root, exception);
        }
    }

    private static void InstallFrom(
        PackageSource source, PackageIdentity head, NativePlatform platform, BackendStore store, string folder, TorchBackendRequest request)
    {
        string unpacked = store.BeginUnpacking();
        try
        {
            var hashes = new Dictionary<string, string>();
            List<PackageFile> packages = Collect(source, head, hashes, request);
            IReadOnlyDictionary<string, long> files = new BackendUnpacker(platform, request, store).Unpack(packages, unpacked);
            new BackendManifest(request.Backend, head.Version, platform.Rid, hashes, files).Write(unpacked);
            store.Replace(unpacked, folder);
            foreach (PackageFile package in packages.Where(package => Path.GetDirectoryName(package.Path) == store.Downloads))
                File.Delete(package.Path);
        }
        finally
        {
            BackendStore.TryDelete(unpacked);
        }
    }

    /// <summary>Gets the package that a backend starts from, and those that it depends on; their hashes are checked.</summary>
    private static List<PackageFile> Collect(
        PackageSource source, PackageIdentity head, Dictionary<string, string> hashes, TorchBackendRequest request)
    {
        var packages = new List<PackageFile>();
        var seen = new HashSet<PackageIdentity> { head };
        for (var left = new Queue<PackageIdentity>([head]); left.TryDequeue(out PackageIdentity? package);)
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            PackageFile file = GetChecked(source, package, hashes, request);
            packages.Add(file);
            foreach (PackageIdentity dependency in DependenciesOf(file))
            {
                // Its own parts; what a package wants of .NET is none of ours.
                bool isPart = dependency.Id.StartsWith(head.Id, StringComparison.OrdinalIgnoreCase);
                if (isPart && seen.Add(dependency)) left.Enqueue(dependency);
            }
        }

        return packages;
    }

    private static PackageFile GetChecked(
        PackageSource source, PackageIdentity package, Dictionary<string, string> hashes, TorchBackendRequest request)
    {
        while (true)
        {
            PackageFile file = source.Get(package);
            long length = new FileInfo(file.Path).Length;
            string hash = file.Hash(done => request.Progress?.Invoke(new($"checking {package}", done, length)), request.CancellationToken);
            hashes[package.ToString()] = hash;
            try
            {
                file.Require(hash);
                if (file.ExpectedHash is null)
                    request.Warning?.Invoke($"The package source '{source.Name}' has no hash of {package}; that it is the one that was published can't be checked.");
                return file;
            }
            catch (InitToolsException)
            {
                if (!source.Discard(file)) throw;
            }
        }
    }

    private static List<PackageIdentity> DependenciesOf(PackageFile file)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(file.Path);
            return [.. file.Dependencies(zip)];
        }
        catch (InvalidDataException exception)
        {
            throw BackendError.Corrupt(file.Path, exception.Message, exception);
        }
    }

    private static bool IsWhole(string folder, NativePlatform platform) =>
        BackendManifest.Read(folder) is { } manifest && manifest.Platform == platform.Rid && manifest.Missing(folder).Count == 0;

    private static BackendStore StoreOf(TorchBackendRequest request) =>
        request.Store ?? BackendStore.OfThisUser() ?? throw BackendError.NoUserFolder();
}
