using System.Xml.Linq;

namespace InitTools.Module.Tests;

/// <summary>The staged help, read as XML.</summary>
internal static class HelpFile
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(ModuleSession.ModulePath)!, "en-US");

    public static IReadOnlyList<CmdletTopic> Cmdlets { get; } =
        [.. XDocument.Load(Path.Combine(Folder, "InitTools.Module.dll-Help.xml")).Descendants(Command + "command").Select(Read)];

    public static CmdletTopic Find(string cmdlet) => Assert.Single(Cmdlets, topic => topic.Name == cmdlet);

    private static CmdletTopic Read(XElement command) => new(
        command.Element(Command + "details")!.Element(Command + "name")!.Value,
        TextOf(command.Element(Command + "details")!),
        TextOf(command),
        [.. command.Element(Maml + "description")!.Elements(Maml + "para").Select(para => para.Value).Where(text => text.Contains('\n', StringComparison.Ordinal))],
        [.. command.Descendants(Command + "syntaxItem")
            .Select(set => set.Elements(Command + "parameter").Select(ReadParameter).ToArray())],
        [.. command.Element(Command + "parameters")!.Elements().Select(ReadParameter)],
        [.. command.Descendants(Command + "returnValue").Select(output => new OutputTopic(TypeOf(output), TextOf(output)))],
        [.. command.Descendants(Command + "example").Select(example => new ExampleTopic(
            example.Element(Maml + "title")!.Value,
            example.Element(Dev + "code")!.Value,
            ParagraphsOf(example.Element(Dev + "remarks")!)))],
        [.. command.Descendants(Maml + "navigationLink").Select(link => new LinkTopic(
            link.Element(Maml + "linkText")!.Value, link.Element(Maml + "uri")!.Value))]);

    private static ParameterTopic ReadParameter(XElement parameter) => new(
        parameter.Element(Maml + "name")!.Value,
        (string)parameter.Attribute("required")!,
        (string)parameter.Attribute("position")!,
        (string)parameter.Attribute("pipelineInput")!,
        (string)parameter.Attribute("aliases")!,
        (string)parameter.Attribute("globbing")!,
        TextOf(parameter));

    private static string TypeOf(XElement element) => element.Element(Dev + "type")!.Element(Maml + "name")!.Value;

    private static string TextOf(XElement element) =>
        element.Element(Maml + "description") is { } description ? ParagraphsOf(description) : "";

    private static string ParagraphsOf(XElement element) =>
        string.Join('\n', element.Elements(Maml + "para").Select(para => para.Value)).Trim();
}

internal sealed record CmdletTopic(
    string Name,
    string Synopsis,
    string Description,
    IReadOnlyList<string> Tables,
    IReadOnlyList<ParameterTopic[]> Syntax,
    IReadOnlyList<ParameterTopic> Parameters,
    IReadOnlyList<OutputTopic> Outputs,
    IReadOnlyList<ExampleTopic> Examples,
    IReadOnlyList<LinkTopic> Links)
{
    /// <summary>All prose, which is everything but code.</summary>
    public IEnumerable<string> Prose =>
    [
        Synopsis, Description, .. Parameters.Select(parameter => parameter.Text), .. Outputs.Select(output => output.Text),
        .. Examples.SelectMany(example => new[] { example.Title, example.Remarks }), .. Links.Select(link => link.Text),
    ];
}

internal sealed record ParameterTopic(
    string Name, string Required, string Position, string PipelineInput, string Aliases, string Wildcards, string Text);

internal sealed record OutputTopic(string Type, string Text);

internal sealed record ExampleTopic(string Title, string Code, string Remarks);

internal sealed record LinkTopic(string Text, string Address);
