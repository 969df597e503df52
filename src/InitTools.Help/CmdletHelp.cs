namespace InitTools.Help;

/// <summary>All that is said of one cmdlet, in plain text.</summary>
internal sealed record CmdletHelp
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The names of the parameter sets, the default one first.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    public required IReadOnlyList<OutputHelp> Outputs { get; init; }

    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    public required IReadOnlyList<LinkHelp> Links { get; init; }
}

/// <summary>A parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Description">What it means.</param>
/// <param name="Default">What holds when it isn't given, or null.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="AcceptsWildcards">Whether it takes wildcards.</param>
/// <param name="Uses">How it is used, in one parameter set or in all.</param>
internal sealed record ParameterHelp(
    string Name,
    TypeName Type,
    IReadOnlyList<string> Description,
    string? Default,
    IReadOnlyList<string> Aliases,
    bool AcceptsWildcards,
    IReadOnlyList<ParameterUse> Uses)
{
    /// <summary>How the parameter is used in a set, or null where it isn't part of it.</summary>
    public ParameterUse? In(string set) => Uses.FirstOrDefault(use => use.Set == set || use.Set == ParameterUse.AllSets);
}

/// <summary>How a parameter is used in a parameter set.</summary>
/// <param name="Set">The set, or <see cref="AllSets"/>.</param>
/// <param name="IsMandatory">Whether it must be given.</param>
/// <param name="Position">Its position from 0; null where it goes by name only.</param>
/// <param name="ByValue">Whether it takes objects from the pipeline.</param>
/// <param name="ByPropertyName">Whether it takes properties of objects from the pipeline.</param>
internal sealed record ParameterUse(string Set, bool IsMandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    /// <summary>PowerShell's name for what holds in every set.</summary>
    public const string AllSets = "__AllParameterSets";

    public bool TakesPipeline => ByValue || ByPropertyName;
}

/// <summary>What a cmdlet writes.</summary>
/// <param name="Type">The type.</param>
/// <param name="Description">What the object is, and its properties where they are known.</param>
internal sealed record OutputHelp(TypeName Type, IReadOnlyList<string> Description);

/// <summary>An example.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Code">What to type.</param>
/// <param name="Remarks">What to see in it.</param>
internal sealed record ExampleHelp(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A related link.</summary>
/// <param name="Text">A cmdlet, a topic or the name of a page.</param>
/// <param name="Address">The page's address, or null.</param>
internal sealed record LinkHelp(string Text, string? Address);
