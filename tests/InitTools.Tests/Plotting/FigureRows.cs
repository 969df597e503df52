namespace InitTools.Tests.Plotting;

/// <summary>Rows as a probe writes them, with figures that are easy to find again.</summary>
internal static class FigureRows
{
    public static LayerGradient Layer(string model, int layer, double backprop, long? step = null, int? time = null) => new()
    {
        Model = model,
        Layer = layer,
        Name = $"dense_{layer}",
        Type = "Dense",
        FanIn = 4,
        FanOut = 4,
        ActivationMean = 0,
        ActivationStandardDeviation = 10 * backprop,
        DeadFraction = 0,
        BackpropStandardDeviation = backprop,
        PredictedBackpropStandardDeviation = 2 * backprop,
        WeightStandardDeviation = 0.1,
        Step = step,
        TimeStep = time,
        WeightChange = step / 1000.0,
    };

    public static TrainingEpoch Epoch(string model, int epoch, double loss, double? validation = null) => new()
    {
        Model = model,
        Epoch = epoch,
        Step = 10 * epoch,
        Loss = loss,
        ValidationLoss = validation,
        LearningRate = 0.1,
        GradientNorm = 1,
        SamplesPerSecond = 1,
    };
}
