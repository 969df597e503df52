namespace InitTools;

/// <summary>A loss, or a figure of a layer, is NaN or infinite.</summary>
internal sealed class NonFiniteRule(string name, string source, HealthVerdict verdict = HealthVerdict.NonFinite) : HealthRule(name, source)
{
    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        OfLayers(history).Concat(OfEpochs(history)).OrderBy(found => found.Step ?? -1);

    private IEnumerable<Observation> OfLayers(TrainingHistory history) =>
        from probe in history.Probes
        let layer = FirstSick(probe)
        where layer is not null
        select new Observation(verdict, double.NaN, null, probe.Step, layer.Name);

    private IEnumerable<Observation> OfEpochs(TrainingHistory history) =>
        from epoch in history.Epochs
        where epoch.Verdict == GradientVerdict.NonFinite || !double.IsFinite(epoch.Loss) || !double.IsFinite(epoch.ValidationLoss ?? 0)
        select new Observation(verdict, double.IsFinite(epoch.Loss) ? epoch.ValidationLoss ?? double.NaN : epoch.Loss, null, epoch.Step);

    // NaN spreads to every layer above on the way forward and to every layer below on the way back: only where it begins counts.
    private static LayerGradient? FirstSick(ProbeSnapshot probe) =>
        probe.Layers.FirstOrDefault(layer => !layer.IsForwardFinite) ?? probe.Layers.LastOrDefault(layer => !layer.IsFinite);
}
