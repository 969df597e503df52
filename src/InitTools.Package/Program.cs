using InitTools.Package;
using NuGet.Packaging.Core;

if (args is not [string fileList, string manifestPath, string changelogPath, string outputFolder, .. string[] rest] || rest.Length > 1)
{
    Console.Error.WriteLine("Usage: InitTools.Package <list of files> <manifest> <changelog> <folder to write to> [<address of the project>]");
    return 2;
}

try
{
    var manifest = ModuleManifest.Read(manifestPath);
    string notes = Changelog.NotesOf(File.ReadAllText(changelogPath), manifest.Version);
    string package = ModulePackage.Write(manifest, PackagedFile.ReadList(fileList), notes, rest.FirstOrDefault(), outputFolder);
    Console.WriteLine($"{package} ({new FileInfo(package).Length / 1e6:F1} MB)");
    return 0;
}
catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or PackagingException)
{
    // The form in which MSBuild knows an error from other output.
    Console.Error.WriteLine($"InitTools.Package : error PACK0001: {exception.Message}");
    return 1;
}
