using System.IO.Compression;
using System.Xml.Linq;
using InitTools.Package;

namespace InitTools.Module.Tests;

/// <summary>The package, made once, and unpacked into a folder of modules as Install-PSResource does it.</summary>
public sealed class PackageFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Package.");

    public PackageFixture()
    {
        Path = Write(_folder.FullName);
        using ZipArchive zip = ZipFile.OpenRead(Path);
        Entries = [.. zip.Entries.Select(entry => (entry.FullName, entry.Length))];
        using Stream nuspec = zip.GetEntry("InitTools.nuspec")!.Open();
        Metadata = XElement.Load(nuspec).Elements().Single()
            .Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);

        Module = System.IO.Path.Combine(_folder.FullName, "Modules", "InitTools", Metadata["version"]);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => !IsOfPackage(entry.FullName)))
        {
            string target = System.IO.Path.Combine(Module, entry.FullName);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            entry.ExtractToFile(target);
        }
    }

    /// <summary>The package.</summary>
    public string Path { get; }

    /// <summary>A folder for whatever a test needs.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The module's folder after unpacking.</summary>
    public string Module { get; }

    /// <summary>What the nuspec says, by element.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyList<(string Name, long Length)> Entries { get; }

    /// <summary>Makes the package from what is staged.</summary>
    public static string Write(string folder)
    {
        var manifest = ModuleManifest.Read(ModuleSession.ModulePath);
        string changelog = File.ReadAllText(System.IO.Path.Combine(ModuleSession.RepositoryRoot, "CHANGELOG.md"));
        IReadOnlyList<PackagedFile> files = PackagedFile.ReadList((string)AppContext.GetData("InitTools.PackageFileList")!);
        return ModulePackage.Write(manifest, files, Changelog.NotesOf(changelog, manifest.Version), "https://example.org/", folder);
    }

    /// <summary>Whether a file belongs to the package's format and not to the module.</summary>
    public static bool IsOfPackage(string name) =>
        name is "[Content_Types].xml" or "InitTools.nuspec"
        || name.StartsWith("_rels/", StringComparison.Ordinal) || name.StartsWith("package/", StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
