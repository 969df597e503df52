namespace InitTools;

/// <summary>
/// At least half of a hidden layer's outputs lie where |f'| is under <see cref="Activation.FlatThreshold"/> of its maximum. The
/// last layer isn't judged: a classifier that has learned is sure of itself.
/// </summary>
internal sealed class SaturatedUnitsRule(string name, string source) : HealthRule(name, source)
{
    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        from probe in history.Probes
        from layer in probe.Hidden
        where layer.SaturatedFraction >= GradientRules.SickFraction
        select new Observation(
            HealthVerdict.Saturated, layer.SaturatedFraction!.Value, GradientRules.SickFraction, probe.Step, layer.Name);
}
