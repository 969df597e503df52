namespace InitTools;

/// <summary>What one epoch of training came to: numbers and names only, to be kept, sorted and exported.</summary>
public sealed record TrainingEpoch
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The optimizer steps taken since training began.</summary>
    public required long Step { get; init; }

    /// <summary>
    /// The mean training loss over the samples of the epoch, as it was while the weights changed, penalties excluded; NaN or
    /// infinity where training stopped at it.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>The mean loss over the validation samples at the end of the epoch; null without them.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>
    /// The share of training samples, 0 to 1, whose class was predicted rightly, as the weights changed; null where training
    /// stopped before the first step of the epoch.
    /// </summary>
    public double? Accuracy { get; init; }

    /// <summary>The share of validation samples, 0 to 1, whose class is predicted rightly at the end of the epoch; null without them.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>
    /// The mean over the epoch's steps of the Euclidean norm of the gradient of all trained parameters together, penalties
    /// included, before clipping.
    /// </summary>
    public required double GradientNorm { get; init; }

    /// <summary>Training samples a second, validation not counted.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary><see cref="GradientVerdict.Healthy"/>, or <see cref="GradientVerdict.NonFinite"/> where training stopped on NaN or infinity.</summary>
    public GradientVerdict Verdict { get; init; }
}
