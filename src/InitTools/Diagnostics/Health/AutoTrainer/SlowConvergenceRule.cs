namespace InitTools;

/// <summary>No epoch reaches the satisfactory accuracy, with training or validation samples.</summary>
internal sealed class SlowConvergenceRule(string name, string source) : HealthRule(name, source)
{
    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        history.BestAccuracy is { } best and < UnsatisfiedRule.SatisfactoryAccuracy
            ? [new Observation(HealthVerdict.NotLearning, best, UnsatisfiedRule.SatisfactoryAccuracy, history.Epochs[^1].Step)]
            : [];
}
