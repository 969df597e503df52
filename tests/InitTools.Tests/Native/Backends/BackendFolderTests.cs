using System.Text;
using InitTools.Native;

namespace InitTools.Tests.Native;

/// <summary>Installing from a folder: what is unpacked, what is refused, and what is left of either.</summary>
public sealed class BackendFolderTests : IDisposable
{
    private readonly BackendFixture _backends = new();

    public void Dispose() => _backends.Dispose();

    [Fact]
    public void Only_what_is_needed_is_unpacked_and_nothing_else_is_left()
    {
        byte[] package = FakePackage.Cpu(ballast: 5000);
        _backends.Put(FakePackage.Id, package);

        (string folder, bool isNew) = TorchBackendInstaller.Install(_backends.Request());

        Assert.True(isNew);
        Assert.Equal(_backends.CpuFolder, folder);
        Assert.Equal("cpu-" + BackendPackages.RequiredVersion, Path.GetFileName(folder));
        Assert.Equal(
            ["backend.json", "libc10.so", "libgomp-98b21ff3.so.1", "libtorch.so", "libtorch_cpu.so"],
            Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(FakePackage.Library(5000), File.ReadAllBytes(Path.Combine(folder, "libtorch_cpu.so")));
        Assert.Equal([".lock", "cpu-" + BackendPackages.RequiredVersion, "downloads"], Left(_backends.Store.Root));
        Assert.Empty(Left(_backends.Store.Downloads));
        BackendManifest manifest = BackendManifest.Read(folder)!;
        Assert.Equal(FakePackage.Hash(package), Assert.Single(manifest.Packages).Value);
        Assert.Empty(manifest.Missing(folder));
    }

    [Fact]
    public void A_backend_that_is_there_and_whole_is_left_alone()
    {
        string path = _backends.Put(FakePackage.Id, FakePackage.Cpu());
        TorchBackendInstaller.Install(_backends.Request());
        File.Delete(path);
        Assert.False(TorchBackendInstaller.Install(_backends.Request()).IsNew);

        // One that has lost something is made anew, and so is one with -Force.
        _backends.Put(FakePackage.Id, FakePackage.Cpu(ballast: 10));
        string library = Path.Combine(_backends.CpuFolder, "libtorch.so");
        File.WriteAllText(library, "short");
        Assert.True(TorchBackendInstaller.Install(_backends.Request()).IsNew);
        Assert.Equal(FakePackage.Library(), File.ReadAllBytes(library));
        Assert.True(TorchBackendInstaller.Install(_backends.Request() with { Force = true }).IsNew);
    }

    [Fact]
    public void A_failed_replacement_leaves_what_was_there()
    {
        _backends.Put(FakePackage.Id, FakePackage.Cpu());
        TorchBackendInstaller.Install(_backends.Request());
        _backends.Put(FakePackage.Id, FakePackage.Create(FakePackage.Id, BackendPackages.RequiredVersion, new Dictionary<string, byte[]>()));

        BackendFixture.AssertError("PackageCorrupt", () => TorchBackendInstaller.Install(_backends.Request() with { Force = true }));

        Assert.Empty(BackendManifest.Read(_backends.CpuFolder)!.Missing(_backends.CpuFolder));
        Assert.Equal([".lock", "cpu-" + BackendPackages.RequiredVersion, "downloads"], Left(_backends.Store.Root));
    }

    [Fact]
    public void What_a_killed_installation_left_is_cleared_away()
    {
        _backends.Put(FakePackage.Id, FakePackage.Cpu());
        string rest = Path.Combine(_backends.Store.Root, ".unpack-killed");
        Directory.CreateDirectory(rest);
        File.WriteAllText(Path.Combine(rest, "libtorch.so"), "half");

        TorchBackendInstaller.Install(_backends.Request());

        Assert.False(Directory.Exists(rest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_hash_that_NuGet_lays_beside_a_package_counts(bool isRight)
    {
        byte[] package = FakePackage.Cpu();
        string folder = Path.Combine(_backends.Source, FakePackage.Id, BackendPackages.RequiredVersion);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{FakePackage.Id}.{BackendPackages.RequiredVersion}.nupkg");
        File.WriteAllBytes(path, package);
        File.WriteAllText(path + ".sha512", FakePackage.Hash(isRight ? package : [1]) + "\n");

        if (isRight)
        {
            TorchBackendInstaller.Install(_backends.Request());
            Assert.Empty(_backends.Warnings);
            return;
        }

        InitToolsException error = BackendFixture.AssertError("PackageHashMismatch", () => TorchBackendInstaller.Install(_backends.Request()));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(FakePackage.Hash(package), error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void A_package_that_InitTools_knows_must_be_the_known_one()
    {
        // The pretended package has the name and the version of the real one, and no hash beside it.
        _backends.Put(FakePackage.Id, FakePackage.Cpu(), BackendPackages.RequiredVersion);
        string known = BackendPackages.KnownHash(new(FakePackage.Id, BackendPackages.RequiredVersion))!;

        InitToolsException error = BackendFixture.AssertError("PackageHashMismatch", () => TorchBackendInstaller.Install(_backends.Request()));

        Assert.Contains(known, error.Message, StringComparison.Ordinal);
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void Without_any_hash_the_user_is_warned()
    {
        _backends.Put(FakePackage.Id, FakePackage.Create(FakePackage.Id, "2.9.1", FakePackage.Files()), "2.9.1");

        TorchBackendInstaller.Install(_backends.Request() with { Version = "2.9.1" });

        Assert.Contains("has no hash of libtorch-cpu-linux-x64 2.9.1", Assert.Single(_backends.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_package_names_the_versions_that_are_there()
    {
        foreach (string version in new[] { "2.7.1", "2.10.1-beta", "2.10.1", "2.2.0" }) _backends.Put(FakePackage.Id, [], version);

        InitToolsException error = BackendFixture.AssertError(
            "PackageNotFound", () => TorchBackendInstaller.Install(_backends.Request() with { Version = "2.8.0" }));

        Assert.Equal(FaultKind.NotFound, error.Kind);
        Assert.Contains("no libtorch-cpu-linux-x64 2.8.0; it has 2.2.0, 2.7.1, 2.10.1-beta, 2.10.1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_that_cannot_be_used_say_why()
    {
        Dictionary<string, byte[]> files = FakePackage.Files();
        files.Remove("runtimes/linux-x64/native/libc10.so");
        AssertCorrupt(FakePackage.Create(FakePackage.Id, "1.0.0", files), "no libc10.so");
        AssertCorrupt(FakePackage.Create("another", "1.0.0", FakePackage.Files()), "it is the package 'another'");
        AssertCorrupt(Encoding.UTF8.GetBytes("no zip file"), "can't be used");
        byte[] damaged = FakePackage.Create(FakePackage.Id, "1.0.0", FakePackage.Files());
        AssertCorrupt(damaged[..(damaged.Length / 2)], "can't be used");

        files = FakePackage.Files();
        files["runtimes/linux-x64/native/libc10.so"] = "MZ is of Windows"u8.ToArray();
        _backends.Put(FakePackage.Id, FakePackage.Create(FakePackage.Id, "1.0.0", files), "1.0.0");
        BackendFixture.AssertError("NativeLibraryCorrupt", () => TorchBackendInstaller.Install(_backends.Request() with { Version = "1.0.0" }));
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void Too_little_room_is_noticed_before_it_is_used()
    {
        using var full = new BackendFixture(freeBytes: 10);
        full.Put(FakePackage.Id, FakePackage.Create(FakePackage.Id, "1.0.0", FakePackage.Files()), "1.0.0");

        InitToolsException error = BackendFixture.AssertError("DiskFull", () => TorchBackendInstaller.Install(full.Request() with { Version = "1.0.0" }));

        Assert.Equal(FaultKind.ResourceUnavailable, error.Kind);
        Assert.Contains("1 MB are needed", error.Message, StringComparison.Ordinal);
        full.AssertNothingInstalled();
    }

    [Fact]
    public void Of_two_installations_one_waits_and_can_be_cancelled()
    {
        _backends.Put(FakePackage.Id, FakePackage.Create(FakePackage.Id, "1.0.0", FakePackage.Files()), "1.0.0");
        using var cancellation = new CancellationTokenSource();
        var activities = new List<string>();
        TorchBackendRequest request = _backends.Request() with
        {
            Version = "1.0.0",
            CancellationToken = cancellation.Token,
            Progress = progress =>
            {
                activities.Add(progress.Activity);
                cancellation.Cancel();
            },
        };
        using (_backends.Store.Lock(() => Assert.Fail("Nobody else is there."), TestContext.Current.CancellationToken))
        {
            Assert.Throws<OperationCanceledException>(() => TorchBackendInstaller.Install(request));
        }

        Assert.Equal(["waiting for another installation"], activities);
        Assert.True(TorchBackendInstaller.Install(request with { CancellationToken = default, Progress = null }).IsNew);
    }

    [Fact]
    public void Cancelling_leaves_nothing_behind()
    {
        _backends.Put(FakePackage.Id, FakePackage.Create(FakePackage.Id, "1.0.0", FakePackage.Files(ballast: 3_000_000)), "1.0.0");
        using var cancellation = new CancellationTokenSource();
        TorchBackendRequest request = _backends.Request() with
        {
            Version = "1.0.0",
            CancellationToken = cancellation.Token,
            Progress = progress =>
            {
                if (progress.Activity == "unpacking libtorch_cpu.so") cancellation.Cancel();
            },
        };

        Assert.ThrowsAny<OperationCanceledException>(() => TorchBackendInstaller.Install(request));

        _backends.AssertNothingInstalled();
    }

    [Theory]
    [InlineData("http://example.org/v3/index.json")]
    [InlineData("ftp://example.org/")]
    [InlineData("/no/such/folder")]
    public void A_source_that_is_none_is_refused(string source) => Assert.Contains(
        $"'{source}'",
        BackendFixture.AssertError("InvalidPackageSource", () => TorchBackendInstaller.Install(_backends.Request(source))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("new")]
    [InlineData("2")]
    [InlineData("2.10.0/../..")]
    public void A_version_that_is_none_is_refused(string version) => BackendFixture.AssertError(
        "InvalidVersion", () => TorchBackendInstaller.Install(_backends.Request() with { Version = version }));

    [Fact]
    public void MacOS_has_no_cards_of_NVIDIA() => BackendFixture.AssertError(
        "BackendNotAvailable",
        () => TorchBackendInstaller.Plan(_backends.Request() with
        {
            Backend = TorchBackendKind.Cuda,
            Platform = NativePlatform.Of(System.Runtime.InteropServices.OSPlatform.OSX, System.Runtime.InteropServices.Architecture.Arm64, "osx-arm64"),
        }));

    [Fact]
    public void Versions_are_ordered_by_their_numbers()
    {
        List<string> versions = ["2.10.0", "2.9.1", "2.10.0-rc.1", "1.0", "2.10.0-beta"];
        versions.Sort(VersionOrder.Compare);
        Assert.Equal(["1.0", "2.9.1", "2.10.0-beta", "2.10.0-rc.1", "2.10.0"], versions);
    }

    private void AssertCorrupt(byte[] package, string finding)
    {
        _backends.Put(FakePackage.Id, package, "1.0.0");
        InitToolsException error = BackendFixture.AssertError(
            "PackageCorrupt", () => TorchBackendInstaller.Install(_backends.Request() with { Version = "1.0.0" }));
        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
        _backends.AssertNothingInstalled();
    }

    private static IEnumerable<string?> Left(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
