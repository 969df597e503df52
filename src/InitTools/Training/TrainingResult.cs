namespace InitTools;

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary>The validation loss hasn't fallen for a while.</summary>
    EarlyStopped,

    /// <summary>The loss or a gradient was NaN or infinite.</summary>
    NonFinite,
}

/// <summary>How a training ended.</summary>
/// <param name="End">Why.</param>
/// <param name="Epochs">The epochs begun.</param>
/// <param name="Steps">The optimizer steps taken.</param>
/// <param name="BestEpoch">The epoch of the lowest validation loss, whose weights were put back; null without early stopping.</param>
/// <param name="Message">A sentence or two for people.</param>
public sealed record TrainingResult(TrainingEnd End, int Epochs, long Steps, int? BestEpoch, string Message);
