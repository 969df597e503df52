namespace InitTools;

/// <summary>What a probe saw of one layer with weights: numbers and names only, to be kept, sorted and exported.</summary>
public sealed record LayerGradient
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The layer's number among the layers with weights; 1 is nearest the input.</summary>
    public required int Layer { get; init; }

    /// <summary>The layer's name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of layer.</summary>
    public required string Type { get; init; }

    /// <summary>The activation's name; null where it isn't known (a module that applies it by a function call).</summary>
    public string? Activation { get; init; }

    /// <summary>The kernel initializer's name; null where it isn't known.</summary>
    public string? Initializer { get; init; }

    /// <summary>The number of inputs of one unit.</summary>
    public required long FanIn { get; init; }

    /// <summary>The number of outputs that one input feeds.</summary>
    public required long FanOut { get; init; }

    /// <summary>The mean of the outputs h = f(z), over samples and units.</summary>
    public required double ActivationMean { get; init; }

    /// <summary>The standard deviation of the outputs h = f(z), over samples and units.</summary>
    public required double ActivationStandardDeviation { get; init; }

    /// <summary>The share of outputs in the flat parts of the activation, 0 to 1; null where it doesn't saturate on both sides.</summary>
    public double? SaturatedFraction { get; init; }

    /// <summary>The share of units that put out 0 for every sample, 0 to 1.</summary>
    public required double DeadFraction { get; init; }

    /// <summary>
    /// The standard deviation of dL/dz, the back-propagated signal at the pre-activations, over samples and units, for the mean
    /// loss L of the batch (Glorot and Bengio 2010, figure 7).
    /// </summary>
    public required double BackpropStandardDeviation { get; init; }

    /// <summary>The standard deviation of the weights.</summary>
    public required double WeightStandardDeviation { get; init; }

    /// <summary>The standard deviation of dL/dW; null for frozen weights.</summary>
    public double? WeightGradientStandardDeviation { get; init; }

    /// <summary>The Euclidean norm of dL/dW; null for frozen weights.</summary>
    public double? WeightGradientNorm { get; init; }

    /// <summary>The norm of dL/dW over the norm of W: how far a step of learning rate 1 would move the weights; null for frozen weights.</summary>
    public double? UpdateRatio { get; init; }

    /// <summary>
    /// In the rows that a recurrent layer has beside its own: the number of the step, from 1. Such a row is about the outputs h_t of
    /// that step, the gradient dL/dx_t by what came into it (as <see cref="BackpropStandardDeviation"/>), and the recurrent kernel.
    /// Null in the row of a layer.
    /// </summary>
    public int? TimeStep { get; init; }

    /// <summary>What the numbers say (<see cref="GradientRules"/>).</summary>
    public GradientVerdict Verdict { get; init; }

    internal bool IsFinite =>
        double.IsFinite(ActivationMean) && double.IsFinite(ActivationStandardDeviation) && double.IsFinite(BackpropStandardDeviation)
        && double.IsFinite(WeightStandardDeviation) && double.IsFinite(WeightGradientNorm ?? 0);

    internal bool IsForwardFinite =>
        double.IsFinite(ActivationMean) && double.IsFinite(ActivationStandardDeviation) && double.IsFinite(WeightStandardDeviation);
}
