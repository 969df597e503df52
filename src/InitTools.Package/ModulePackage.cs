using NuGet.Packaging;
using NuGet.Versioning;

namespace InitTools.Package;

/// <summary>
/// The package that Publish-PSResource would make of the module: its files at the root, and a nuspec with what the manifest says.
/// Equal files give equal bytes.
/// </summary>
internal static class ModulePackage
{
    /// <summary>The most bytes that it may have.</summary>
    public const long LargestSize = 40_000_000;

    // The time that every file in the package bears. Those of the build would differ from one to the next.
    private const string FileTime = "2000-01-01T00:00:00Z";

    // More than this the PowerShell Gallery doesn't take.
    private const int MostTagCharacters = 4000;

    /// <summary>Writes it as [name].[version].nupkg.</summary>
    /// <param name="manifest">The module's manifest.</param>
    /// <param name="files">The module's files.</param>
    /// <param name="releaseNotes">What is new.</param>
    /// <param name="projectAddress">The address of the project, where the manifest doesn't say it.</param>
    /// <param name="folder">The folder to write to.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidDataException">It would be too large, or the gallery would refuse it.</exception>
    public static string Write(
        ModuleManifest manifest, IReadOnlyList<PackagedFile> files, string releaseNotes, string? projectAddress, string folder)
    {
        PackageBuilder builder = Describe(manifest, releaseNotes, manifest.Project ?? projectAddress);
        foreach (PackagedFile file in files)
            builder.Files.Add(new PhysicalPackageFile { SourcePath = file.Source, TargetPath = file.Target });

        using var package = new MemoryStream();
        builder.Save(package);
        if (package.Length > LargestSize)
            throw new InvalidDataException($"The package has {package.Length} bytes; it must have at most {LargestSize}.");

        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{builder.Id}.{builder.Version!.ToNormalizedString()}.nupkg");
        File.WriteAllBytes(path + ".tmp", package.ToArray());
        File.Move(path + ".tmp", path, overwrite: true);
        return path;
    }

    private static PackageBuilder Describe(ModuleManifest manifest, string releaseNotes, string? project)
    {
        if (string.Join(' ', manifest.Tags).Length > MostTagCharacters)
            throw new InvalidDataException($"The tags have more than {MostTagCharacters} characters.");

        var builder = new PackageBuilder(deterministic: true)
        {
            DeterministicTimestamp = FileTime,
            Id = manifest.Name,
            Version = NuGetVersion.Parse(manifest.Version),
            Description = manifest.Description,
            Copyright = manifest.Copyright,
            ReleaseNotes = releaseNotes,
            LicenseUrl = new Uri(manifest.Licence),
            ProjectUrl = string.IsNullOrWhiteSpace(project) ? null : new Uri(project),
        };
        builder.Authors.Add(manifest.Author);
        builder.Owners.Add(manifest.Company);
        builder.Tags.UnionWith(manifest.Tags);
        return builder;
    }
}
