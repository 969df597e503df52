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

    /// <summary>The law that a layer's initializers give it, whatever its weights are now.</summary>
    /// <param name="layer">A layer whose input size is known.</param>
    /// <returns>The law.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c>: the input size isn't known.</exception>
    public static LayerLaw OfInitializers(DenseLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        int inputs = layer.InputSize ?? throw new InitToolsException(
            "LayerNotBuilt",
            $"Layer '{layer.Name}' has no weights yet: give it an InputSize, or put it into a model with New-SequentialModel.",
            FaultKind.InvalidOperation, layer.Name);
        var kernel = new TensorShape([layer.Units, inputs]);
        var bias = new TensorShape([layer.Units]);
        double variance = layer.KernelInitializer.ExpectedVariance(kernel);
        bool random = IsRandom(layer.KernelInitializer) && MeanOf(layer.KernelInitializer) == 0 && variance > 0;
        return new LayerLaw
        {
            Activation = layer.Function,
            FanIn = inputs,
            FanOut = layer.Units,
            WeightVariance = random ? inputs * variance : null,
            BiasMean = layer.BiasInitializer is { } initializer ? MeanOf(initializer) : 0,
            BiasVariance = layer.BiasInitializer?.ExpectedVariance(bias) ?? 0,
        };
    }

    /// <summary>Whether a law draws its elements; a pattern of fixed ones has a variance too, but mixes no signals.</summary>
    internal static bool IsRandom(Initializer initializer) => initializer is not (Identity or Dirac or Constant or Ones or Zeros);

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
