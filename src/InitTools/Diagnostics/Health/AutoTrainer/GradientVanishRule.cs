namespace InitTools;

/// <summary>The first layer's kernel gradient has less than 1e-3 of the last one's norm, and a norm under 1e-4.</summary>
internal sealed class GradientVanishRule(string name, string source) : UnsatisfiedRule(name, source)
{
    private const double SmallestRatio = 1e-3;
    private const double SmallestNorm = 1e-4;

    protected override Observation? Judge(IReadOnlyList<LayerGradient> layers)
    {
        double? ratio = layers[0].WeightGradientNorm / layers[^1].WeightGradientNorm;
        return ratio < SmallestRatio && layers[0].WeightGradientNorm < SmallestNorm
            ? new Observation(HealthVerdict.Vanishing, ratio.Value, SmallestRatio, null, layers[0].Name)
            : null;
    }
}
