using System.Diagnostics;
using System.Xml.Linq;

namespace InitTools.Module.Tests;

/// <summary>The program that writes the help refuses comments with gaps, so that the build fails.</summary>
public sealed class HelpToolTests : IDisposable
{
    private const string Probe = "T:InitTools.Module.InvokeGradientProbeCommand";
    private const string Repeat = "P:InitTools.Module.ProbeCommand.Repeat";

    // It is built beside the host, in the same configuration.
    private static readonly string Tool =
        ((string)AppContext.GetData("InitTools.HostPath")!).Replace("InitTools.Host", "InitTools.Help", StringComparison.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("InitTools.Help.");

    [Fact]
    public void Complete_comments_give_the_staged_file()
    {
        (int code, string errors) = Write(_ => { });
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            File.ReadAllText(Path.Combine(HelpFile.Folder, "InitTools.Module.dll-Help.xml")), File.ReadAllText(Output));
    }

    [Theory]
    [InlineData(Probe, "summary", "Invoke-GradientProbe has no <summary>.")]
    [InlineData(Probe, "remarks", "Invoke-GradientProbe has no <remarks>.")]
    [InlineData(Probe, "example", "Invoke-GradientProbe has 0 <example>")]
    [InlineData(Probe, "code", "Example 1 of Invoke-GradientProbe has no <code>.")]
    [InlineData(Repeat, "summary", "Parameter Repeat of Invoke-GradientProbe has no <summary>.")]
    public void A_gap_is_an_error_and_nothing_is_written(string member, string element, string message)
    {
        (int code, string errors) = Write(documentation => documentation
            .Descendants("member").Single(comment => (string)comment.Attribute("name")! == member)
            .Descendants(element).Remove());
        Assert.Equal(1, code);
        Assert.Contains($"InitTools.Help : error HELP0001: {message}", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    public void Dispose() => _folder.Delete(true);

    private string Output => Path.Combine(_folder.FullName, "help.xml");

    private (int Code, string Errors) Write(Action<XDocument> change)
    {
        string built = BuiltModule("bin");
        string assembly = Path.Combine(_folder.FullName, "InitTools.Module.dll");
        File.Copy(Path.Combine(built, "InitTools.Module.dll"), assembly);
        File.Copy(Path.Combine(built, "InitTools.xml"), Path.Combine(_folder.FullName, "InitTools.xml"));
        XDocument documentation = XDocument.Load(Path.Combine(built, "InitTools.Module.xml"), LoadOptions.PreserveWhitespace);
        change(documentation);
        documentation.Save(Path.ChangeExtension(assembly, ".xml"), SaveOptions.DisableFormatting);

        string references = Path.Combine(BuiltModule("obj"), "help-references.txt");
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [Tool, assembly, references, Output]) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }

    private static string BuiltModule(string kind)
    {
        string configuration = new FileInfo(Tool).Directory!.Parent!.Name;
        return Path.Combine(ModuleSession.RepositoryRoot, "src", "InitTools.Module", kind, configuration, "net8.0");
    }
}
