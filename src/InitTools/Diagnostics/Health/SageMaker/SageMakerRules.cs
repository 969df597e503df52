namespace InitTools;

/// <summary>
/// The built-in rules of Amazon SageMaker Debugger for deep networks, with the defaults that its developer guide documents (List
/// of Debugger Built-in Rules).
/// </summary>
internal static class SageMakerRules
{
    public const string Name = "SageMaker";

    public static RulePack Pack { get; } = new(
        Name, "Amazon SageMaker Debugger's built-in rules with their documented defaults",
        [
            new GradientMagnitudeRule("VanishingGradient", Source("VanishingGradient: threshold 1e-7"), minimum: 1e-7),
            new NonFiniteRule("ExplodingTensor", Source("ExplodingTensor: NaN or infinity")),
            new DeadReluRule("DeadRelu", Source("DeadRelu: threshold_inactivity 1 %, threshold_layer 50 %")),
            new SaturatedActivationRule(
                "SaturatedActivation", Source("SaturatedActivation: threshold_tanh (-9.4999, 9.4999), threshold_sigmoid (-23, 16.99999)")),
            new PoorWeightInitializationRule("PoorWeightInitialization", Source("PoorWeightInitialization: threshold 10, steps 10")),
            new UpdateRatioRule("WeightUpdateRatio", Source("WeightUpdateRatio: small_threshold 1e-8, large_threshold 10"), 1e-8, 10),
            new AllZeroRule("AllZero", Source("AllZero: threshold 100 %")),
            new UnchangedTensorRule("UnchangedTensor", Source("UnchangedTensor: num_steps 3, rtol 1e-5, atol 1e-8")),
            new LossNotDecreasingRule("LossNotDecreasing", Source("LossNotDecreasing: num_steps 10")),
            new OverfitRule("Overfit", Source("Overfit: ratio_threshold 0.1, patience 1")),
        ]);

    private static string Source(string rule) => $"Amazon SageMaker Debugger, {rule} (developer guide, List of Debugger Built-in Rules)";
}
