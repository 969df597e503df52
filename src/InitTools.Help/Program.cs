using System.Reflection;
using InitTools.Help;

if (args is not [string assemblyPath, string referenceList, string outputPath])
{
    Console.Error.WriteLine("Usage: InitTools.Help <module assembly> <list of its references> <help file to write>");
    return 2;
}

string assembly = Path.GetFullPath(assemblyPath);
var documentation = new Documentation(Directory.EnumerateFiles(Path.GetDirectoryName(assembly)!, "*.xml"));
using var context = new MetadataLoadContext(new PathAssemblyResolver(File.ReadAllLines(referenceList)), "System.Runtime");
CmdletHelp[] cmdlets = [.. new CmdletReader(documentation).Read(context.LoadFromAssemblyPath(assembly))];

string[] gaps = [.. cmdlets.SelectMany(HelpGaps.Of)];
// The form in which MSBuild knows an error from other output.
foreach (string gap in gaps) Console.Error.WriteLine($"InitTools.Help : error HELP0001: {gap}");
if (cmdlets.Length == 0) Console.Error.WriteLine($"InitTools.Help : error HELP0002: '{assemblyPath}' has no cmdlets.");
if (gaps.Length > 0 || cmdlets.Length == 0) return 1;

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(outputPath))!);
MamlWriter.Write(cmdlets, outputPath);
return 0;
