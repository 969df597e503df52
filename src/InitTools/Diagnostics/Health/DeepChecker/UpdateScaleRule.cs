namespace InitTools;

/// <summary>
/// The decimal logarithm of the last step's update ratio is outside of -4 to -1. The source divides mean absolute values where the
/// rows hold Euclidean norms.
/// </summary>
internal sealed class UpdateScaleRule(string name, string source) : LayerRule(name, source)
{
    private const double Lowest = -4;
    private const double Highest = -1;

    protected override Observation? Judge(LayerGradient layer)
    {
        double? scale = layer.WeightUpdateRatio is { } ratio ? Math.Log10(ratio) : null;
        return scale < Lowest ? Found(HealthVerdict.NotLearning, scale.Value, Lowest)
            : scale > Highest ? Found(HealthVerdict.LearningRateTooHigh, scale.Value, Highest)
            : null;
    }
}
