namespace InitTools;

/// <summary>How a model predicts.</summary>
public sealed record PredictionOptions
{
    /// <summary>The number of samples in a batch, 1 or more. It changes memory and time, and in Monte Carlo passes the noise, which is drawn batch by batch.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>The number of passes with dropout, 2 or more; null predicts once, without.</summary>
    public int? MonteCarlo { get; init; }

    /// <summary>The seed of dropout; null draws fresh values.</summary>
    public long? Seed { get; init; }

    /// <summary>Ends predicting between two passes.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Refuses options that can never be right.</summary>
    internal void Check()
    {
        if (BatchSize < 1) throw InitToolsException.Argument("InvalidBatchSize", nameof(BatchSize), BatchSize, "1 or more");
        if (MonteCarlo < 2)
            throw InitToolsException.Argument("InvalidMonteCarlo", nameof(MonteCarlo), MonteCarlo, "2 or more: a spread needs two passes");
    }
}
