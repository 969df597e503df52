using System.Reflection;
using System.Xml.Linq;

namespace InitTools.Help;

/// <summary>Reads all that is to be said of an assembly's cmdlets: types from metadata, texts from comments.</summary>
internal sealed class CmdletReader
{
    private const string Automation = "System.Management.Automation.";
    private const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;

    private readonly Documentation _documentation;
    private readonly DocumentationText _text;
    private readonly Dictionary<string, string> _cmdletNames = new(StringComparer.Ordinal);

    public CmdletReader(Documentation documentation)
    {
        _documentation = documentation;
        _text = new DocumentationText(NameOfReference);
    }

    /// <summary>Reads all cmdlets, by name.</summary>
    public IEnumerable<CmdletHelp> Read(Assembly assembly)
    {
        (Type Type, CustomAttributeData Cmdlet)[] cmdlets = [.. assembly.GetTypes()
            .Where(type => !type.IsAbstract && AttributesOf(type, "Cmdlet").Any())
            .Select(type => (type, AttributesOf(type, "Cmdlet").Single()))];
        foreach ((Type type, CustomAttributeData cmdlet) in cmdlets) _cmdletNames[type.FullName!] = NameOf(cmdlet);
        return cmdlets.Select(entry => Read(entry.Type, entry.Cmdlet)).OrderBy(help => help.Name, StringComparer.Ordinal);
    }

    private CmdletHelp Read(Type type, CustomAttributeData cmdlet)
    {
        XElement comment = _documentation.Of(type) ?? new XElement("member");
        ParameterHelp[] parameters = [.. Properties(type).SelectMany(ReadParameter), .. CommonParameters.Of(cmdlet)];
        string? defaultSet = Named(cmdlet, "DefaultParameterSetName") as string;
        string[] sets = [.. parameters.SelectMany(parameter => parameter.Uses).Select(use => use.Set)
            .Where(set => set != ParameterUse.AllSets).Append(defaultSet ?? ParameterUse.AllSets).Distinct()];
        // The set that holds for all is no set of its own where there are others.
        if (sets.Length > 1) sets = [.. sets.Where(set => set != ParameterUse.AllSets)];
        return new CmdletHelp
        {
            Name = NameOf(cmdlet),
            Synopsis = _text.Paragraphs(comment.Element("summary")),
            Description = _text.Paragraphs(comment.Element("remarks")),
            ParameterSets = [.. sets.OrderBy(set => set != defaultSet)],
            Parameters = parameters,
            Outputs = [.. ReadOutputs(type, comment)],
            Examples = [.. comment.Elements("example").Select(ReadExample)],
            Links = [.. comment.Elements("seealso").Select(ReadLink)],
        };
    }

    private IEnumerable<ParameterHelp> ReadParameter(PropertyInfo property)
    {
        CustomAttributeData[] attributes =
            [.. AttributesOf(property, "Parameter").Where(parameter => Named(parameter, "DontShow") is not true)];
        if (attributes.Length == 0) yield break;
        XElement? comment = _documentation.Of(property);
        string defaultValue = string.Join(' ', _text.Paragraphs(comment?.Element("value")));
        yield return new ParameterHelp(
            property.Name,
            TypeName.Of(property.PropertyType),
            _text.Paragraphs(comment?.Element("summary")),
            defaultValue.Length > 0 ? defaultValue : null,
            [.. AttributesOf(property, "Alias").SelectMany(Strings)],
            AttributesOf(property, "SupportsWildcards").Any(),
            [.. attributes.Select(ReadUse)]);
    }

    private static ParameterUse ReadUse(CustomAttributeData attribute) => new(
        Named(attribute, "ParameterSetName") as string ?? ParameterUse.AllSets,
        Named(attribute, "Mandatory") is true,
        Named(attribute, "Position") as int?,
        Named(attribute, "ValueFromPipeline") is true,
        Named(attribute, "ValueFromPipelineByPropertyName") is true);

    private IEnumerable<OutputHelp> ReadOutputs(Type cmdlet, XElement comment)
    {
        IReadOnlyList<string> returns = _text.Paragraphs(comment.Element("returns"));
        return AttributesOf(cmdlet, "OutputType")
            .SelectMany(attribute => (IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => (Type)argument.Value!)
            .Select(type => new OutputHelp(TypeName.Of(type), [.. returns, .. DescribeProperties(type)]));
    }

    /// <summary>The properties of an output that have comments of their own, which the module's types do.</summary>
    private IEnumerable<string> DescribeProperties(Type type) => Properties(type)
        .Select(property => (property.Name, Text: _text.Paragraphs(_documentation.SummaryOf(property))))
        .Where(property => property.Text.Count > 0)
        .Select(property => $"{property.Name}: {string.Join(' ', property.Text)}");

    private ExampleHelp ReadExample(XElement example)
    {
        XElement? code = example.Element("code");
        return new ExampleHelp(
            string.Join(' ', _text.Paragraphs(code?.NodesBeforeSelf() ?? [])).TrimEnd('.', ':'),
            code is null ? "" : DocumentationText.Code(code),
            _text.Paragraphs(code?.NodesAfterSelf() ?? []));
    }

    private LinkHelp ReadLink(XElement link)
    {
        string text = string.Join(' ', _text.Paragraphs(link));
        string? address = link.Attribute("href")?.Value;
        string? name = link.Attribute("cref") is { } reference ? NameOfReference(reference.Value) : address;
        return new LinkHelp(text.Length > 0 ? text : name ?? "", address);
    }

    /// <summary>A cmdlet by its name, a cmdlet's parameter with its hyphen, everything else without its namespace.</summary>
    private string NameOfReference(string id)
    {
        string name = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(')[0];
        if (_cmdletNames.TryGetValue(name, out string? cmdlet)) return cmdlet;
        string[] parts = name.Split('.');
        bool isParameter = id.StartsWith('P') && parts[^2].EndsWith("Command", StringComparison.Ordinal);
        return isParameter ? $"-{parts[^1]}" : parts[^1].Split('`')[0];
    }

    // Base classes first, each in the order of its source, as PowerShell lists them; what overrides is there already.
    private static IEnumerable<PropertyInfo> Properties(Type? type) => type is null
        ? []
        : [.. Properties(type.BaseType), .. type.GetProperties(PublicInstance | BindingFlags.DeclaredOnly)
            .Where(property => property.GetMethod is { } getter
                && (!getter.IsVirtual || getter.Attributes.HasFlag(MethodAttributes.NewSlot)))];

    private static string NameOf(CustomAttributeData cmdlet) =>
        $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}";

    private static IEnumerable<CustomAttributeData> AttributesOf(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.FullName == $"{Automation}{name}Attribute");

    private static IEnumerable<string> Strings(CustomAttributeData attribute) =>
        ((IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
        .Select(argument => (string)argument.Value!);

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;
}
