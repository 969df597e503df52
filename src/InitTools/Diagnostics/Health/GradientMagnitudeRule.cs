namespace InitTools;

/// <summary>The mean of |dL/dW| of a layer is below or above what a source allows.</summary>
internal sealed class GradientMagnitudeRule(string name, string source, double? minimum = null, double? maximum = null)
    : LayerRule(name, source)
{
    protected override Observation? Judge(LayerGradient layer) =>
        layer.WeightGradientMeanAbsolute is not { } mean ? null
        : mean < minimum ? Found(HealthVerdict.Vanishing, mean, minimum)
        : mean > maximum ? Found(HealthVerdict.Exploding, mean, maximum)
        : null;
}
