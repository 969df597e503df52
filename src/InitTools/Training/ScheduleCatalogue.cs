namespace InitTools;

/// <summary>The learning rate schedules by the names that people use for them.</summary>
public static class ScheduleCatalogue
{
    private static readonly NameTable<LearningRateSchedule> Table = new(
        "learning rate schedule",
        [
            (new ConstantSchedule(), ["Constant", "none"]),
            (new PowerSchedule(), ["Power", "InverseTime", "InverseTimeDecay"]),
            (new ExponentialSchedule(), ["Exponential", "ExponentialDecay"]),
            (new PiecewiseSchedule(), ["Piecewise", "PiecewiseConstant", "PiecewiseConstantDecay", "MultiStep"]),
            (new PerformanceSchedule(), ["Performance", "ReduceLROnPlateau", "Plateau"]),
            (new OneCycleSchedule(), ["OneCycle", "1cycle", "OneCycleLR"]),
        ]);

    /// <summary>The schedules with their default parameters, in the order in which they are shown.</summary>
    public static IReadOnlyList<LearningRateSchedule> All { get; } = [.. Table.Names.Select(name => Table.Find(name, "Name"))];

    /// <summary>Looks a schedule up.</summary>
    /// <param name="name">Its name; case, hyphens and underscores don't matter.</param>
    /// <param name="parameter">The parameter that the name was given for.</param>
    /// <param name="arguments">Parameters other than the defaults; null for none.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="InitToolsException">
    /// <c>UnknownLearningRateSchedule</c>, whose message lists near matches; <c>ParameterNotOfSchedule</c>; a value out of its range.
    /// </exception>
    public static LearningRateSchedule Find(string? name, string parameter, ScheduleArguments? arguments = null)
    {
        LearningRateSchedule schedule = Table.Find(name, parameter);
        return arguments?.ApplyTo(schedule) ?? schedule;
    }
}
