using System.Collections;
using System.Management.Automation.Language;

namespace InitTools.Package;

/// <summary>What a module's manifest says, as far as a package repeats it.</summary>
internal sealed record ModuleManifest
{
    private const string CommandPrefix = "PSCommand_";
    private const string CmdletPrefix = "PSCmdlet_";

    /// <summary>The module's name, which is the file's.</summary>
    public required string Name { get; init; }

    /// <summary>The version, with what makes it a prerelease.</summary>
    public required string Version { get; init; }

    public required string Author { get; init; }

    public required string Company { get; init; }

    public required string Description { get; init; }

    public required string Copyright { get; init; }

    /// <summary>The address of the licence.</summary>
    public required string Licence { get; init; }

    /// <summary>The address of the project; null where the manifest has none.</summary>
    public string? Project { get; init; }

    /// <summary>
    /// The words that the PowerShell Gallery finds a module by: PSModule, the manifest's own, the editions, and every command
    /// under two names.
    /// </summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Reads a manifest; nothing in it is run.</summary>
    /// <exception cref="InvalidDataException">It is no manifest, or lacks something that a package needs.</exception>
    public static ModuleManifest Read(string path)
    {
        ScriptBlockAst script = Parser.ParseFile(Path.GetFullPath(path), out _, out ParseError[] errors);
        if (errors.Length > 0) throw new InvalidDataException($"'{path}' is no manifest: {errors[0].Message}");
        if (script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false)?.SafeGetValue() is not Hashtable data)
            throw new InvalidDataException($"'{path}' has no table.");

        Hashtable gallery = Table(Table(data, "PrivateData"), "PSData");
        string prerelease = gallery["Prerelease"] as string ?? "";
        return new ModuleManifest
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Version = Text(data, "ModuleVersion") + (prerelease.Length > 0 ? "-" + prerelease : ""),
            Author = Text(data, "Author"),
            Company = Text(data, "CompanyName"),
            Description = Text(data, "Description"),
            Copyright = Text(data, "Copyright"),
            Licence = Text(gallery, "LicenseUri"),
            Project = gallery["ProjectUri"] as string,
            Tags = TagsOf(data, gallery),
        };
    }

    private static List<string> TagsOf(Hashtable data, Hashtable gallery)
    {
        string[] cmdlets = Words(data["CmdletsToExport"]);
        IEnumerable<string> editions = Words(data["CompatiblePSEditions"]).Select(edition => "PSEdition_" + edition);
        return
        [
            .. ((string[])["PSModule", .. Words(gallery["Tags"]), .. editions, "PSIncludes_Cmdlet"])
                .Concat(cmdlets.SelectMany(name => (string[])[CmdletPrefix + name, CommandPrefix + name]))
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static Hashtable Table(Hashtable data, string key) =>
        data[key] as Hashtable ?? throw new InvalidDataException($"The manifest has no table '{key}'.");

    private static string Text(Hashtable data, string key) =>
        data[key] is string { Length: > 0 } text ? text : throw new InvalidDataException($"The manifest has no '{key}'.");

    private static string[] Words(object? value) => value is IEnumerable list and not string ? [.. list.Cast<string>()] : [];
}
