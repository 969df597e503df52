namespace InitTools.Native;

/// <summary>Where libtorch is looked for.</summary>
/// <param name="Places">The folders, the first one first.</param>
/// <param name="TorchSharpDirectory">
/// Where TorchSharp's own library lies, which comes with InitTools and not with libtorch. A folder of libtorch that has one of
/// its own goes with that.
/// </param>
internal sealed record NativeSearch(IReadOnlyList<NativePlace> Places, string TorchSharpDirectory)
{
    /// <summary>Where this process looks.</summary>
    /// <param name="platform">The platform.</param>
    /// <returns>The folders.</returns>
    public static NativeSearch OfThisProcess(NativePlatform platform)
    {
        string assembly = typeof(NativeSearch).Assembly.Location;
        return Of(
            platform,
            Environment.GetEnvironmentVariable(NativeFiles.Variable),
            AppContext.GetData(NativeFiles.AppContextName) as string,
            assembly.Length > 0 ? Path.GetDirectoryName(assembly)! : AppContext.BaseDirectory,
            BackendStore.OfThisUser());
    }

    /// <summary>Where a process looks.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="variable">The value of <see cref="NativeFiles.Variable"/>.</param>
    /// <param name="appContext">The value of <see cref="NativeFiles.AppContextName"/>.</param>
    /// <param name="assemblyDirectory">The folder of InitTools.dll.</param>
    /// <param name="store">This user's backends.</param>
    /// <returns>The folders.</returns>
    public static NativeSearch Of(
        NativePlatform platform, string? variable, string? appContext, string assemblyDirectory, BackendStore? store)
    {
        IReadOnlyList<NativePlace> places = NativeFiles.Places(platform, variable, appContext, assemblyDirectory);
        bool isNamed = places[0].Source != TorchBackendSource.Module;
        return new(
            isNamed || store is null ? places : [.. places, .. Installed(store, platform)],
            Path.Combine(assemblyDirectory, "runtimes", platform.Rid, "native"));
    }

    // Whoever has installed the larger one wants it. One of another version would fail in ways that nobody understands.
    private static IEnumerable<NativePlace> Installed(BackendStore store, NativePlatform platform)
    {
        string cuda = store.Folder(TorchBackendKind.Cuda, BackendPackages.RequiredVersion);
        bool isWhole = BackendManifest.Read(cuda) is { } manifest && manifest.Platform == platform.Rid && manifest.Missing(cuda).Count == 0;
        if (isWhole) yield return new(cuda, NativePlace.Installed, TorchBackendSource.User);
        yield return new(store.Folder(TorchBackendKind.Cpu, BackendPackages.RequiredVersion), NativePlace.Installed, TorchBackendSource.User);
    }
}
