using System.Management.Automation;
using System.Xml.Linq;
using InitTools.Package;

namespace InitTools.Module.Tests;

/// <summary>The package for the PowerShell Gallery: what is in it, and what it says of itself.</summary>
public sealed class PackageTests(PackageFixture package, ModuleSession session) : IClassFixture<PackageFixture>, IClassFixture<ModuleSession>
{
    private static readonly XElement Properties = XElement.Load(Path.Combine(ModuleSession.RepositoryRoot, "Directory.Build.props"));

    [Fact]
    public void It_is_small_and_has_no_libtorch()
    {
        Assert.InRange(new FileInfo(package.Path).Length, 1_000_000, ModulePackage.LargestSize);
        Assert.DoesNotContain(package.Entries, entry => entry.Name.Contains("torch_cpu", StringComparison.Ordinal) || entry.Length > 20_000_000);
    }

    [Fact]
    public void The_module_lies_at_its_root_with_the_small_natives_of_every_platform()
    {
        string[] files = [.. package.Entries.Select(entry => entry.Name).Where(name => !PackageFixture.IsOfPackage(name)).Order(StringComparer.Ordinal)];
        string[] natives = [.. files.Where(name => name.Contains("/native/", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "plotting/runtimes/linux-x64/native/libHarfBuzzSharp.so",
                "plotting/runtimes/linux-x64/native/libSkiaSharp.so",
                "plotting/runtimes/osx/native/libHarfBuzzSharp.dylib",
                "plotting/runtimes/osx/native/libSkiaSharp.dylib",
                "plotting/runtimes/win-x64/native/libHarfBuzzSharp.dll",
                "plotting/runtimes/win-x64/native/libSkiaSharp.dll",
                "runtimes/linux-x64/native/libLibTorchSharp.so",
                "runtimes/osx-arm64/native/libLibTorchSharp.dylib",
                "runtimes/win-x64/native/LibTorchSharp.dll",
            ],
            natives);

        // What is staged for this machine is in it, libtorch apart, and nothing of the build.
        string staged = Path.GetDirectoryName(ModuleSession.ModulePath)!;
        string[] needed =
        [
            .. Directory.EnumerateFiles(Path.Combine(ModuleSession.RepositoryRoot, "module"), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Path.Combine(ModuleSession.RepositoryRoot, "module"), path).Replace('\\', '/')),
            "InitTools.Module.dll", "InitTools.dll", "TorchSharp.dll", "LICENSE", "en-US/InitTools.Module.dll-Help.xml",
        ];
        Assert.Empty(needed.Except(files));
        Assert.All(files.Except(natives), name => Assert.True(File.Exists(Path.Combine(staged, name)), name));
        Assert.DoesNotContain(files, name => Path.GetExtension(name) is ".pdb" or ".json" or ".nuspec");
        Assert.DoesNotContain(files, name => name is "InitTools.xml" or "InitTools.Module.xml");
    }

    [Fact]
    public void It_says_what_the_gallery_asks_for()
    {
        IReadOnlyDictionary<string, string> says = package.Metadata;
        Assert.Equal("InitTools", says["id"]);
        Assert.Equal("The InitTools developers", says["authors"]);
        Assert.StartsWith("Weight initialization and gradient flow", says["description"], StringComparison.Ordinal);
        Assert.Equal("https://opensource.org/license/mit", says["licenseUrl"]);
        Assert.Equal("https://example.org/", says["projectUrl"]);
        Assert.StartsWith("### Added", says["releaseNotes"], StringComparison.Ordinal);

        string[] tags = says["tags"].Split(' ');
        Assert.Empty(((string[])["PSModule", "PSEdition_Core", "PSIncludes_Cmdlet", "Linux", "Windows", "MacOS"]).Except(tags));
        IReadOnlyList<string> cmdlets = session.Invoke<string>("(Get-Module InitTools).ExportedCmdlets.Keys");
        Assert.Equal(
            cmdlets.Select(name => "PSCmdlet_" + name).Order(),
            tags.Where(tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal)).Order());
        Assert.Equal(
            cmdlets.Select(name => "PSCommand_" + name).Order(),
            tags.Where(tag => tag.StartsWith("PSCommand_", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void The_version_has_one_source()
    {
        string version = Properties.Descendants("VersionPrefix").Single().Value;
        string suffix = Properties.Descendants("VersionSuffix").SingleOrDefault()?.Value ?? "";

        Assert.Equal(suffix.Length > 0 ? $"{version}-{suffix}" : version, package.Metadata["version"]);
        Assert.Equal([version], session.Invoke<string>("(Get-Module InitTools).Version"));
        Assert.Equal(version, typeof(ModulePackage).Assembly.GetName().Version!.ToString(3));
    }

    [Fact]
    public void Equal_files_give_equal_bytes()
    {
        string again = PackageFixture.Write(Path.Combine(package.Folder, "again"));
        Assert.Equal(File.ReadAllBytes(package.Path), File.ReadAllBytes(again));
        using System.IO.Compression.ZipArchive zip = System.IO.Compression.ZipFile.OpenRead(again);
        Assert.Single(zip.Entries.Select(entry => entry.LastWriteTime.DateTime).Distinct());
    }

    [Fact]
    public void The_unpacked_manifest_is_valid()
    {
        PSObject manifest = Assert.Single(session.Invoke("param($path) Test-ModuleManifest $path", Path.Combine(package.Module, "InitTools.psd1")));
        Assert.Equal("InitTools", manifest.Properties["Name"].Value);
    }

    [Theory]
    [InlineData("@{ ModuleVersion = '1.0.0'", "is no manifest")]
    [InlineData("@{ ModuleVersion = '1.0.0' }", "no table 'PrivateData'")]
    [InlineData("@{ PrivateData = @{ PSData = @{} } }", "no 'ModuleVersion'")]
    public void A_manifest_that_lacks_something_is_refused(string text, string finding)
    {
        string path = Path.Combine(package.Folder, "Broken.psd1");
        File.WriteAllText(path, text);
        Assert.Contains(finding, Assert.Throws<InvalidDataException>(() => ModuleManifest.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.0.0", "one")]
    [InlineData("0.9.0", "nine")]
    [InlineData("2.0.0", "new")]
    public void Notes_are_those_of_the_version_or_what_is_new(string version, string notes)
    {
        const string Text = "# Changelog\n\n## [Unreleased]\n\nnew\n\n## [1.0.0] - 2026-01-01\n\none\n\n## [0.9.0]\n\nnine\n";
        Assert.Equal(notes, Changelog.NotesOf(Text, version));
    }

    [Fact]
    public void A_prerelease_is_part_of_the_version()
    {
        string path = Path.Combine(package.Folder, "Early.psd1");
        string text = File.ReadAllText(ModuleSession.ModulePath).Replace("Prerelease = ''", "Prerelease = 'beta1'", StringComparison.Ordinal);
        File.WriteAllText(path, text);
        Assert.EndsWith("-beta1", ModuleManifest.Read(path).Version, StringComparison.Ordinal);
    }
}
