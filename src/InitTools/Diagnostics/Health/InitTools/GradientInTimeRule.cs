namespace InitTools;

/// <summary>
/// In a recurrent layer dL/dx of the first step over that of the last is under 1e-3, or over 70 (<see cref="GradientRules"/>). A
/// gradient that vanishes in time is no trouble to a net that has learned all the same: what it reads lies near the end.
/// </summary>
internal sealed class GradientInTimeRule(string name, string source) : HealthRule(name, source)
{
    private const double GoodAccuracy = 0.9;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        var rules = new GradientRules();
        bool learned = history.BestAccuracy >= GoodAccuracy;
        return from probe in history.Probes
               where probe.Layers.Concat(probe.Steps).All(row => row.IsFinite)
               from flow in TimeFlow.All(probe.Steps, rules)
               let vanishes = flow.Verdict == GradientVerdict.Vanishing
               where flow.Verdict == GradientVerdict.Exploding || (vanishes && !learned)
               select new Observation(
                   vanishes ? HealthVerdict.Vanishing : HealthVerdict.Exploding, flow.Ratio,
                   vanishes ? rules.VanishingRatio : rules.ExplodingRatio, probe.Step, flow.Layer.Name, flow.Remedy);
    }
}
