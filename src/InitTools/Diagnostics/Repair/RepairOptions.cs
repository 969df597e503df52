namespace InitTools;

/// <summary>How <see cref="GradientRepair"/> works.</summary>
public sealed record RepairOptions
{
    /// <summary>The loss; null lets the model decide, as in a probe.</summary>
    public ProbeLoss? Loss { get; init; }

    /// <summary>The number of samples of the batch that every step is judged by, 1 or more; a smaller dataset is taken whole.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>The seed of new weights and of the batch; null: weights from the model's own seed, or fresh ones, and a fresh batch.</summary>
    public long? Seed { get; init; }

    /// <summary>
    /// Leaves the model as it was. Steps are still tried on copies of a <see cref="SequentialModel"/>; of another module, which can't be
    /// copied, they are only told.
    /// </summary>
    public bool DryRun { get; init; }

    /// <summary>Ends the repair before its next step; the model is then as it was.</summary>
    public CancellationToken CancellationToken { get; init; }
}
