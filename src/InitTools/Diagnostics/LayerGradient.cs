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
    /// The mean of |dL/dW|; null for frozen weights. A detailed probe takes it (<see cref="ProbeOptions.Detailed"/>), as training
    /// does; a plain one leaves it null.
    /// </summary>
    public double? WeightGradientMeanAbsolute { get; init; }

    /// <summary>The share of exact zeros in dL/dW, 0 to 1; null for frozen weights. From a detailed probe only.</summary>
    public double? WeightGradientZeroFraction { get; init; }

    /// <summary>
    /// The share of units, 0 to 1, that are active in under 1 % of the samples (of a convolution: of the samples and places): a
    /// unit is active where its pre-activation lies in <see cref="LayerDetail.ActiveRange"/>, for ReLU where it fires. Null where
    /// the activation has no such range. From a detailed probe only.
    /// </summary>
    public double? RarelyActiveFraction { get; init; }

    /// <summary>
    /// How much the layer's units differ: the standard deviation of the weights across the units, input by input, over the root
    /// mean square of all weights. It is about 1 for weights drawn independently and 0 for units with equal weights. Null for a
    /// layer of one unit. From a detailed probe only.
    /// </summary>
    public double? UnitSpread { get; init; }

    /// <summary>
    /// The optimizer step that the row's batch made, from 1: signal and gradient are those before it, <see cref="WeightChange"/> and
    /// <see cref="WeightUpdateRatio"/> those after it. Null outside of training.
    /// </summary>
    public long? Step { get; init; }

    /// <summary>
    /// |W - W0| / |W0|, how far the weights have moved from those that training began with, as Euclidean norms; null outside of
    /// training, and where W0 is 0. In the row of a step in time, of the recurrent kernel; likewise
    /// <see cref="WeightUpdateRatio"/>.
    /// </summary>
    public double? WeightChange { get; init; }

    /// <summary>
    /// |W(t) - W(t-1)| / |W(t-1)| of the optimizer step t, as Euclidean norms; null outside of training, and where W(t-1) is 0.
    /// </summary>
    public double? WeightUpdateRatio { get; init; }

    /// <summary>
    /// The mean singular value of the layer's Jacobian dh/dx, of its outputs h by what comes into it: over the min(outputs, inputs)
    /// singular values, and over up to 8 samples of the batch. 1 keeps the signal. Null unless asked for, and where there is none.
    /// </summary>
    public double? JacobianMeanSingularValue { get; init; }

    /// <summary>
    /// The largest singular value of the layer's Jacobian, the mean over up to 8 samples; together with a mean of 1 it says how far
    /// the layer is from an isometry (Saxe et al. 2014; Pennington et al. 2017). Null unless asked for, and where there is none.
    /// </summary>
    public double? JacobianMaximumSingularValue { get; init; }

    /// <summary>
    /// The mean singular value of the Jacobian of the whole model, from its input to its output, to the logits behind a softmax or
    /// sigmoid that the loss takes in; the same in all rows of a model. Null unless asked for, and for an input of whole numbers.
    /// </summary>
    public double? NetworkJacobianMeanSingularValue { get; init; }

    /// <summary>The largest singular value of the Jacobian of the whole model; the same in all rows of a model; null as the mean.</summary>
    public double? NetworkJacobianMaximumSingularValue { get; init; }

    /// <summary>
    /// In the rows that a recurrent layer has beside its own: the number of the step, from 1. Such a row is about the outputs h_t of
    /// that step, the gradient dL/dx_t by what came into it (as <see cref="BackpropStandardDeviation"/>), and the recurrent kernel.
    /// Null in the row of a layer.
    /// </summary>
    public int? TimeStep { get; init; }

    /// <summary>
    /// What the mean-field theory predicts for <see cref="ActivationStandardDeviation"/>: the root of E[f(z)^2] - E[f(z)]^2 for normal z,
    /// from the mean square of the batch and the variances that weights and biases have now. Null where the theory doesn't cover the
    /// layer or one before it.
    /// </summary>
    public double? PredictedActivationStandardDeviation { get; init; }

    /// <summary>
    /// What the theory predicts for <see cref="BackpropStandardDeviation"/>, from the measured mean square of dL/dz at the last layer
    /// on: on the way to this layer it gains n Var(W) E[f'(z)^2] in each. Null where the theory doesn't cover this layer or one behind it.
    /// </summary>
    public double? PredictedBackpropStandardDeviation { get; init; }

    /// <summary>
    /// chi = n_in Var(W) E[f'(z)^2] as predicted, with the layer's own weights and activation: by this factor the variance of dL/dz
    /// changes in each layer of a net of such layers, all as wide. Null where the theory doesn't cover the layer or one before it.
    /// </summary>
    public double? Chi { get; init; }

    /// <summary>What the numbers say (<see cref="GradientRules"/>).</summary>
    public GradientVerdict Verdict { get; init; }

    internal bool IsFinite =>
        double.IsFinite(ActivationMean) && double.IsFinite(ActivationStandardDeviation) && double.IsFinite(BackpropStandardDeviation)
        && double.IsFinite(WeightStandardDeviation) && double.IsFinite(WeightGradientNorm ?? 0);

    internal bool IsForwardFinite =>
        double.IsFinite(ActivationMean) && double.IsFinite(ActivationStandardDeviation) && double.IsFinite(WeightStandardDeviation);
}
