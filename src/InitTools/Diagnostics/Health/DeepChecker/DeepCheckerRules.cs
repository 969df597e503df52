namespace InitTools;

/// <summary>
/// Rules of TheDeepChecker (Ben Braiek and Khomh 2022, "Testing Feedforward Neural Networks Training Programs", ACM TOSEM), with
/// the thresholds of its published settings.
/// </summary>
internal static class DeepCheckerRules
{
    public const string Name = "DeepChecker";

    public static RulePack Pack { get; } = new(
        Name, "TheDeepChecker's rules on weights, activations and gradients (Ben Braiek and Khomh 2022)",
        [
            new InitialWeightRule("InitialWeight", Source("Initial_Weight: f_test_alpha 0.1")),
            new ActivationSpreadRule("ActivationDistribution", Source("Activation Distribution: 0.5 to 2")),
            new UpdateScaleRule("UnstableLearning", Source("Unstable_Learning: log10 of updates from -4 to -1")),
            new GradientMagnitudeRule("VanishingGradient", Source("Gradient Vanishing: mean |g| 1e-6"), minimum: 1e-6),
            new GradientMagnitudeRule("ExplodingGradient", Source("Gradient Exploding: mean |g| 1e6"), maximum: 1e6),
            new NonFiniteRule("NumericalInstability", Source("Numerical_Instability: NaN or infinity")),
        ]);

    private static string Source(string setting) => $"TheDeepChecker (Ben Braiek and Khomh 2022, ACM TOSEM), {setting}";
}
