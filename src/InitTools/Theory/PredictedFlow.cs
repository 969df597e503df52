namespace InitTools;

/// <summary>
/// What the mean-field theory predicts of a given net of dense layers, of any widths, laws and activations: each layer's
/// pre-activations are taken to be normal, and independent of the weights of the layers behind it, which is exact in the limit of
/// wide layers (Poole et al. 2016; Schoenholz et al. 2017). On the way back a signal gains the factor
/// n Var(W) E[f'(z)^2], with n units and weights W of the layer that it comes from and z of the one that it goes to.
/// </summary>
public sealed record PredictedFlow
{
    /// <summary>The layers, from the input on.</summary>
    public required IReadOnlyList<PredictedLayer> Layers { get; init; }

    /// <summary>The standard deviation of dL/dz at the first layer over that at the last; null where a layer isn't covered.</summary>
    public double? BackpropRatio => Layers[0].BackpropRatio;

    /// <summary>
    /// The geometric mean of the hidden layers' chi, or the only layer's; 1 is the edge of chaos. Null where a layer isn't covered.
    /// </summary>
    public double? Chi => GeometricMean([.. Layers.Select(layer => layer.Chi)]);

    /// <summary>Predicts a model from its initializers; what its weights are now doesn't matter.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputMeanSquare">The mean square of an input's elements: 1 for standardized inputs.</param>
    /// <returns>The prediction, one entry a layer with a kernel.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidInputVariance</c>: not finite, or not above 0. <c>NothingToPredict</c>: a model without kernels.
    /// </exception>
    public static PredictedFlow Of(SequentialModel model, double inputMeanSquare = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<LayerLaw?> laws = LayerLaw.OfInitializers(model);
        return laws.Count > 0 ? Of(laws, inputMeanSquare) : throw new InitToolsException(
            "NothingToPredict", $"Model '{model.Name}' has no layer with a kernel.", FaultKind.InvalidData, model.Name);
    }

    /// <summary>Predicts a chain of layers.</summary>
    /// <param name="laws">The layers' laws, from the input on, one or more; null for a layer that isn't covered.</param>
    /// <param name="inputMeanSquare">The mean square of an input's elements.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="InitToolsException"><c>InvalidInputVariance</c>: not finite, or not above 0.</exception>
    public static PredictedFlow Of(IReadOnlyList<LayerLaw?> laws, double inputMeanSquare = 1)
    {
        ArgumentNullException.ThrowIfNull(laws);
        ArgumentOutOfRangeException.ThrowIfZero(laws.Count);
        if (!(inputMeanSquare > 0) || !double.IsFinite(inputMeanSquare))
            throw InitToolsException.Argument("InvalidInputVariance", "InputVariance", inputMeanSquare, "finite and above 0");

        var layers = new PredictedLayer[laws.Count];
        double?[] derivatives = new double?[laws.Count];
        double? meanSquare = inputMeanSquare;
        for (int i = 0; i < layers.Length; i++)
            (layers[i], derivatives[i], meanSquare) = Forward(laws[i], meanSquare);

        double? square = 1;
        layers[^1] = layers[^1] with { BackpropRatio = 1 };
        for (int i = layers.Length - 2; i >= 0; i--)
        {
            LayerLaw? above = laws[i + 1];
            square *= above?.WeightVariance / above?.FanIn * above?.FanOut * derivatives[i];
            layers[i] = layers[i] with { BackpropRatio = square is { } known ? Math.Sqrt(known) : null };
        }
        return new PredictedFlow { Layers = layers };
    }

    /// <summary>The geometric mean over all layers but the last, or of the only one; null where one is.</summary>
    internal static double? GeometricMean(IReadOnlyList<double?> chi)
    {
        double? sum = 0;
        int count = Math.Max(1, chi.Count - 1);
        for (int i = 0; i < count; i++) sum += chi[i] is { } factor ? Math.Log(factor) : null;
        return sum is { } logarithm ? Math.Exp(logarithm / count) : null;
    }

    private static (PredictedLayer Layer, double? DerivativeMeanSquare, double? MeanSquare) Forward(LayerLaw? law, double? input)
    {
        double? variance = law is null ? null : (law.WeightVariance * input) + law.BiasVariance;
        bool covered = law?.Activation is { } known && MeanField.Covers(known) && variance is { } q && q > 0 && double.IsFinite(q);
        if (!covered) return (new PredictedLayer(variance, null, null, null, null), null, null);
        NormalMoments moments = law!.Activation!.MeanField.Moments(variance!.Value, law.BiasMean);
        double deviation = Math.Sqrt(Math.Max(0, moments.MeanSquare - (moments.Mean * moments.Mean)));
        var layer = new PredictedLayer(
            variance, moments.Mean, deviation, law.WeightVariance * moments.DerivativeMeanSquare, null);
        return (layer, moments.DerivativeMeanSquare, moments.MeanSquare);
    }
}
