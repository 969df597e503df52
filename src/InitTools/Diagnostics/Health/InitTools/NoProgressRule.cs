namespace InitTools;

/// <summary>In three epochs or more the training loss hasn't fallen by a tenth of the first epoch's, and no accuracy is 0.9 or better.</summary>
internal sealed class NoProgressRule(string name, string source) : HealthRule(name, source)
{
    private const int Epochs = 3;
    private const double SmallestFall = 0.1;
    private const double GoodAccuracy = 0.9;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        if (history.Epochs.Count < Epochs || history.BestAccuracy >= GoodAccuracy) yield break;
        double fall = 1 - (history.Epochs.Min(epoch => epoch.Loss) / history.Epochs[0].Loss);
        if (fall < SmallestFall) yield return new(HealthVerdict.NotLearning, fall, SmallestFall, history.Epochs[^1].Step);
    }
}
