namespace InitTools;

/// <summary>What a model says of one sample of a dataset.</summary>
public sealed record Prediction
{
    /// <summary>The sample, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The sample's class; null where the dataset has no labels.</summary>
    public int? Label { get; init; }

    /// <summary>The most probable class.</summary>
    public required int Predicted { get; init; }

    /// <summary>
    /// The probability of the predicted class, 0 to 1: the model's output where it ends in a softmax or sigmoid, otherwise the
    /// softmax of its outputs, of a single one the sigmoid.
    /// </summary>
    public required double Probability { get; init; }

    /// <summary>
    /// The standard deviation of that probability over the passes with dropout (divided by one less than their number); null
    /// without them.
    /// </summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Whether the predicted class is the sample's; null where the dataset has no labels.</summary>
    public bool? Correct => Label is { } label ? label == Predicted : null;

    /// <summary>The name of the sample's class; null where classes have no names.</summary>
    public string? LabelName { get; init; }

    /// <summary>The name of the predicted class; null where classes have no names.</summary>
    public string? PredictedName { get; init; }
}
