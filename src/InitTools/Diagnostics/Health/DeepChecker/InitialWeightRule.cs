namespace InitTools;

/// <summary>
/// An F-test of the weights' variance, before they move, against that of the initializer recommended for the activation: He for
/// ReLU, Glorot for tanh, LeCun for sigmoid, any of the three for others. The ratio of the larger to the smaller variance must be
/// at most F(1, infinity) at alpha 0.1, as published: the square of the standard normal's 95 % quantile, 2.70554. (With as many
/// degrees of freedom as there are weights the test would call one sound layer in ten sick.)
/// </summary>
internal sealed class InitialWeightRule(string name, string source) : HealthRule(name, source)
{
    /// <summary>F(1, infinity) at alpha 0.1.</summary>
    public const double CriticalRatio = 2.70554;

    public override IEnumerable<Observation> Observe(TrainingHistory history) =>
        from layer in history.Start?.Layers ?? []
        let found = Judge(layer)
        where found is not null
        select found.Value with { Step = history.Start!.Step, Layer = layer.Name };

    private static Observation? Judge(LayerGradient layer)
    {
        double variance = layer.WeightStandardDeviation * layer.WeightStandardDeviation;
        if (variance == 0) return new(HealthVerdict.Symmetric, 0, null, null);
        double ratio = Recommended(layer).Min(law => Math.Max(variance / law, law / variance));
        return ratio > CriticalRatio ? new(HealthVerdict.WrongScale, ratio, CriticalRatio, null) : null;
    }

    private static double[] Recommended(LayerGradient layer)
    {
        double he = 2.0 / layer.FanIn;
        double lecun = 1.0 / layer.FanIn;
        double glorot = 2.0 / (layer.FanIn + layer.FanOut);
        return layer.Activation switch
        {
            "relu" => [he],
            "tanh" => [glorot],
            "sigmoid" => [lecun],
            _ => [he, lecun, glorot],
        };
    }
}
