namespace InitTools.Tests;

/// <summary>A small net and how it is trained, with the one right name of what ails it.</summary>
/// <param name="Name">What tells it from the others.</param>
/// <param name="Verdict">Its right name.</param>
/// <param name="Layers">Makes its hidden layers and its output layer.</param>
public sealed record ZooNet(string Name, HealthVerdict Verdict, Func<IEnumerable<Layer>> Layers)
{
    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; init; } = new AdamOptimizer { LearningRate = 1e-3 };

    /// <summary>The number of epochs.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The number of samples in a batch.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The number of training samples; null for all.</summary>
    public int? Samples { get; init; }

    /// <summary>Whether the inputs have mean 0 and variance 1.</summary>
    public bool Standardized { get; init; } = true;

    /// <summary>The shape in which it takes the 64 pixels.</summary>
    public long[] Input { get; init; } = [64];

    public override string ToString() => Name;
}
