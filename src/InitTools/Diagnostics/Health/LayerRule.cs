namespace InitTools;

/// <summary>A rule that looks at one layer at a time.</summary>
public abstract class LayerRule : HealthRule
{
    /// <inheritdoc cref="HealthRule(string, string)"/>
    protected LayerRule(string name, string source)
        : base(name, source)
    {
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        foreach (ProbeSnapshot probe in history.Probes)
        {
            foreach (LayerGradient layer in probe.Layers)
                if (Judge(layer) is { } found) yield return found with { Step = probe.Step, Layer = layer.Name };
        }
    }

    /// <summary>Judges one layer at one moment.</summary>
    /// <param name="layer">Its row.</param>
    /// <returns>What is wrong, without step and layer; null if nothing is.</returns>
    protected abstract Observation? Judge(LayerGradient layer);

    /// <summary>What is wrong with a layer.</summary>
    /// <param name="verdict">What it means.</param>
    /// <param name="measured">The figure.</param>
    /// <param name="threshold">The threshold it passed.</param>
    /// <returns>The observation, its step and layer to be filled in.</returns>
    protected static Observation Found(HealthVerdict verdict, double measured, double? threshold) => new(verdict, measured, threshold, null);
}
