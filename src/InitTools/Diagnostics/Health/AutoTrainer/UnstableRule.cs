namespace InitTools;

/// <summary>
/// The accuracy of the training samples swings by 0.03 or more, from a local maximum to a local minimum, in a fifth of the epochs
/// or more.
/// </summary>
internal sealed class UnstableRule(string name, string source) : HealthRule(name, source)
{
    private const double SmallestSwing = 0.03;
    private const double SmallestShare = 0.2;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        TrainingEpoch[] epochs = [.. history.Epochs.Where(epoch => epoch.Accuracy is not null)];
        double[] accuracy = [.. epochs.Select(epoch => epoch.Accuracy!.Value)];
        List<int> highs = [], lows = [];
        for (int i = 1; i < accuracy.Length - 1; i++)
        {
            if (accuracy[i] >= accuracy[i - 1] && accuracy[i] >= accuracy[i + 1]) highs.Add(i);
            if (accuracy[i] <= accuracy[i - 1] && accuracy[i] <= accuracy[i + 1]) lows.Add(i);
        }
        int[] swings = [.. highs.Zip(lows)
            .Where(pair => accuracy[pair.First] - accuracy[pair.Second] >= SmallestSwing)
            .Select(pair => Math.Max(pair.First, pair.Second))];
        double share = swings.Length / (double)accuracy.Length;
        return swings.Length > 0 && share >= SmallestShare
            ? [new Observation(HealthVerdict.LearningRateTooHigh, share, SmallestShare, epochs[swings[0]].Step)]
            : [];
    }
}
