namespace InitTools;

/// <summary>
/// Steps have wrecked what began well: weights have moved by more than their own norm, and now hidden units are dead or saturated
/// or the gradient no longer arrives; or numbers that were finite are so no more.
/// </summary>
internal sealed class LongStepsRule(string name, string source) : HealthRule(name, source)
{
    private const double LargestChange = 1;

    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        Wrecked(history).Concat(BrokenDown(history)).OrderBy(found => found.Step ?? -1);

    private static IEnumerable<Observation> Wrecked(TrainingHistory history) =>
        from probe in history.Probes
        where !ReferenceEquals(probe, history.Start)
        let change = probe.Layers.Max(layer => layer.WeightChange)
        where change > LargestChange && IsSick(probe)
        select new Observation(HealthVerdict.LearningRateTooHigh, change.Value, LargestChange, probe.Step);

    private static IEnumerable<Observation> BrokenDown(TrainingHistory history)
    {
        bool begins = history.Start?.Layers.All(layer => layer.IsFinite) ?? (history.Epochs.Count > 0 && double.IsFinite(history.Epochs[0].Loss));
        return begins
            ? from epoch in history.Epochs
              where epoch.Verdict == GradientVerdict.NonFinite || !double.IsFinite(epoch.Loss)
              select new Observation(HealthVerdict.LearningRateTooHigh, epoch.Loss, null, epoch.Step)
            : [];
    }

    private static bool IsSick(ProbeSnapshot probe) =>
        probe.Hidden.Any(layer => layer.DeadFraction >= GradientRules.SickFraction || layer.SaturatedFraction >= GradientRules.SickFraction)
        || new GradientRules().JudgeRatio(GradientRules.Ratio(probe.Layers[0], probe.Layers[^1])) != GradientVerdict.Healthy;
}
