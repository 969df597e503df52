namespace InitTools;

/// <summary>One point of an activation's curve.</summary>
/// <param name="X">The input.</param>
/// <param name="Value">The activation there.</param>
/// <param name="Derivative">Its derivative there.</param>
public sealed record ActivationPoint(double X, double Value, double Derivative)
{
    /// <summary>The activation's name; null for a curve without one.</summary>
    public string? Activation { get; init; }
}
