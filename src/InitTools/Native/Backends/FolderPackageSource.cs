namespace InitTools.Native;

/// <summary>
/// A folder with packages: flat, or like NuGet's own, with a folder a package and one a version. Packages are read where they
/// lie.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderPackageSource(string folder) : PackageSource
{
    private const string Extension = ".nupkg";

    /// <inheritdoc/>
    public override string Name => folder;

    /// <inheritdoc/>
    public override PackageFile Get(PackageIdentity package)
    {
        string? path = Candidates(package).FirstOrDefault(File.Exists);
        if (path is null) throw BackendError.NotFound(package, folder, Versions(package));
        return new(package, path, SideHash(path) ?? BackendPackages.KnownHash(package));
    }

    // NuGet lays the hash of a package beside it.
    private static string? SideHash(string path) =>
        File.Exists(path + ".sha512") ? PackageFile.HashIn(File.ReadAllText(path + ".sha512")) : null;

    // Flat folders keep the letters that a package was named with.
    private IEnumerable<string> Candidates(PackageIdentity package)
    {
        yield return Path.Combine(folder, package.LowerId, package.LowerVersion, package.FileName);
        foreach (string path in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            if (Path.GetFileName(path).Equals(package.FileName, StringComparison.OrdinalIgnoreCase)) yield return path;
        }
    }

    private List<string> Versions(PackageIdentity package)
    {
        string own = Path.Combine(folder, package.LowerId);
        IEnumerable<string> nested = Directory.Exists(own)
            ? Directory.EnumerateDirectories(own).Select(version => Path.GetFileName(version)!)
            : [];
        IEnumerable<string> flat = Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => name.StartsWith(package.Id + ".", StringComparison.OrdinalIgnoreCase))
            .Select(name => name[(package.Id.Length + 1)..]);
        List<string> versions = [.. nested.Concat(flat).Where(version => version.Length > 0 && char.IsAsciiDigit(version[0])).Distinct()];
        versions.Sort(VersionOrder.Compare);
        return versions;
    }
}
