using InitTools.Native;

namespace InitTools;

/// <summary>Looks at the folders that may hold libtorch, in the order in which they are tried; libtorch isn't loaded by it.</summary>
public static class TorchBackends
{
    /// <summary>The folders: those that are tried, and this user's other backends.</summary>
    /// <returns>Them, the one that is tried first first.</returns>
    /// <exception cref="InitToolsException"><c>NativeLibraryWrongPlatform</c>: there is no libtorch for this process.</exception>
    public static IReadOnlyList<TorchBackend> Find()
    {
        var platform = NativePlatform.Current;
        NativeSearch search = NativeSearch.OfThisProcess(platform);
        string? loaded = TorchLibrary.Directory ?? Path.GetDirectoryName(LoadedModules.OfThisProcess().Find(platform.TorchSharpFile));
        return Find(platform, search, BackendStore.OfThisUser(), loaded);
    }

    /// <summary>The folders, by what is known of the process.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="search">Where libtorch is looked for.</param>
    /// <param name="store">This user's backends.</param>
    /// <param name="loaded">The folder of the libtorch that is loaded, or null.</param>
    /// <returns>The folders.</returns>
    internal static IReadOnlyList<TorchBackend> Find(NativePlatform platform, NativeSearch search, BackendStore? store, string? loaded)
    {
        List<TorchBackend> backends = [.. search.Places.Select(place => Look(platform, search, place))];
        if (loaded is not null && !backends.Exists(backend => backend.Path == loaded))
        {
            backends.Insert(0, new TorchBackend { Path = loaded, Source = TorchBackendSource.Process, Complete = true, Backend = KindIn(loaded) });
        }

        // One process has one libtorch: what is loaded stays.
        TorchBackend? chosen = loaded is null ? backends.Find(backend => backend.Complete) : backends.Find(backend => backend.Path == loaded);
        IEnumerable<TorchBackend> others = OtherFolders(store, backends).Select(folder => Look(platform, search, new(folder, NativePlace.Installed, TorchBackendSource.User)));
        return
        [
            .. backends.Select(backend => backend == chosen ? Choose(backend, loaded) : PassOver(backend, chosen)),
            .. others.Select(backend => backend.Complete ? backend with { Reason = Unfit(search, backend) } : backend),
        ];
    }

    private static TorchBackend Look(NativePlatform platform, NativeSearch search, NativePlace place)
    {
        BackendManifest? manifest = place.Source == TorchBackendSource.User ? BackendManifest.Read(place.Path) : null;
        var backend = new TorchBackend
        {
            Path = place.Path,
            Source = place.Source,
            Backend = manifest?.Backend ?? KindIn(place.Path),
            Version = manifest?.Version,
        };
        try
        {
            IReadOnlyList<string> missing = manifest?.Missing(place.Path) ?? [];
            if (missing.Count > 0) return backend with { Reason = $"missing or cut short: {string.Join(", ", missing)}" };
            NativeFiles.Find(platform, [place], search.TorchSharpDirectory);
            // What lies beside InitTools.dll was staged with it.
            bool isStaged = place.Source == TorchBackendSource.Module;
            return backend with { Complete = true, Version = isStaged ? BackendPackages.RequiredVersion : backend.Version };
        }
        catch (InitToolsException fault)
        {
            return backend with { Reason = NativeFiles.Lack(platform, place, search.TorchSharpDirectory) ?? fault.Message };
        }
    }

    private static TorchBackend Choose(TorchBackend backend, string? loaded) => backend with
    {
        Chosen = true,
        Loaded = loaded is not null,
        Reason = backend.Source switch
        {
            TorchBackendSource.Process => "another user of TorchSharp has loaded it",
            TorchBackendSource.Environment => $"named by {NativeFiles.Variable}",
            TorchBackendSource.Program => "named by the program",
            TorchBackendSource.Module => "the module's own",
            _ => "installed for this user; the module has none",
        },
    };

    private static TorchBackend PassOver(TorchBackend backend, TorchBackend? chosen) =>
        backend.Complete ? backend with { Reason = $"'{chosen!.Path}' comes first" } : backend;

    private static IEnumerable<string> OtherFolders(BackendStore? store, List<TorchBackend> backends) =>
        (store?.Folders() ?? []).Where(folder => !backends.Exists(backend => backend.Path == folder));

    private static string Unfit(NativeSearch search, TorchBackend backend) =>
        search.Places.Any(place => place.Source is TorchBackendSource.Environment or TorchBackendSource.Program)
            ? "another folder is named, and only that one is looked at"
            : backend.Version == BackendPackages.RequiredVersion
                ? "not whole, or of another platform"
                : $"TorchSharp is built for libtorch {BackendPackages.RequiredVersion}";

    private static TorchBackendKind? KindIn(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        bool Has(string pattern) => Directory.EnumerateFiles(folder, pattern).Any();
        return Has("*torch_cuda.*") ? TorchBackendKind.Cuda : Has("*torch_cpu.*") ? TorchBackendKind.Cpu : null;
    }
}
