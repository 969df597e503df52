namespace InitTools;

/// <summary>
/// A loss is no lower than it was ten steps before or more. The validation loss is taken where there is one, as the source takes
/// it; the losses that are known are those after each epoch.
/// </summary>
internal sealed class LossNotDecreasingRule(string name, string source) : HealthRule(name, source)
{
    private const long Steps = 10;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        TrainingEpoch? reference = null;
        foreach (TrainingEpoch epoch in history.Epochs)
        {
            if (reference is not null && epoch.Step - reference.Step < Steps) continue;
            if (reference is not null && !(Loss(epoch) < Loss(reference)))
                yield return new(HealthVerdict.NotLearning, Loss(epoch), Loss(reference), epoch.Step);
            reference = epoch;
        }
    }

    private static double Loss(TrainingEpoch epoch) => epoch.ValidationLoss ?? epoch.Loss;
}
