namespace InitTools;

/// <summary>The first layer's kernel gradient has over 70 times the last one's norm.</summary>
internal sealed class GradientExplodeRule(string name, string source) : UnsatisfiedRule(name, source)
{
    private const double LargestRatio = 70;

    protected override Observation? Judge(IReadOnlyList<LayerGradient> layers)
    {
        double? ratio = layers[0].WeightGradientNorm / layers[^1].WeightGradientNorm;
        return ratio > LargestRatio
            ? new Observation(HealthVerdict.Exploding, ratio.Value, LargestRatio, null, layers[0].Name)
            : null;
    }
}
