namespace InitTools;

/// <summary>What usually cures a sick training.</summary>
internal static class HealthRemedy
{
    /// <summary>The remedy for a verdict, where nothing more is known of the model.</summary>
    public static string For(HealthVerdict verdict) => verdict switch
    {
        HealthVerdict.Healthy => "None needed.",
        HealthVerdict.Vanishing => "Initialize for the activation, use relu or selu, or add normalization or skip connections.",
        HealthVerdict.Exploding => "Initialize for the activation, add normalization, or clip the gradient.",
        HealthVerdict.Dead => "Use leaky_relu or elu, biases of 0, standardized inputs and a lower learning rate.",
        HealthVerdict.Saturated => "Initialize with smaller weights, standardize the inputs, or use relu or selu.",
        HealthVerdict.NonFinite => "Look for NaN or infinity in data and weights; then lower the learning rate or clip the gradient.",
        HealthVerdict.WrongScale => "Initialize for the activation: Initialize-Model -KernelInitializer Auto.",
        HealthVerdict.Symmetric => "Draw the weights at random: Initialize-Model -KernelInitializer Auto.",
        HealthVerdict.LearningRateTooHigh => "Lower the learning rate by a factor of ten, or warm it up.",
        HealthVerdict.Overfit => "Stop earlier; use more data, dropout, L2 or a smaller model.",
        _ => "Raise the learning rate; look whether layers are frozen and labels fit the samples.",
    };
}
