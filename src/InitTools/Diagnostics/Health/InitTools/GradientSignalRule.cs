namespace InitTools;

/// <summary>
/// The back-propagated signal dL/dz of the first layer over that of the last is under 1e-3, or over 70
/// (<see cref="GradientRules"/>). The layer that is named is where the trouble begins.
/// </summary>
internal sealed class GradientSignalRule(string name, string source) : HealthRule(name, source)
{
    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        var rules = new GradientRules();
        foreach (ProbeSnapshot probe in history.Probes)
        {
            double ratio = GradientRules.Ratio(probe.Layers[0], probe.Layers[^1]);
            if (!probe.Layers.All(layer => layer.IsFinite)) continue;
            GradientVerdict verdict = rules.JudgeRatio(ratio);
            if (verdict is not (GradientVerdict.Vanishing or GradientVerdict.Exploding)) continue;
            GradientFlow flow = GradientFlow.Measure(probe.Layers, rules);
            bool vanishing = verdict == GradientVerdict.Vanishing;
            yield return new(
                vanishing ? HealthVerdict.Vanishing : HealthVerdict.Exploding, ratio,
                vanishing ? rules.VanishingRatio : rules.ExplodingRatio, probe.Step,
                probe.Layers.FirstOrDefault(layer => layer.Layer == flow.FirstUnhealthyLayer)?.Name, flow.Recommendation);
        }
    }
}
