namespace InitTools;

/// <summary>
/// The mean training loss of an epoch is above that of the one before by over a fifth of the first epoch's: steps overshoot.
/// </summary>
internal sealed class LossRiseRule(string name, string source) : HealthRule(name, source)
{
    private const double LargestRise = 0.2;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        for (int i = 1; i < history.Epochs.Count; i++)
        {
            double rise = (history.Epochs[i].Loss - history.Epochs[i - 1].Loss) / history.Epochs[0].Loss;
            if (rise > LargestRise) yield return new(HealthVerdict.LearningRateTooHigh, rise, LargestRise, history.Epochs[i].Step);
        }
    }
}
