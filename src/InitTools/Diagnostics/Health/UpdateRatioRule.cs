namespace InitTools;

/// <summary>The last optimizer step changed the weights by less or more of their norm than a source allows.</summary>
internal sealed class UpdateRatioRule(string name, string source, double minimum, double maximum) : LayerRule(name, source)
{
    protected override Observation? Judge(LayerGradient layer) =>
        layer.WeightUpdateRatio is not { } ratio ? null
        : ratio < minimum ? Found(HealthVerdict.NotLearning, ratio, minimum)
        : ratio > maximum ? Found(HealthVerdict.LearningRateTooHigh, ratio, maximum)
        : null;
}
