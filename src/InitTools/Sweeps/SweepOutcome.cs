namespace InitTools;

/// <summary>How one run of a sweep ended: with a row, or with a fault that the other runs don't share.</summary>
/// <param name="Configuration">What ran.</param>
/// <param name="Run">The row; null if the run failed.</param>
/// <param name="Fault">What went wrong, with the run's name in its message; null if nothing did.</param>
/// <param name="IsCached">Whether the row was read from the cache instead of computed.</param>
public sealed record SweepOutcome(
    SweepConfiguration Configuration, SweepRun? Run, InitToolsException? Fault = null, bool IsCached = false);
