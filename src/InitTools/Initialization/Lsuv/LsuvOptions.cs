namespace InitTools;

/// <summary>How <see cref="LsuvInitializer"/> works.</summary>
public sealed record LsuvOptions
{
    /// <summary>What the kernels are drawn from before they are scaled; null is <see cref="Orthogonal"/>, as in the paper.</summary>
    public Initializer? KernelInitializer { get; init; }

    /// <summary>Whether each kernel is drawn from the law that suits the activation behind it (Table 11-1) instead.</summary>
    public bool ByActivation { get; init; }

    /// <summary>How far from 1 a variance may stay, above 0 and below 1; the paper has 0.1.</summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>How often one kernel may be scaled, 1 or more.</summary>
    public int MaximumIterations { get; init; } = 10;

    /// <summary>The number of samples that the variances are taken over, 1 or more; a smaller dataset is taken whole.</summary>
    public int BatchSize { get; init; } = 2048;

    /// <summary>The seed of weights and of the choice of samples; null: weights as without, and fresh samples.</summary>
    public long? Seed { get; init; }

    /// <summary>Stops the run before the next layer or scaling, or the next step in time that is looked at; the model is then as it was.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Refuses options that can never be right.</summary>
    internal void Check()
    {
        if (Tolerance is not (> 0 and < 1))
            throw InitToolsException.Argument("InvalidTolerance", nameof(Tolerance), Tolerance, "above 0 and below 1");
        if (MaximumIterations < 1)
            throw InitToolsException.Argument("InvalidMaximumIteration", "MaximumIteration", MaximumIterations, "1 or more");
        if (BatchSize < 1) throw InitToolsException.Argument("InvalidBatchSize", nameof(BatchSize), BatchSize, "1 or more");
    }
}
