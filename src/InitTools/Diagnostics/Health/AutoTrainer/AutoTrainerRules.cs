namespace InitTools;

/// <summary>The rules of AutoTrainer (Zhang, Zhai, Ma and Shen 2021, ICSE), with the parameters its tool is published with.</summary>
internal static class AutoTrainerRules
{
    public const string Name = "AutoTrainer";

    public static RulePack Pack { get; } = new(
        Name, "AutoTrainer's rules (Zhang et al. 2021)",
        [
            new GradientVanishRule("GradientVanish", Source("beta_1 = 1e-3, beta_2 = 1e-4")),
            new GradientExplodeRule("GradientExplode", Source("beta_3 = 70")),
            new NonFiniteRule("NonFiniteLoss", Source("NaN or infinity in loss, weight or gradient"), HealthVerdict.Exploding),
            new DyingReluRule("DyingRelu", Source("gamma = 0.7")),
            new UnstableRule("OscillatingLoss", Source("zeta = 0.03, eta = 0.2")),
            new SlowConvergenceRule("SlowConvergence", Source("Theta = 0.7")),
        ]);

    private static string Source(string parameters) => $"AutoTrainer (Zhang et al. 2021, ICSE), {parameters}";
}
