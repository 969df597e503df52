namespace InitTools;

/// <summary>A rule that looks at a training and says where something is wrong.</summary>
public abstract class HealthRule
{
    /// <summary>Creates a rule.</summary>
    /// <param name="name">Its name, as its source calls it.</param>
    /// <param name="source">Who published it and its threshold.</param>
    protected HealthRule(string name, string source) => (Name, Source) = (name, source);

    /// <summary>The rule's name.</summary>
    public string Name { get; }

    /// <summary>Who published the rule and its threshold.</summary>
    public string Source { get; }

    /// <summary>Looks at a training; what it needs and isn't there, it doesn't judge.</summary>
    /// <param name="history">The training.</param>
    /// <returns>Each firing, in the order of steps.</returns>
    public abstract IEnumerable<Observation> Observe(TrainingHistory history);
}
