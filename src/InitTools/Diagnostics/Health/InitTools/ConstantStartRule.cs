namespace InitTools;

/// <summary>
/// The units of a hidden layer have the same weights. Equal units get equal gradients and stay equal, so that a layer of them is
/// worth a single one (Goodfellow, Bengio and Courville 2016, section 8.4). The last layer may start with zeros: its units get
/// different gradients.
/// </summary>
internal sealed class ConstantStartRule(string name, string source) : HealthRule(name, source)
{
    // Far above rounding, far below what independent weights have, which is about 1.
    private const double SmallestSpread = 1e-3;

    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        from probe in history.Probes
        from layer in probe.Hidden
        let spread = layer.UnitSpread ?? (ReferenceEquals(probe, history.Start) && layer.WeightStandardDeviation == 0 ? 0 : null)
        where spread < SmallestSpread
        select new Observation(HealthVerdict.Symmetric, spread.Value, SmallestSpread, probe.Step, layer.Name);
}
