using TorchSharp;

namespace InitTools;

/// <summary>What the mean-field theory has to know of a dense layer: how its weights and biases are distributed, not what they are.</summary>
public sealed record LayerLaw
{
    /// <summary>f; null where it isn't known.</summary>
    public required Activation? Activation { get; init; }

    /// <summary>The number of inputs of one unit.</summary>
    public required long FanIn { get; init; }

    /// <summary>The number of outputs that one input feeds.</summary>
    public required long FanOut { get; init; }

    /// <summary>
    /// sigma_w^2, the mean square of a weight times the fan-in; null where the weights aren't independent draws about 0, as those
    /// of <c>Identity</c> and <c>Ones</c>, and the theory doesn't hold.
    /// </summary>
    public required double? WeightVariance { get; init; }

    /// <summary>The mean of the biases.</summary>
    public double BiasMean { get; init; }

    /// <summary>sigma_b^2, the variance of the biases.</summary>
    public double BiasVariance { get; init; }

    /// <summary>The laws that a model's initializers give its layers with kernels, whatever the weights are now.</summary>
    /// <param name="model">The model.</param>
    /// <returns>One law a kernel; null for one that isn't a dense layer's, or that something else lies in front of.</returns>
    internal static IReadOnlyList<LayerLaw?> OfInitializers(SequentialModel model)
    {
        var laws = new List<LayerLaw?>(model.Layers.Count);
        bool linked = true;
        for (int i = 0; i < model.Layers.Count; i++)
        {
            Layer layer = model.Layers[i];
            linked &= IsLink(layer, i > 0 ? model.Layers[i - 1] : null);
            if (layer is KernelLayer)
            {
                laws.Add(linked ? OfInitializers((DenseLayer)layer) : null);
                linked = layer is DenseLayer;
            }
            else if (layer is ActivationLayer && linked && laws is [.., { } law])
            {
                laws[^1] = law with { Activation = layer.Function };
            }
        }
        return laws;
    }

    /// <summary>Whether the theory follows a signal through a layer: a dense layer, or what comes behind one and keeps its outputs.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="before">The layer before it, or null.</param>
    internal static bool IsLink(Layer layer, Layer? before) => layer switch
    {
        DenseLayer or FlattenLayer => true,
        // Its slopes are learnt, or drawn.
        ActivationLayer { Function: { } f } => f != ActivationCatalogue.Prelu && f != ActivationCatalogue.Rrelu
            && before is DenseLayer dense && dense.Function == ActivationCatalogue.Linear,
        _ => false,
    };

    /// <summary>Whether a law sets its elements to a pattern; it has a variance too, but mixes no signals.</summary>
    internal static bool IsPattern(string initializer) => initializer
        is nameof(Identity) or nameof(Dirac) or nameof(Constant) or nameof(Ones) or nameof(Zeros);

    private static LayerLaw OfInitializers(DenseLayer layer)
    {
        long inputs = layer.Fans.In;
        Initializer kernel = layer.KernelInitializer;
        double variance = kernel.ExpectedVariance(new TensorShape([layer.Units, inputs]));
        bool random = !IsPattern(kernel.Name) && MeanOf(kernel) == 0 && variance > 0;
        return new LayerLaw
        {
            Activation = layer.Function,
            FanIn = inputs,
            FanOut = layer.Units,
            WeightVariance = random ? inputs * variance : null,
            BiasMean = layer.BiasInitializer is { } bias ? MeanOf(bias) : 0,
            BiasVariance = layer.BiasInitializer?.ExpectedVariance(new TensorShape([layer.Units])) ?? 0,
        };
    }

    private static double MeanOf(Initializer initializer) => initializer switch
    {
        Constant constant => constant.Value,
        Ones => 1,
        RandomNormal normal => normal.Mean,
        TruncatedNormal normal => normal.Mean,
        RandomUniform uniform => (uniform.Minimum + uniform.Maximum) / 2,
        _ => 0,
    };

    /// <summary>The law that weights and biases look drawn from as they are now.</summary>
    /// <param name="activation">f, or null.</param>
    /// <param name="fans">Fan-in and fan-out.</param>
    /// <param name="weights">The weights' figures.</param>
    /// <param name="bias">The biases, or null.</param>
    internal static LayerLaw OfWeights(Activation? activation, Fans fans, Moments weights, torch.Tensor? bias)
    {
        Moments? biases = bias is null ? null : Moments.Of(bias);
        double variance = Math.Pow(weights.StandardDeviation, 2);
        return new LayerLaw
        {
            Activation = activation,
            FanIn = fans.In,
            FanOut = fans.Out,
            WeightVariance = variance > 0 && !IsOneSided(weights, fans.In) ? fans.In * (variance + (weights.Mean * weights.Mean)) : null,
            BiasMean = biases?.Mean ?? 0,
            BiasVariance = biases is null ? 0 : Math.Pow(biases.StandardDeviation, 2),
        };
    }

    // A mean that is no accident of the draw, and shifts all units of a layer alike by more than a fifth of their spread.
    private static bool IsOneSided(Moments weights, long fanIn)
    {
        const double StandardErrors = 6;
        const double Share = 0.05;
        double square = weights.Mean * weights.Mean;
        double variance = weights.StandardDeviation * weights.StandardDeviation;
        return square > StandardErrors * StandardErrors * variance / weights.Count && fanIn * square > Share * variance;
    }
}
