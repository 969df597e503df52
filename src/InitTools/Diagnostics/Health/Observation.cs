namespace InitTools;

/// <summary>One firing of a rule.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Measured">The figure that was measured.</param>
/// <param name="Threshold">The threshold it passed; null where there is none.</param>
/// <param name="Step">The optimizer step; null outside of training.</param>
/// <param name="Layer">The layer's name; null for the model as a whole.</param>
/// <param name="Recommendation">What cures it; null for the verdict's usual remedy.</param>
public readonly record struct Observation(
    HealthVerdict Verdict, double Measured, double? Threshold, long? Step, string? Layer = null, string? Recommendation = null);
