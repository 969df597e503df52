namespace InitTools.Tests;

/// <summary>Rows of sound layers and epochs, to be made sick in one figure.</summary>
internal static class HealthRows
{
    public static LayerGradient Layer(int number = 1, long? step = 1) => new()
    {
        Model = "net", Layer = number, Name = $"dense_{number}", Type = "Dense", Activation = "relu", Initializer = "HeNormal",
        FanIn = 50, FanOut = 50, ActivationMean = 0.4, ActivationStandardDeviation = 0.6, DeadFraction = 0,
        BackpropStandardDeviation = 0.01, WeightStandardDeviation = 0.2, WeightGradientStandardDeviation = 0.01,
        WeightGradientNorm = 0.5, UpdateRatio = 0.05, WeightGradientMeanAbsolute = 0.008, WeightGradientZeroFraction = 0,
        RarelyActiveFraction = 0, UnitSpread = 1, Step = step, WeightChange = 0.01, WeightUpdateRatio = 0.005,
    };

    public static TrainingEpoch Epoch(int number, double? loss = null) => new()
    {
        Model = "net", Epoch = number, Step = 20 * number, Loss = loss ?? (2.0 / number), ValidationLoss = loss ?? (2.1 / number),
        Accuracy = 1 - (0.5 / number), ValidationAccuracy = 1 - (0.55 / number), LearningRate = 0.01, GradientNorm = 1, SamplesPerSecond = 1000,
    };

    /// <summary>One probe of three layers, the middle one as given.</summary>
    public static TrainingHistory Around(LayerGradient middle) =>
        new("net", [], [new ProbeSnapshot(middle.Step, [Layer(1, middle.Step), middle with { Layer = 2, Name = "dense_2" }, Layer(3, middle.Step)])]);

    public static TrainingHistory Of(params TrainingEpoch[] epochs) => new("net", epochs, []);

    public static TrainingHistory Of(params ProbeSnapshot[] probes) => new("net", [], probes);

    /// <summary>What one rule of a pack finds.</summary>
    public static IReadOnlyList<Finding> Find(string pack, string rule, TrainingHistory history)
    {
        HealthRule found = Assert.Single(RulePackCatalogue.Find(pack).Rules, candidate => candidate.Name == rule);
        return new RulePack(pack, "", [found]).Measure(history);
    }
}
