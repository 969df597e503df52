namespace InitTools;

/// <summary>Where training stands when a schedule is asked for the learning rate of a step.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="StepsPerEpoch">The steps of an epoch, 1 or more.</param>
/// <param name="Steps">The steps of the whole training, 1 or more.</param>
/// <param name="Plateaus">How often the watched loss has stalled so far; only <see cref="PerformanceSchedule"/> looks at it.</param>
public readonly record struct SchedulePoint(long Step, long StepsPerEpoch, long Steps, int Plateaus = 0)
{
    /// <summary>The time t in epochs, in fractions: 0 at the first step.</summary>
    public double Epoch => Step / (double)StepsPerEpoch;

    /// <summary>The length of the training in epochs.</summary>
    public double Epochs => Steps / (double)StepsPerEpoch;
}
