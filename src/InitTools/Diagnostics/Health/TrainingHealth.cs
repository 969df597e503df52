namespace InitTools;

/// <summary>Says what ails a training.</summary>
public static class TrainingHealth
{
    /// <summary>Runs rule packs over a training.</summary>
    /// <param name="history">The training.</param>
    /// <param name="packs">The packs; null for InitTools' own.</param>
    /// <returns>
    /// What they found, one finding for each rule and layer, pack by pack; nothing for a healthy training.
    /// </returns>
    public static IReadOnlyList<Finding> Measure(TrainingHistory history, IReadOnlyList<RulePack>? packs = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        return [.. (packs ?? [RulePackCatalogue.Default]).SelectMany(pack => pack.Measure(history))];
    }
}
