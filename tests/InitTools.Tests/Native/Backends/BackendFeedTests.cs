using CsCheck;
using InitTools.Native;

namespace InitTools.Tests.Native;

/// <summary>Installing from a feed that is cut, changes, lies or says no.</summary>
public sealed class BackendFeedTests : IDisposable
{
    private const int Ballast = 200_000;

    private readonly BackendFixture _backends = new();
    private readonly FakeFeed _feed = new();
    private readonly byte[] _package = FakePackage.Cpu(Ballast);

    public BackendFeedTests() => _feed.With(FakePackage.Id, _package);

    public void Dispose()
    {
        _feed.Dispose();
        _backends.Dispose();
    }

    [Theory]
    [InlineData("/v3/index.json")]
    [InlineData("/v3/")]
    public void A_package_comes_from_a_feed_and_is_checked_against_its_catalogue(string path)
    {
        TorchBackendInstaller.Install(_backends.Request(_feed.Address + path));

        AssertInstalled(_package);
        Assert.Empty(_backends.Warnings);
        Assert.Equal(
            ($"/flat/{FakePackage.Id}/{BackendPackages.RequiredVersion}/{FakePackage.Id}.{BackendPackages.RequiredVersion}.nupkg", null, null),
            Assert.Single(_feed.Requests));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_backends.Store.Downloads));
    }

    [Fact]
    public void A_cut_download_goes_on_by_itself_where_it_was()
    {
        _feed.Cuts.Enqueue(70_000);
        _feed.Cuts.Enqueue(50_000);

        TorchBackendInstaller.Install(_backends.Request(_feed.Index));

        AssertInstalled(_package);
        Assert.Equal(
            [(null, null), ("bytes=70000-", "\"1\""), ("bytes=120000-", "\"1\"")],
            _feed.Requests.Select(request => (request.Range, request.IfRange)));
    }

    [Fact]
    public void One_that_is_given_up_goes_on_with_the_next_call()
    {
        // Three failures with nothing between them end it.
        foreach (int cut in new[] { 90_000, 0, 0 }) _feed.Cuts.Enqueue(cut);
        InitToolsException error = BackendFixture.AssertError(
            "PackageSourceUnreachable", () => TorchBackendInstaller.Install(_backends.Request(_feed.Index)));
        Assert.Contains("goes on from there", error.Message, StringComparison.Ordinal);
        _backends.AssertNothingInstalled();
        _feed.Requests.Clear();

        TorchBackendInstaller.Install(_backends.Request(_feed.Index));

        AssertInstalled(_package);
        Assert.Equal("bytes=90000-", Assert.Single(_feed.Requests).Range);
    }

    [Fact]
    public void Ctrl_C_keeps_what_has_arrived()
    {
        using var cancellation = new CancellationTokenSource();
        TorchBackendRequest request = _backends.Request(_feed.Index) with
        {
            CancellationToken = cancellation.Token,
            Progress = progress =>
            {
                if (progress.Activity.StartsWith("download", StringComparison.Ordinal)) cancellation.Cancel();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => TorchBackendInstaller.Install(request));
        _backends.AssertNothingInstalled();
        long kept = new FileInfo(Assert.Single(Directory.EnumerateFiles(_backends.Store.Downloads, "*.part"))).Length;
        Assert.InRange(kept, 1, _package.Length - 1);

        TorchBackendInstaller.Install(_backends.Request(_feed.Index));

        AssertInstalled(_package);
        Assert.Equal($"bytes={kept}-", _feed.Requests.Last().Range);
    }

    [Fact]
    public void A_package_that_has_changed_meanwhile_comes_anew()
    {
        byte[] other = FakePackage.Cpu(Ballast, seed: 7);
        _feed.Cuts.Enqueue(70_000);
        _feed.Sending = _ =>
        {
            if (_feed.Requests.Count != 1) return;
            _feed.Tag = "\"2\"";
            _feed.Packages[FakePackage.Id] = other;
        };
        _feed.Hash = _ => FakePackage.Hash(other);

        TorchBackendInstaller.Install(_backends.Request(_feed.Index));

        AssertInstalled(other);
        Assert.Equal(2, _feed.Requests.Count);
    }

    [Fact]
    public void One_that_changes_under_a_server_without_tags_is_found_out_by_its_hash()
    {
        byte[] other = FakePackage.Cpu(Ballast, seed: 7);
        _feed.Tag = null;
        _feed.Cuts.Enqueue(70_000);
        _feed.Sending = _ =>
        {
            if (_feed.Requests.Count == 1) _feed.Packages[FakePackage.Id] = other;
        };
        _feed.Hash = _ => FakePackage.Hash(other);

        TorchBackendInstaller.Install(_backends.Request(_feed.Index));

        AssertInstalled(other);
        Assert.Equal([null, "bytes=70000-", null], _feed.Requests.Select(request => request.Range));
    }

    [Fact]
    public void A_part_that_does_not_fit_any_more_is_dropped()
    {
        byte[] smaller = FakePackage.Cpu(10);
        _feed.Cuts.Enqueue(100_000);
        _feed.Tag = null;
        _feed.Sending = _ =>
        {
            if (_feed.Requests.Count == 1) _feed.Packages[FakePackage.Id] = smaller;
        };
        _feed.Hash = _ => FakePackage.Hash(smaller);

        TorchBackendInstaller.Install(_backends.Request(_feed.Index));

        AssertInstalled(smaller);
    }

    [Fact]
    public void A_server_that_only_starts_over_and_over_is_given_up()
    {
        _feed.KnowsRanges = false;
        for (int i = 0; i < 20; i++) _feed.Cuts.Enqueue(60_000);

        BackendFixture.AssertError("PackageSourceUnreachable", () => TorchBackendInstaller.Install(_backends.Request(_feed.Index)));

        Assert.InRange(_feed.Requests.Count, 3, 4);
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void However_often_it_is_cut_the_package_is_whole_at_the_end() => Gen.Int[1, 60_000].Array[1, 8].Sample(
        cuts =>
        {
            using var backends = new BackendFixture();
            _feed.Cuts.Clear();
            foreach (int cut in cuts) _feed.Cuts.Enqueue(cut);
            TorchBackendInstaller.Install(backends.Request(_feed.Index));
            return File.ReadAllBytes(Path.Combine(backends.CpuFolder, "libtorch_cpu.so")).AsSpan().SequenceEqual(FakePackage.Library(Ballast));
        },
        iter: 15,
        threads: 1);

    [Fact]
    public void A_wrong_hash_installs_nothing_and_keeps_nothing()
    {
        _feed.Hash = _ => FakePackage.Hash([1]);

        InitToolsException error = BackendFixture.AssertError(
            "PackageHashMismatch", () => TorchBackendInstaller.Install(_backends.Request(_feed.Index)));

        Assert.Equal(FaultKind.InvalidData, error.Kind);
        Assert.Contains(FakePackage.Hash(_package), error.Message, StringComparison.Ordinal);
        _backends.AssertNothingInstalled();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_backends.Store.Downloads));
    }

    [Fact]
    public void A_feed_without_hashes_is_checked_against_what_InitTools_knows()
    {
        _feed.Hash = _ => null;

        BackendFixture.AssertError("PackageHashMismatch", () => TorchBackendInstaller.Install(_backends.Request(_feed.Index)));
    }

    [Fact]
    public void A_version_that_a_feed_has_not_got_is_answered_with_those_near_it()
    {
        _feed.Versions = ["1.0.0", "2.0.1", "2.2.0", "2.4.0", "2.5.1", "2.7.1", "2.10.0", "2.11.0"];

        InitToolsException error = BackendFixture.AssertError(
            "PackageNotFound", () => TorchBackendInstaller.Install(_backends.Request(_feed.Index) with { Version = "2.6.0" }));

        Assert.Contains("it has 2.2.0, 2.4.0, 2.5.1, 2.7.1, 2.10.0, 2.11.0.", error.Message, StringComparison.Ordinal);
        BackendFixture.AssertError(
            "PackageNotFound", () => TorchBackendInstaller.Install(_backends.Request(_feed.Index) with { Backend = TorchBackendKind.Cuda }));
    }

    [Fact]
    public void A_server_that_falters_is_asked_again()
    {
        foreach (string status in new[] { "503 Service Unavailable", "429 Too Many Requests" }) _feed.Statuses.Enqueue(status);

        TorchBackendInstaller.Install(_backends.Request(_feed.Index));

        AssertInstalled(_package);
    }

    [Theory]
    [InlineData("403 Forbidden", "PackageSourceRefused", "403 (Forbidden)")]
    [InlineData("404 Not Found", "PackageSourceRefused", "404")]
    [InlineData("500 Internal Server Error", "PackageSourceUnreachable", "500 (Internal Server Error)")]
    public void A_server_that_says_no_is_reported(string status, string error, string text)
    {
        for (int i = 0; i < 10; i++) _feed.Statuses.Enqueue(status);

        InitToolsException fault = BackendFixture.AssertError(error, () => TorchBackendInstaller.Install(_backends.Request(_feed.Index)));

        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void Where_nobody_answers_the_user_is_told_what_to_check()
    {
        string address = _feed.Index;
        _feed.Dispose();

        InitToolsException error = BackendFixture.AssertError(
            "PackageSourceUnreachable", () => TorchBackendInstaller.Install(_backends.Request(address)));

        Assert.Equal(FaultKind.ResourceUnavailable, error.Kind);
        Assert.Contains("the network and the proxy", error.Message, StringComparison.Ordinal);
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void A_server_that_is_silent_is_given_up()
    {
        _feed.Statuses.Enqueue(FakeFeed.Silence);
        TorchBackendRequest request = _backends.Request(_feed.Index) with { Retry = new(1, TimeSpan.Zero, TimeSpan.FromMilliseconds(50)) };

        InitToolsException error = BackendFixture.AssertError("PackageSourceUnreachable", () => TorchBackendInstaller.Install(request));

        Assert.Contains("it is silent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_does_not_wait_for_a_server_that_is_silent()
    {
        _feed.Statuses.Enqueue(FakeFeed.Silence);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        TorchBackendRequest request = _backends.Request(_feed.Index) with
        {
            CancellationToken = cancellation.Token,
            Retry = new(1, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        };

        Assert.ThrowsAny<OperationCanceledException>(() => TorchBackendInstaller.Install(request));
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void A_page_that_is_no_feed_is_refused() => BackendFixture.AssertError(
        "InvalidPackageSource", () => TorchBackendInstaller.Install(_backends.Request($"{_feed.Address}/flat/{FakePackage.Id}/index.json")));

    [Fact]
    public void Files_in_parts_are_put_together_from_all_packages_that_one_leads_to()
    {
        byte[] whole = FakePackage.Library(ballast: 1000);
        foreach ((string id, byte[] package) in FakePackage.Cuda(whole)) _feed.With(id, package);

        (string folder, _) = TorchBackendInstaller.Install(_backends.Request(_feed.Index) with { Backend = TorchBackendKind.Cuda });

        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(folder, "libtorch_cuda.so")));
        Assert.Equal(
            ["libc10.so", "libgomp-98b21ff3.so.1", "libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so"],
            BackendManifest.Read(folder)!.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_backends.Store.Downloads));
    }

    [Theory]
    [InlineData("-part2-fragment1", "a part of libtorch_cuda.so is missing")]
    [InlineData("-part2-fragment2", "the SHA-256 of libtorch_cuda.so")]
    public void A_part_that_is_missing_is_noticed(string suffix, string finding)
    {
        foreach ((string id, byte[] package) in FakePackage.Cuda(FakePackage.Library(ballast: 1000))) _feed.With(id, package);
        string part = FakePackage.CudaId + suffix;
        _feed.With(part, FakePackage.Create(part, BackendPackages.RequiredVersion, new Dictionary<string, byte[]>()));

        InitToolsException error = BackendFixture.AssertError(
            "PackageCorrupt", () => TorchBackendInstaller.Install(_backends.Request(_feed.Index) with { Backend = TorchBackendKind.Cuda }));

        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
        _backends.AssertNothingInstalled();
    }

    [Fact]
    public void Packages_that_have_arrived_do_not_come_again()
    {
        foreach ((string id, byte[] package) in FakePackage.Cuda(FakePackage.Library(ballast: 1000))) _feed.With(id, package);
        string last = FakePackage.CudaId + "-part2-fragment2";
        _feed.Packages.TryRemove(last, out byte[]? missing);
        TorchBackendRequest request = _backends.Request(_feed.Index) with { Backend = TorchBackendKind.Cuda };
        BackendFixture.AssertError("PackageNotFound", () => TorchBackendInstaller.Install(request));
        _feed.Requests.Clear();
        _feed.With(last, missing!);

        TorchBackendInstaller.Install(request);

        Assert.Contains(last, Assert.Single(_feed.Requests).Path, StringComparison.Ordinal);
    }

    private void AssertInstalled(byte[] package)
    {
        BackendManifest manifest = BackendManifest.Read(_backends.CpuFolder)!;
        Assert.Equal(FakePackage.Hash(package), Assert.Single(manifest.Packages).Value);
        Assert.Empty(manifest.Missing(_backends.CpuFolder));
    }
}
