namespace InitTools;

/// <summary>
/// At the start a hidden layer's weights have over ten times, or under a tenth of, the variance of the initializer that its
/// activation asks for, and its outputs show it: their standard deviation is under half or over twice that of f(z), z ~ N(0, 1),
/// or a quarter of them are saturated. Where normalization makes up for the weights, nothing is wrong.
/// </summary>
internal sealed class WeightScaleRule(string name, string source) : HealthRule(name, source)
{
    private const double LargestRatio = 10;
    private const double SmallestRatio = 0.1;
    private const double LargestSpread = 2;
    private const double LargestSaturation = 0.25;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        foreach (LayerGradient layer in history.Start?.Hidden ?? [])
        {
            Activation activation = ActivationCatalogue.TryFind(layer.Activation, out Activation? known) ? known : ActivationCatalogue.Linear;
            double ratio = layer.WeightStandardDeviation * layer.WeightStandardDeviation / Recommended(activation, layer);
            if (ratio is >= SmallestRatio and <= LargestRatio || ratio == 0 || !Shows(activation, layer)) continue;
            yield return new(
                HealthVerdict.WrongScale, ratio, ratio > LargestRatio ? LargestRatio : SmallestRatio, history.Start!.Step, layer.Name,
                known is null ? null : $"Initialize {known.Name} with {known.Initializer}.");
        }
    }

    private static bool Shows(Activation activation, LayerGradient layer)
    {
        double mean = NormalExpectation.Of(activation.Value, splits: activation.Kinks);
        double expected = Math.Sqrt(NormalExpectation.Of(z => Math.Pow(activation.Value(z) - mean, 2), splits: activation.Kinks));
        double spread = layer.ActivationStandardDeviation / expected;
        return spread is < 1 / LargestSpread or > LargestSpread || layer.SaturatedFraction > LargestSaturation;
    }

    // The scale of the recommended law over its fan: 2 for He, 1 for LeCun and, with the mean of both fans, for Glorot.
    private static double Recommended(Activation activation, LayerGradient layer) => activation.Initializer switch
    {
        "HeNormal" => 2.0 / layer.FanIn,
        "LecunNormal" => 1.0 / layer.FanIn,
        _ => 2.0 / (layer.FanIn + layer.FanOut),
    };
}
