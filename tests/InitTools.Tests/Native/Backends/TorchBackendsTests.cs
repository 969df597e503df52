using InitTools.Native;

namespace InitTools.Tests.Native;

/// <summary>Which folder is chosen, and what is said of the others.</summary>
public sealed class TorchBackendsTests : IDisposable
{
    private readonly BackendFixture _backends = new();
    private readonly NativeFolder _module = new();

    // As in the package: TorchSharp's own library, and nothing of libtorch.
    public TorchBackendsTests()
    {
        string natives = Directory.CreateDirectory(Path.Combine(_module.Path, "runtimes", "linux-x64", "native")).FullName;
        File.WriteAllBytes(Path.Combine(natives, "libLibTorchSharp.so"), FakePackage.Library());
    }

    public void Dispose()
    {
        _module.Dispose();
        _backends.Dispose();
    }

    [Fact]
    public void The_module_alone_has_none_and_says_what_lacks()
    {
        IReadOnlyList<TorchBackend> found = Find();

        Assert.Equal([TorchBackendSource.Module, TorchBackendSource.Module, TorchBackendSource.User], found.Select(backend => backend.Source));
        Assert.All(found, backend => Assert.False(backend.Complete || backend.Chosen || backend.Loaded));
        Assert.Equal("no libgomp-*.so.1, no libc10.so, no libtorch_cpu.so, no libtorch.so", found[0].Reason);
        Assert.Equal("no such folder", found[2].Reason);
        Assert.Equal(_backends.CpuFolder, found[2].Path);
        var error = Assert.Throws<InitToolsException>(() => NativeFiles.Find(FakePackage.Linux, Search().Places, Search().TorchSharpDirectory));
        Assert.Equal("InitTools.NativeLibraryNotFound", error.ErrorId);
        Assert.Contains("Run Install-TorchBackend", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_backends.CpuFolder}' (installed by Install-TorchBackend): no such folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_installed_backend_is_chosen_with_the_modules_own_library_of_TorchSharp()
    {
        InstallCpu();

        TorchBackend chosen = Assert.Single(Find(), backend => backend.Chosen);

        Assert.Equal(
            (TorchBackendKind.Cpu, BackendPackages.RequiredVersion, _backends.CpuFolder, TorchBackendSource.User, true, false),
            (chosen.Backend, chosen.Version, chosen.Path, chosen.Source, chosen.Complete, chosen.Loaded));
        NativeFiles files = NativeFiles.Find(FakePackage.Linux, Search().Places, Search().TorchSharpDirectory);
        Assert.Equal(_backends.CpuFolder, files.Directory);
        Assert.Equal(Path.Combine(Search().TorchSharpDirectory, "libLibTorchSharp.so"), files.Paths[^1]);
        Assert.All(files.Paths.SkipLast(1), path => Assert.Equal(_backends.CpuFolder, Path.GetDirectoryName(path)));
    }

    [Fact]
    public void The_modules_own_comes_before_an_installed_one()
    {
        InstallCpu();
        foreach (string file in Directory.EnumerateFiles(_backends.CpuFolder))
            File.Copy(file, Path.Combine(Search().TorchSharpDirectory, Path.GetFileName(file)));

        IReadOnlyList<TorchBackend> found = Find();

        Assert.Equal((TorchBackendSource.Module, TorchBackendKind.Cpu), (found[0].Source, found[0].Backend));
        Assert.Equal([true, false, false], found.Select(backend => backend.Chosen));
        Assert.Equal($"'{found[0].Path}' comes first", found[2].Reason);
        Assert.True(found[2].Complete);
    }

    [Fact]
    public void Cuda_comes_before_Cpu_and_other_versions_are_not_used()
    {
        InstallCpu();
        _backends.Put(FakePackage.Id, FakePackage.Create(FakePackage.Id, "2.9.1", FakePackage.Files()), "2.9.1");
        TorchBackendInstaller.Install(_backends.Request() with { Version = "2.9.1" });
        foreach ((string id, byte[] package) in FakePackage.Cuda(FakePackage.Library(ballast: 1000))) _backends.Put(id, package);
        TorchBackendInstaller.Install(_backends.Request() with { Backend = TorchBackendKind.Cuda });

        IReadOnlyList<TorchBackend> found = Find();

        TorchBackend chosen = Assert.Single(found, backend => backend.Chosen);
        Assert.Equal((TorchBackendKind.Cuda, TorchBackendSource.User), (chosen.Backend, chosen.Source));
        TorchBackend other = Assert.Single(found, backend => backend.Version == "2.9.1");
        Assert.Equal($"TorchSharp is built for libtorch {BackendPackages.RequiredVersion}", other.Reason);
        Assert.True(other.Complete);
    }

    [Fact]
    public void A_folder_that_is_named_is_the_only_one_even_where_it_is_wrong()
    {
        InstallCpu();
        using var empty = new NativeFolder();

        IReadOnlyList<TorchBackend> found = Find(variable: empty.Path);

        Assert.Equal([(TorchBackendSource.Environment, false), (TorchBackendSource.User, true)], found.Select(backend => (backend.Source, backend.Complete)));
        Assert.All(found, backend => Assert.False(backend.Chosen));
        Assert.Equal("another folder is named, and only that one is looked at", found[1].Reason);
    }

    [Fact]
    public void A_backend_that_was_damaged_is_told_as_such()
    {
        InstallCpu();
        File.WriteAllText(Path.Combine(_backends.CpuFolder, "libc10.so"), "short");

        TorchBackend backend = Find()[^1];

        Assert.Equal((false, "missing or cut short: libc10.so"), (backend.Complete, backend.Reason));
    }

    [Fact]
    public void What_is_loaded_stays_chosen()
    {
        InstallCpu();
        TorchBackend chosen = Find(loaded: "/elsewhere")[0];
        Assert.Equal((TorchBackendSource.Process, "/elsewhere", true, true), (chosen.Source, chosen.Path, chosen.Chosen, chosen.Loaded));

        chosen = Assert.Single(Find(loaded: _backends.CpuFolder), backend => backend.Chosen);
        Assert.Equal((TorchBackendSource.User, true), (chosen.Source, chosen.Loaded));
    }

    [Fact]
    public void Looking_at_this_process_finds_what_the_tests_use()
    {
        TorchBackend chosen = Assert.Single(TorchBackends.Find(), backend => backend.Chosen);
        Assert.Equal((TorchBackendSource.Program, NativeFolder.StagedFiles.Directory), (chosen.Source, chosen.Path));
    }

    private void InstallCpu()
    {
        _backends.Put(FakePackage.Id, FakePackage.Cpu());
        TorchBackendInstaller.Install(_backends.Request());
    }

    private NativeSearch Search(string? variable = null) => NativeSearch.Of(FakePackage.Linux, variable, null, _module.Path, _backends.Store);

    private IReadOnlyList<TorchBackend> Find(string? variable = null, string? loaded = null) =>
        TorchBackends.Find(FakePackage.Linux, Search(variable), _backends.Store, loaded);
}
