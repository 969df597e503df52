namespace InitTools.Native;

/// <summary>A folder that may hold libtorch.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Origin">Why it is looked at, as a message says it.</param>
internal sealed record NativePlace(string Path, string Origin);

/// <summary>libtorch's files in one folder, checked as far as their headers tell.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Paths">The files, each after those it depends on; the last one is TorchSharp's own.</param>
internal sealed record NativeFiles(string Directory, IReadOnlyList<string> Paths)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "INITTOOLS_TORCH_PATH";

    /// <summary>The name under which a program names the folder in its runtime configuration.</summary>
    public const string AppContextName = "InitTools.NativeDirectory";

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
        if (!string.IsNullOrWhiteSpace(variable)) return [new(Full(variable), $"environment variable {Variable}")];
        if (!string.IsNullOrWhiteSpace(appContext)) return [new(Full(appContext), $"AppContext {AppContextName}")];
        return
        [
            new(Full(Path.Combine(assemblyDirectory, "runtimes", platform.Rid, "native")), "beside InitTools.dll"),
            new(Full(assemblyDirectory), "the folder of InitTools.dll"),
        ];
    }

    /// <summary>Takes the first folder that holds every file, and checks them.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="places">Where to look.</param>
    /// <returns>The files.</returns>
    /// <exception cref="InitToolsException">
    /// <c>NativeLibraryNotFound</c>, <c>NativeLibraryCorrupt</c>, <c>NativeLibraryWrongPlatform</c>, or
    /// <c>NativeLibraryLoadFailed</c> for a file that can't be read.
    /// </exception>
    public static NativeFiles Find(NativePlatform platform, IReadOnlyList<NativePlace> places)
    {
        var findings = new List<string>();
        foreach (NativePlace place in places)
        {
            if (!System.IO.Directory.Exists(place.Path))
            {
                findings.Add($"'{place.Path}' ({place.Origin}): no such folder");
                continue;
            }

            List<string?> found = [.. platform.Files.Select(name => FirstMatch(place.Path, name))];
            List<string> missing = [.. platform.Files.Where((_, index) => found[index] is null)];
            if (missing.Count == 0)
            {
                var files = new NativeFiles(place.Path, [.. found.OfType<string>()]);
                foreach (string path in files.Paths) NativeImage.Check(path, platform);
                return files;
            }

            findings.Add($"'{place.Path}' ({place.Origin}): no {string.Join(", no ", missing)}");
        }

        throw NativeError.NotFound(platform, findings);
    }

    private static string? FirstMatch(string directory, string name) =>
        System.IO.Directory.EnumerateFiles(directory, name).Order(StringComparer.Ordinal).FirstOrDefault();

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
