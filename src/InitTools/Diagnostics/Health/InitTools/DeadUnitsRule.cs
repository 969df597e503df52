namespace InitTools;

/// <summary>At least half of a hidden layer's units put out 0 for every sample of the batch.</summary>
internal sealed class DeadUnitsRule(string name, string source) : HealthRule(name, source)
{
    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        from probe in history.Probes
        from layer in probe.Hidden
        where layer.DeadFraction >= GradientRules.SickFraction
        select new Observation(HealthVerdict.Dead, layer.DeadFraction, GradientRules.SickFraction, probe.Step, layer.Name);
}
