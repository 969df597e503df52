namespace InitTools;

/// <summary>The validation loss is above the training loss by over a tenth of it.</summary>
internal sealed class OverfitRule(string name, string source) : HealthRule(name, source)
{
    private const double LargestGap = 0.1;

    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        from epoch in history.Epochs
        let gap = (epoch.ValidationLoss - epoch.Loss) / epoch.Loss
        where gap > LargestGap
        select new Observation(HealthVerdict.Overfit, gap.Value, LargestGap, epoch.Step);
}
