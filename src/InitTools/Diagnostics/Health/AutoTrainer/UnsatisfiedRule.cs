namespace InitTools;

/// <summary>
/// A rule of AutoTrainer about gradients: it speaks only of a training whose best accuracy hasn't reached the satisfactory one.
/// Where no accuracy is known, it looks at the gradients alone.
/// </summary>
internal abstract class UnsatisfiedRule(string name, string source) : HealthRule(name, source)
{
    /// <summary>AutoTrainer's Theta, the accuracy that is satisfactory.</summary>
    public const double SatisfactoryAccuracy = 0.7;

    public sealed override IEnumerable<Observation> Observe(TrainingHistory history) =>
        history.BestAccuracy >= SatisfactoryAccuracy
            ? []
            : history.Probes.Select(probe => (probe.Step, Found: Judge(probe.Layers)))
                .Where(entry => entry.Found is not null)
                .Select(entry => entry.Found!.Value with { Step = entry.Step });

    protected abstract Observation? Judge(IReadOnlyList<LayerGradient> layers);
}
