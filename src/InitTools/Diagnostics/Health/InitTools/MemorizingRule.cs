namespace InitTools;

/// <summary>
/// The training samples are known by heart and others aren't: an accuracy of 0.9 or more, and over 0.15 below it with validation
/// samples. Where no accuracies are known: a validation loss of twice its minimum, and twice the training loss.
/// </summary>
internal sealed class MemorizingRule(string name, string source) : HealthRule(name, source)
{
    private const double ByHeart = 0.9;
    private const double LargestGap = 0.15;
    private const double LargestRise = 2;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        double lowest = double.PositiveInfinity;
        foreach (TrainingEpoch epoch in history.Epochs)
        {
            lowest = Math.Min(lowest, epoch.ValidationLoss ?? lowest);
            double? gap = epoch.Accuracy - epoch.ValidationAccuracy;
            double? rise = epoch.ValidationLoss / lowest;
            if (gap > LargestGap && epoch.Accuracy >= ByHeart)
                yield return new(HealthVerdict.Overfit, gap.Value, LargestGap, epoch.Step);
            else if (gap is null && rise > LargestRise && epoch.ValidationLoss > LargestRise * epoch.Loss)
                yield return new(HealthVerdict.Overfit, rise.Value, LargestRise, epoch.Step);
        }
    }
}
