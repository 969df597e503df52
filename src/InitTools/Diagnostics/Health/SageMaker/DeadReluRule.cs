namespace InitTools;

/// <summary>Over half of a ReLU layer's units are active in under 1 % of the samples.</summary>
internal sealed class DeadReluRule(string name, string source) : LayerRule(name, source)
{
    private const double LargestShare = 0.5;

    protected override Observation? Judge(LayerGradient layer) =>
        layer.Activation is "relu" or "relu6" && layer.RarelyActiveFraction > LargestShare
            ? Found(HealthVerdict.Dead, layer.RarelyActiveFraction.Value, LargestShare)
            : null;
}
