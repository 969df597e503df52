namespace InitTools;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Epochs">The epochs there will be, if nothing stops them.</param>
/// <param name="Step">The optimizer steps taken.</param>
/// <param name="Steps">The steps there will be, if nothing stops them.</param>
/// <param name="Loss">The loss of the last batch.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, long Step, long Steps, double Loss);

/// <summary>
/// Hears of a training as it happens, on the thread that trains, between two steps. It may look at the model but must leave its
/// weights and modes as they are.
/// </summary>
public abstract class TrainingObserver
{
    /// <summary>A step was taken.</summary>
    /// <param name="progress">How far the training is.</param>
    public virtual void OnStep(TrainingProgress progress)
    {
    }

    /// <summary>The layers were looked at (<see cref="TrainingOptions.ProbeEvery"/>); before the epoch's row.</summary>
    /// <param name="layers">
    /// One row a layer with weights, from input to output; behind that of a recurrent layer one for each of its steps in time.
    /// </param>
    public virtual void OnProbe(IReadOnlyList<LayerGradient> layers)
    {
    }

    /// <summary>An epoch has ended.</summary>
    /// <param name="epoch">What it came to.</param>
    public virtual void OnEpoch(TrainingEpoch epoch)
    {
    }
}
