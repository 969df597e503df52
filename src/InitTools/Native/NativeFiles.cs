namespace InitTools.Native;

/// <summary>A folder that may hold libtorch.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Origin">Why it is looked at, as a message says it.</param>
/// <param name="Source">Why it is looked at.</param>
internal sealed record NativePlace(string Path, string Origin, TorchBackendSource Source = TorchBackendSource.Module)
{
    /// <summary>The origin of a folder that holds an installed backend.</summary>
    public const string Installed = "installed by Install-TorchBackend";
}

/// <summary>libtorch's files in one folder, checked as far as their headers tell.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Paths">The files, each after those it depends on; the last one is TorchSharp's own.</param>
internal sealed record NativeFiles(string Directory, IReadOnlyList<string> Paths)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "INITTOOLS_TORCH_PATH";

    /// <summary>The name under which a program names the folder in its runtime configuration.</summary>
    public const string AppContextName = "InitTools.NativeDirectory";

    /// <summary>Whether it is a libtorch that computes on graphics cards, too.</summary>
    public bool HasCuda { get; private init; }

    /// <summary>
    /// The folders to look at. One that is named on purpose is the only one: silently taking another would hide a typing
    /// error, or hand out another libtorch than the one asked for.
    /// </summary>
    /// <param name="platform">The platform.</param>
    /// <param name="variable">The value of <see cref="Variable"/>.</param>
    /// <param name="appContext">The value of <see cref="AppContextName"/>.</param>
    /// <param name="assemblyDirectory">The folder of InitTools.dll.</param>
    /// <returns>The folders, the first one first.</returns>
    public static IReadOnlyList<NativePlace> Places(
        NativePlatform platform, string? variable, string? appContext, string assemblyDirectory)
    {
        if (!string.IsNullOrWhiteSpace(variable)) return [new(Full(variable), $"environment variable {Variable}", TorchBackendSource.Environment)];
        if (!string.IsNullOrWhiteSpace(appContext)) return [new(Full(appContext), $"AppContext {AppContextName}", TorchBackendSource.Program)];
        return
        [
            new(Full(Path.Combine(assemblyDirectory, "runtimes", platform.Rid, "native")), "beside InitTools.dll"),
            new(Full(assemblyDirectory), "the folder of InitTools.dll"),
        ];
    }

    /// <summary>Takes the first folder that holds every file, and checks them.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="places">Where to look.</param>
    /// <param name="torchSharpDirectory">Where TorchSharp's own library is, if it isn't beside libtorch.</param>
    /// <returns>The files.</returns>
    /// <exception cref="InitToolsException">
    /// <c>NativeLibraryNotFound</c>, <c>NativeLibraryCorrupt</c>, <c>NativeLibraryWrongPlatform</c>, or
    /// <c>NativeLibraryLoadFailed</c> for a file that can't be read.
    /// </exception>
    public static NativeFiles Find(NativePlatform platform, IReadOnlyList<NativePlace> places, string? torchSharpDirectory = null)
    {
        var findings = new List<string>();
        foreach (NativePlace place in places)
        {
            List<string?> found = FilesIn(platform, place, torchSharpDirectory);
            if (Lack(platform, found) is { } lack)
            {
                findings.Add($"'{place.Path}' ({place.Origin}): {lack}");
                continue;
            }

            string[] cuda = CudaFilesIn(platform, place);
            IEnumerable<string> paths = found.OfType<string>();
            // Behind those that they depend on, before libtorch.so, which depends on them.
            if (cuda.Length > 0) paths = [.. paths.SkipLast(2), .. cuda, .. paths.TakeLast(2)];
            var files = new NativeFiles(place.Path, [.. paths]) { HasCuda = cuda.Length > 0 };
            foreach (string path in files.Paths) NativeImage.Check(path, platform);
            return files;
        }

        throw NativeError.NotFound(platform, findings);
    }

    /// <summary>What a folder lacks.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="place">The folder.</param>
    /// <param name="torchSharpDirectory">Where TorchSharp's own library is, if it isn't beside libtorch.</param>
    /// <returns>It, as a message says it, or null where every file is there.</returns>
    public static string? Lack(NativePlatform platform, NativePlace place, string? torchSharpDirectory) =>
        Lack(platform, FilesIn(platform, place, torchSharpDirectory));

    private static string? Lack(NativePlatform platform, List<string?> found)
    {
        if (found.Count == 0) return "no such folder";
        List<string> missing = [.. platform.Files.Where((_, index) => found[index] is null)];
        return missing.Count == 0 ? null : $"no {string.Join(", no ", missing)}";
    }

    // One for each of the platform's files, or none at all where there is no such folder.
    private static List<string?> FilesIn(NativePlatform platform, NativePlace place, string? torchSharpDirectory)
    {
        if (!System.IO.Directory.Exists(place.Path)) return [];
        List<string?> found = [.. platform.Files.Select(name => FirstMatch(place.Path, name))];
        if (torchSharpDirectory is not null && System.IO.Directory.Exists(torchSharpDirectory))
            found[^1] ??= FirstMatch(torchSharpDirectory, platform.TorchSharpFile);
        return found;
    }

    // All or none: one without the others is of no use.
    private static string[] CudaFilesIn(NativePlatform platform, NativePlace place)
    {
        string[] found = [.. platform.CudaFiles.Select(name => FirstMatch(place.Path, name)).OfType<string>()];
        return found.Length == platform.CudaFiles.Count ? found : [];
    }

    private static string? FirstMatch(string directory, string name) =>
        System.IO.Directory.EnumerateFiles(directory, name).Order(StringComparer.Ordinal).FirstOrDefault();

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
