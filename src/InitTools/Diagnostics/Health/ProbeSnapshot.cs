namespace InitTools;

/// <summary>The rows of all layers that a probe wrote at one moment.</summary>
/// <param name="Step">The optimizer steps taken before; null for a probe outside of training.</param>
/// <param name="Layers">The rows from input to output, one or more, none of a single time step.</param>
public sealed record ProbeSnapshot(long? Step, IReadOnlyList<LayerGradient> Layers)
{
    /// <summary>The rows of the steps of recurrent layers; empty where there are none.</summary>
    public IReadOnlyList<LayerGradient> Steps { get; init; } = [];

    /// <summary>The layers but the last, whose units are outputs and may well be all on, off or sure of themselves.</summary>
    public IEnumerable<LayerGradient> Hidden => Layers.SkipLast(1);
}
