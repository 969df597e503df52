namespace InitTools;

/// <summary>What cures a sick model, most likely cause first: a wrong initializer, then the activation, then the depth.</summary>
internal static class GradientRemedy
{
    /// <summary>Recommends.</summary>
    /// <param name="verdict">The model's verdict.</param>
    /// <param name="sick">The layer where the trouble begins.</param>
    /// <param name="depth">The number of layers.</param>
    /// <param name="rules">The thresholds.</param>
    public static string For(GradientVerdict verdict, LayerGradient sick, int depth, GradientRules rules)
    {
        Activation? activation = ActivationCatalogue.TryFind(sick.Activation, out Activation? known) ? known : null;
        return verdict switch
        {
            GradientVerdict.Healthy => "None needed.",
            GradientVerdict.NonFinite =>
                $"NaN or infinity begins at layer {sick.Layer}: look at its data and weights; smaller weights keep the signal finite.",
            _ when sick.WeightStandardDeviation == 0 =>
                $"All weights of layer {sick.Layer} are equal, so its units can't differ. {Initialize(activation)}",
            GradientVerdict.Vanishing when activation is not null && LosesEveryGradient(activation, depth, rules) =>
                FormattableString.Invariant($"Use relu or selu: |{activation.Name}'| is at most {activation.DerivativeMaximum:G2}."),
            _ when !IsInitializedFor(sick, activation) => Initialize(activation),
            GradientVerdict.Dead => $"Units of layer {sick.Layer} never fire: use leaky_relu or elu, and standardize the inputs.",
            _ when activation?.Saturation == Saturation.Both =>
                $"Use relu or selu: {activation.Name} saturates.",
            GradientVerdict.Saturated => "Standardize the inputs; smaller weights leave the flat parts.",
            GradientVerdict.Vanishing => "Too deep as it is: add normalization or skip connections, or drop layers.",
            _ => "Too deep as it is: add normalization or skip connections, or clip the gradient.",
        };
    }

    /// <summary>Warns where depth has outgrown width: then no variance of the weights helps.</summary>
    /// <param name="risk">The sum of reciprocal hidden widths.</param>
    /// <returns>Another sentence, or nothing.</returns>
    public static string ForWidth(double risk) => Math.Exp(5 * risk) < GradientRules.WidthRiskThreshold
        ? ""
        : FormattableString.Invariant(
            $" Depth outgrew width: with sum(1/width) = {risk:G2} gradients differ widely from draw to draw; use wider or fewer layers.");

    // With weights of variance 1/n the gradient shrinks by the root mean square of f' in every layer, which is at most its maximum.
    private static bool LosesEveryGradient(Activation activation, int depth, GradientRules rules) =>
        Math.Pow(activation.DerivativeMaximum, depth - 1) < rules.VanishingRatio;

    private static bool IsInitializedFor(LayerGradient layer, Activation? activation) =>
        activation is null || layer.Initializer is null
        || InitializerCatalogue.ForActivation(activation).Any(info => info.Name == layer.Initializer)
        || layer.Initializer is nameof(Orthogonal) or nameof(DeltaOrthogonal);

    private static string Initialize(Activation? activation) => activation is null
        ? "Initialize for the activation: Initialize-Model -KernelInitializer Auto."
        : $"Initialize {activation.Name} with {activation.Initializer}.";
}
