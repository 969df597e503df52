namespace InitTools;

/// <summary>
/// Over half of a tanh or sigmoid layer's units have, in over 99 % of the samples, an input at or beyond
/// <see cref="LayerDetail.ActiveRange"/>.
/// </summary>
internal sealed class SaturatedActivationRule(string name, string source) : LayerRule(name, source)
{
    private const double LargestShare = 0.5;

    protected override Observation? Judge(LayerGradient layer) =>
        layer.Activation is "tanh" or "sigmoid" && layer.RarelyActiveFraction > LargestShare
            ? Found(HealthVerdict.Saturated, layer.RarelyActiveFraction.Value, LargestShare)
            : null;
}
