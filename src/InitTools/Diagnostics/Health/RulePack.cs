namespace InitTools;

/// <summary>Rules that were published together.</summary>
public class RulePack
{
    /// <summary>Creates a pack.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is, in a few words.</param>
    /// <param name="rules">Its rules.</param>
    public RulePack(string name, string description, IReadOnlyList<HealthRule> rules) =>
        (Name, Description, Rules) = (name, description, rules);

    /// <summary>The pack's name.</summary>
    public string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public string Description { get; }

    /// <summary>The rules.</summary>
    public IReadOnlyList<HealthRule> Rules { get; }

    /// <summary>Runs all rules over a training.</summary>
    /// <param name="history">The training.</param>
    /// <returns>One finding for each rule and layer that something is wrong with, at its first step.</returns>
    public virtual IReadOnlyList<Finding> Measure(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return [.. Rules.SelectMany(rule => rule.Observe(history)
            .GroupBy(observation => observation.Layer ?? "")
            .Select(group => Report(rule, history.Model, group.First(), group.Count())))];
    }

    /// <summary>The pack's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    private Finding Report(HealthRule rule, string model, in Observation first, int count) => new()
    {
        Rule = rule.Name,
        RulePack = Name,
        Model = model,
        Layer = first.Layer,
        Step = first.Step,
        Count = count,
        Measured = first.Measured,
        Threshold = first.Threshold,
        Verdict = first.Verdict,
        Source = rule.Source,
        Recommendation = first.Recommendation ?? HealthRemedy.For(first.Verdict),
    };
}
