using InitTools.Native;

namespace InitTools.Tests.Native;

/// <summary>An empty store for backends, a folder for packages, and requests that go to both.</summary>
internal sealed class BackendFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inittools-backends-");

    public BackendFixture(long freeBytes = long.MaxValue)
    {
        Store = new BackendStore(Path.Combine(_folder.FullName, "store"), _ => freeBytes);
        Source = _folder.CreateSubdirectory("source").FullName;
    }

    public BackendStore Store { get; }

    /// <summary>The folder for packages.</summary>
    public string Source { get; }

    public List<string> Warnings { get; } = [];

    /// <summary>The folder of the backend for the processor.</summary>
    public string CpuFolder => Store.Folder(TorchBackendKind.Cpu, BackendPackages.RequiredVersion);

    public TorchBackendRequest Request(string? source = null) => new()
    {
        Source = source ?? Source,
        Store = Store,
        Platform = FakePackage.Linux,
        Retry = new RetryPolicy(3, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20)),
        Warning = Warnings.Add,
        CancellationToken = TestContext.Current.CancellationToken,
    };

    /// <summary>Puts a package of the required version into the folder, flat and with capitals, and its hash beside it.</summary>
    public string Put(string id, byte[] package)
    {
        string path = Put(id, package, BackendPackages.RequiredVersion);
        File.WriteAllText(path + ".sha512", FakePackage.Hash(package));
        return path;
    }

    /// <summary>Puts a package of some version into the folder, without a hash.</summary>
    public string Put(string id, byte[] package, string version)
    {
        string path = Path.Combine(Source, $"{id.ToUpperInvariant()}.{version}.nupkg");
        File.WriteAllBytes(path, package);
        return path;
    }

    /// <summary>Nothing is installed, and nothing half-done lies about; downloads may.</summary>
    public void AssertNothingInstalled()
    {
        Assert.Empty(Store.Folders());
        Assert.Empty(Directory.Exists(Store.Root) ? Directory.EnumerateDirectories(Store.Root, ".*") : []);
    }

    public static InitToolsException AssertError(string what, Action action)
    {
        var error = Assert.Throws<InitToolsException>(action);
        Assert.Equal("InitTools." + what, error.ErrorId);
        return error;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
