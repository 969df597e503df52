namespace InitTools;

/// <summary>What one rule found in one training, of one layer or of the whole: names and numbers only.</summary>
public sealed record Finding
{
    /// <summary>The rule's name, as its source calls it where it has one.</summary>
    public required string Rule { get; init; }

    /// <summary>The rule pack that the rule belongs to.</summary>
    public required string RulePack { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The layer's name; null for the model as a whole.</summary>
    public string? Layer { get; init; }

    /// <summary>The optimizer step at which the rule first fired; null for rows of a probe outside of training.</summary>
    public long? Step { get; init; }

    /// <summary>How many times it fired: at so many probes, or after so many epochs.</summary>
    public required int Count { get; init; }

    /// <summary>The figure that was measured when the rule first fired.</summary>
    public required double Measured { get; init; }

    /// <summary>The threshold it passed; null for a rule without one, such as that numbers must be finite.</summary>
    public double? Threshold { get; init; }

    /// <summary>What it means.</summary>
    public required HealthVerdict Verdict { get; init; }

    /// <summary>Who published the rule and its threshold.</summary>
    public required string Source { get; init; }

    /// <summary>What cures it.</summary>
    public required string Recommendation { get; init; }
}
