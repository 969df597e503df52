namespace InitTools;

/// <summary>All of a layer's outputs are zero, or all of its weights, or all of its weight gradient.</summary>
internal sealed class AllZeroRule(string name, string source) : LayerRule(name, source)
{
    private const double AllOfThem = 1;

    protected override Observation? Judge(LayerGradient layer) =>
        HasNoOutput(layer) || HasNoWeights(layer) || layer.WeightGradientZeroFraction == AllOfThem
            ? Found(HealthVerdict.Dead, AllOfThem, AllOfThem)
            : null;

    private static bool HasNoOutput(LayerGradient layer) =>
        layer is { ActivationMean: 0, ActivationStandardDeviation: 0 };

    // Over weights that are all zero the update ratio has no value.
    private static bool HasNoWeights(LayerGradient layer) =>
        layer.WeightStandardDeviation == 0 && layer.UpdateRatio is { } ratio && !double.IsFinite(ratio);
}
