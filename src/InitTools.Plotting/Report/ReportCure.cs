namespace InitTools.Plotting;

/// <summary>Commands that try a cure. In them <c>$net</c> is the model and <c>$data</c> the dataset.</summary>
internal static class ReportCure
{
    /// <summary>The repair.</summary>
    public static IEnumerable<string> Repair { get; } = ["# Try the cures in turn and keep what helps", "$net | Repair-GradientFlow -Dataset $data -Seed 1"];

    /// <summary>Commands where a repair has tried all cures and the gradient still doesn't arrive.</summary>
    public static IEnumerable<string> AfterRepair { get; } =
        ["# Where does the trouble begin?", "$net | Invoke-GradientProbe -Dataset $data -Seed 1 | Measure-GradientFlow"];

    /// <summary>Commands against a sick gradient.</summary>
    /// <param name="verdict">What it suffers from.</param>
    /// <param name="depth">The number of layers.</param>
    /// <param name="width">The units of a hidden layer.</param>
    /// <param name="activation">The activation of the hidden layers, where it is known.</param>
    /// <returns>Lines of a script.</returns>
    public static IEnumerable<string> For(GradientVerdict verdict, int depth, long width, string? activation)
    {
        string activations = string.Join(", ", new[] { activation, "relu", "selu" }.OfType<string>().Distinct());
        string[] compare =
        [
            "# Which law and activation keep the gradient at this depth and width?",
            FormattableString.Invariant(
                $"Invoke-InitializationSweep {activations} {Math.Max(1, depth - 1)} {Math.Max(1, width)} -Initializer glorot_uniform, he_normal, lecun_normal -Seed 1 | Show-GradientFlow"),
        ];
        string[] skip =
        [
            "# Normalization and skip connections take the gradient through deep nets: such a block in place of a layer",
            FormattableString.Invariant(
                $"(New-BatchNormalizationLayer), (New-ActivationLayer relu), (New-DenseLayer {Math.Max(1, width)} -KernelInitializer HeNormal) | New-ResidualBlock"),
        ];
        string[] draw = ["# Weights of the size that each layer's activation asks for", "$net | Initialize-Model -KernelInitializer Auto -Seed 1"];
        string[] standardize = ["# Inputs of mean 0 and variance 1", "$data = Import-Dataset data.csv -Standardize"];
        string[] check = ["# Does it help?", "$net | Invoke-GradientProbe -Dataset $data -Seed 1 | Show-GradientFlow"];
        return verdict switch
        {
            GradientVerdict.Healthy => ["$net | Invoke-ModelTraining -Dataset $data -ValidationFraction 0.2 -ProbeEvery 10 -Seed 1 | Measure-TrainingHealth"],
            GradientVerdict.Vanishing => [.. Repair, "# Or one by one:", .. draw, .. check, .. compare, .. skip],
            GradientVerdict.Exploding =>
            [
                .. Repair, "# Or one by one:", .. draw, .. check, .. compare, .. skip,
                "# In training, keep single steps short", "$net | Invoke-ModelTraining -Dataset $data -GradientClipNorm 1 -Seed 1",
            ],
            GradientVerdict.Dead =>
            [
                .. Repair, "# Or one by one:",
                "# An activation that passes something on below 0, too",
                FormattableString.Invariant($"New-DenseLayer {Math.Max(1, width)} -Activation leaky_relu -KernelInitializer Auto"),
                .. standardize, .. draw, .. check,
            ],
            GradientVerdict.Saturated => [.. standardize, .. Repair, "# Or one by one:", .. draw, .. check],
            _ => [.. standardize, .. draw, .. check],
        };
    }

    /// <summary>Commands against what a rule found in a training.</summary>
    /// <param name="verdict">What it suffers from.</param>
    /// <param name="learningRate">The learning rate it was trained with, where it is known.</param>
    /// <returns>Lines of a script.</returns>
    public static IEnumerable<string> For(HealthVerdict verdict, double? learningRate)
    {
        string Train(string options) => $"$net | Invoke-ModelTraining -Dataset $data -ValidationFraction 0.2 -Seed 1 {options} | Measure-TrainingHealth";
        string Rate(double factor) => FormattableString.Invariant($"-LearningRate {(learningRate ?? 0.01) * factor:G3}");
        const string Draw = "$net | Initialize-Model -KernelInitializer Auto -Seed 1";
        return verdict switch
        {
            HealthVerdict.Healthy => [],
            HealthVerdict.LearningRateTooHigh => [Draw, Train(Rate(0.1) + " -WarmUpEpoch 1")],
            HealthVerdict.Exploding => [Draw, Train("-GradientClipNorm 1")],
            HealthVerdict.NonFinite => [Draw, Train(Rate(0.1) + " -GradientClipNorm 1")],
            HealthVerdict.NotLearning => [Draw, Train(Rate(10))],
            HealthVerdict.Overfit => ["# New-DropoutLayer 0.5 behind the widest layers, and", Train("-EarlyStoppingPatience 3 -L2 1e-4")],
            HealthVerdict.Dead => ["# New-DenseLayer -Activation leaky_relu in place of relu, and", Draw, Train(Rate(0.1))],
            HealthVerdict.Saturated => ["$data = Import-Dataset data.csv -Standardize", Draw, Train("-ProbeEvery 10")],
            _ => [Draw, Train("-ProbeEvery 10")],
        };
    }
}
