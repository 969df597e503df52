namespace InitTools;

/// <summary>What the mean-field theory predicts of one layer of a net of equal, wide layers.</summary>
public sealed record SignalPropagationLayer
{
    /// <summary>Where a variance is too large to go on with; whatever f is, its maps have reached their limits.</summary>
    private const double Overflow = 1e280;

    /// <summary>The activation's name.</summary>
    public required string Activation { get; init; }

    /// <summary>sigma_w^2: the variance of a weight times the fan-in.</summary>
    public required double WeightVariance { get; init; }

    /// <summary>sigma_b^2: the variance of a bias.</summary>
    public required double BiasVariance { get; init; }

    /// <summary>The layer's number; 1 is nearest the input.</summary>
    public required int Layer { get; init; }

    /// <summary>q, the variance of the pre-activations z over the units, for one input.</summary>
    public required double PreActivationVariance { get; init; }

    /// <summary>E[f(z)], the mean of the outputs over the units.</summary>
    public required double ActivationMean { get; init; }

    /// <summary>E[f(z)^2] - E[f(z)]^2, the variance of the outputs over the units: the square of what a probe measures.</summary>
    public required double ActivationVariance { get; init; }

    /// <summary>
    /// The variance of dL/dz at this layer over that at the last one: the product of sigma_w^2 E[f'(z)^2] over the layers from this
    /// one to the last but one (Schoenholz et al. 2017, equation 12). The square of a probe's BackpropRatio.
    /// </summary>
    public required double BackpropVarianceRatio { get; init; }

    /// <summary>The correlation of the pre-activations of two inputs.</summary>
    public required double Correlation { get; init; }

    /// <summary>Follows two inputs through the net; see <see cref="SignalPropagation.Layers"/>.</summary>
    internal static SignalPropagationLayer[] Trace(
        Activation activation, double weightVariance, double biasVariance, int depth, double inputVariance, double inputCorrelation,
        CancellationToken cancellationToken)
    {
        MeanField field = MeanField.Of(activation);
        Check(weightVariance, biasVariance, depth, inputVariance, inputCorrelation);
        var layers = new SignalPropagationLayer[depth];
        double[] chi = new double[depth];
        double variance = (weightVariance * inputVariance) + biasVariance;
        double correlation = ((weightVariance * inputVariance * inputCorrelation) + biasVariance) / variance;
        CorrelationMap? map = null;
        double mapped = double.NaN;
        for (int i = 0; i < depth; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool usable = variance is > 0 and < Overflow;
            // At the fixed point the map stays the same, layer after layer.
            if (usable && !(Math.Abs(variance - mapped) <= 1e-14 * variance)) (map, mapped) = (new CorrelationMap(field, variance), variance);
            NormalMoments moments = usable ? map!.Moments : field.Moments(Math.Clamp(variance, 0, Overflow));
            chi[i] = weightVariance * moments.DerivativeMeanSquare;
            layers[i] = new SignalPropagationLayer
            {
                Activation = activation.Name,
                WeightVariance = weightVariance,
                BiasVariance = biasVariance,
                Layer = i + 1,
                PreActivationVariance = variance,
                ActivationMean = moments.Mean,
                ActivationVariance = Math.Max(0, moments.MeanSquare - (moments.Mean * moments.Mean)),
                BackpropVarianceRatio = 1,
                Correlation = correlation,
            };
            double next = (weightVariance * moments.MeanSquare) + biasVariance;
            if (usable && next > 0)
                correlation = Math.Clamp(((weightVariance * map!.At(correlation).Covariance) + biasVariance) / next, -1, 1);
            variance = next;
        }
        double ratio = 1;
        for (int i = depth - 2; i >= 0; i--) layers[i] = layers[i] with { BackpropVarianceRatio = ratio *= chi[i] };
        return layers;
    }

    private static void Check(
        double weightVariance, double biasVariance, int depth, double inputVariance, double inputCorrelation)
    {
        InitTools.LengthFixedPoint.CheckVariances(weightVariance, biasVariance);
        if (depth is < 1 or > SignalPropagation.DepthLimit)
            throw InitToolsException.Argument("InvalidDepth", "Depth", depth, $"from 1 to {SignalPropagation.DepthLimit}");
        if (!(inputVariance > 0) || !double.IsFinite(inputVariance))
            throw InitToolsException.Argument("InvalidInputVariance", "InputVariance", inputVariance, "finite and above 0");
        if (inputCorrelation is not (>= -1 and <= 1))
            throw InitToolsException.Argument("InvalidInputCorrelation", "InputCorrelation", inputCorrelation, "from -1 to 1");
    }
}
