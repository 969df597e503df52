using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace InitTools.Help;

/// <summary>Writes help as Get-Help reads it: an XML file in the vocabulary of MAML.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static void Write(IEnumerable<CmdletHelp> cmdlets, string path)
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using var writer = XmlWriter.Create(path, settings);
        new XElement(
            Help + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            cmdlets.Select(Cmdlet)).WriteTo(writer);
    }

    private static XElement Cmdlet(CmdletHelp help)
    {
        string[] name = help.Name.Split('-');
        return new XElement(
            Command + "command",
            new XElement(
                Command + "details",
                new XElement(Command + "name", help.Name),
                new XElement(Command + "verb", name[0]),
                new XElement(Command + "noun", name[1]),
                Description(help.Synopsis)),
            Description(help.Description),
            new XElement(Command + "syntax", help.ParameterSets.Select(set => SyntaxItem(help, set))),
            new XElement(Command + "parameters", help.Parameters.Select(parameter => Parameter(parameter, parameter.Uses[0]))),
            new XElement(Command + "inputTypes", InputTypes(help)),
            new XElement(Command + "returnValues", help.Outputs.Select(output =>
                new XElement(Command + "returnValue", TypeOf(output.Type), Description(output.Description)))),
            new XElement(Command + "examples", help.Examples.Select(Example)),
            new XElement(Command + "relatedLinks", help.Links.Select(Link)));
    }

    private static XElement SyntaxItem(CmdletHelp help, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", help.Name),
        help.Parameters
            .Select(parameter => (Parameter: parameter, Use: parameter.In(set)))
            .Where(entry => entry.Use is not null)
            .OrderBy(entry => entry.Use!.Position ?? int.MaxValue)
            .ThenByDescending(entry => entry.Use!.IsMandatory)
            .Select(entry => Parameter(entry.Parameter, entry.Use!)));

    private static XElement Parameter(ParameterHelp parameter, ParameterUse use) => new(
        Command + "parameter",
        new XAttribute("required", use.IsMandatory),
        new XAttribute("variableLength", parameter.Type.Short.EndsWith("[]", StringComparison.Ordinal)),
        new XAttribute("globbing", parameter.AcceptsWildcards),
        new XAttribute("pipelineInput", PipelineInput(use)),
        new XAttribute("position", use.Position is { } position ? position : "named"),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(Maml + "name", parameter.Name),
        Description(parameter.Description),
        parameter.Type.IsSwitch
            ? null
            : new XElement(Command + "parameterValue", new XAttribute("required", true), parameter.Type.Short),
        TypeOf(parameter.Type),
        new XElement(Dev + "defaultValue", parameter.Default ?? (parameter.Type.IsSwitch ? "False" : "None")));

    private static string PipelineInput(ParameterUse use) => (use.ByValue, use.ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static IEnumerable<XElement> InputTypes(CmdletHelp help) => help.Parameters
        .Where(parameter => parameter.Uses.Any(use => use.TakesPipeline))
        .Select(parameter => (parameter.Type, parameter.Description))
        .DefaultIfEmpty((new TypeName("None", "None"), []))
        .Select(input => new XElement(Command + "inputType", TypeOf(input.Type), Description(input.Description)));

    private static XElement TypeOf(TypeName type) => new(Dev + "type", new XElement(Maml + "name", type.Full));

    private static XElement Example(ExampleHelp example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------- Example {index + 1}: {example.Title} --------"),
        new XElement(Dev + "code", example.Code),
        // The empty paragraph is the blank line before the next example.
        new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement Link(LinkHelp link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Text),
        new XElement(Maml + "uri", link.Address ?? ""));

    private static XElement Description(IReadOnlyList<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));
}
