using System.Reflection;
using System.Xml.Linq;

namespace InitTools.Help;

/// <summary>The documentation comments of assemblies, as the compiler wrote them.</summary>
internal sealed class Documentation
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    /// <summary>Reads documentation files.</summary>
    /// <param name="paths">The files; other XML files are passed over.</param>
    public Documentation(IEnumerable<string> paths)
    {
        foreach (string path in paths)
            foreach (XElement member in XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member"))
                if (member.Attribute("name") is { } name) _members[name.Value] = member;
    }

    /// <summary>The comment of a type, or null.</summary>
    public XElement? Of(Type type) => _members.GetValueOrDefault($"T:{IdOf(type)}");

    /// <summary>The comment of a property, or null.</summary>
    public XElement? Of(PropertyInfo property) =>
        _members.GetValueOrDefault($"P:{IdOf(property.DeclaringType!)}.{property.Name}");

    /// <summary>What a property is, or null. In a positional record the parameter of that name says it.</summary>
    public XElement? SummaryOf(PropertyInfo property) =>
        Of(property)?.Element("summary")
        ?? Of(property.DeclaringType!)?.Elements("param")
            .FirstOrDefault(param => param.Attribute("name")?.Value == property.Name);

    private static string IdOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');
}
