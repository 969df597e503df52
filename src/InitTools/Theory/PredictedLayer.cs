namespace InitTools;

/// <summary>What the mean-field theory predicts of one layer of a given net. A figure that it doesn't cover is null.</summary>
/// <param name="PreActivationVariance">q, the variance of the pre-activations z over the units.</param>
/// <param name="ActivationMean">E[f(z)].</param>
/// <param name="ActivationStandardDeviation">The square root of E[f(z)^2] - E[f(z)]^2.</param>
/// <param name="Chi">
/// sigma_w^2 E[f'(z)^2], with this layer's weights and activation: in a net of such layers of equal width the factor by which the
/// variance of dL/dz changes from a layer to the one below it.
/// </param>
/// <param name="BackpropRatio">The standard deviation of dL/dz at this layer over that at the last one.</param>
public sealed record PredictedLayer(
    double? PreActivationVariance, double? ActivationMean, double? ActivationStandardDeviation, double? Chi, double? BackpropRatio);
