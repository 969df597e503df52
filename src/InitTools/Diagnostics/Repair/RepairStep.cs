namespace InitTools;

/// <summary>What <see cref="GradientRepair"/> tried, and what became of it: numbers, names and texts only.</summary>
public sealed record RepairStep
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The number of the step, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>What was done.</summary>
    public required string Action { get; init; }

    /// <summary>Why it was tried, with the source of the rule; where it couldn't be done, also why not.</summary>
    public required string Reason { get; init; }

    /// <summary>The standard deviation of dL/dz at the first layer over that at the last, before the step.</summary>
    public required double BackpropRatioBefore { get; init; }

    /// <summary>The same after it, whether it was kept or not; null where it wasn't tried.</summary>
    public double? BackpropRatioAfter { get; init; }

    /// <summary>The model's verdict before the step.</summary>
    public required GradientVerdict VerdictBefore { get; init; }

    /// <summary>The verdict after it, whether it was kept or not; null where it wasn't tried.</summary>
    public GradientVerdict? VerdictAfter { get; init; }

    /// <summary>Whether the repair went on from there; otherwise the step was undone.</summary>
    public required bool Kept { get; init; }

    /// <summary>Whether the model itself was changed so: of what was kept all, but nothing in a dry run, which keeps it on a copy.</summary>
    public bool Applied { get; init; }
}
