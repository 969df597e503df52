namespace InitTools;

/// <summary>The rule packs that InitTools knows.</summary>
public static class RulePackCatalogue
{
    private static readonly NameTable<RulePack> Names;

    static RulePackCatalogue()
    {
        All = [InitToolsRulePack.Pack, SageMakerRules.Pack, AutoTrainerRules.Pack, DeepCheckerRules.Pack];
        Names = new("rule pack", All.Select(pack => (pack, (string[])[pack.Name])));
    }

    /// <summary>Every pack, InitTools' own first.</summary>
    public static IReadOnlyList<RulePack> All { get; }

    /// <summary>InitTools' own pack.</summary>
    public static RulePack Default => InitToolsRulePack.Pack;

    /// <summary>Looks a pack up.</summary>
    /// <param name="name">Its name; case doesn't matter.</param>
    /// <returns>The pack.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownRulePack</c>; the message lists near matches.</exception>
    public static RulePack Find(string? name) => Names.Find(name, "RulePack");
}
