namespace InitTools;

/// <summary>The parameters that learning rate schedules take; each schedule has some of them. Null keeps the schedule's own.</summary>
public sealed record ScheduleArguments
{
    /// <summary>s of Power and Exponential, in epochs.</summary>
    public double? DecayEpoch { get; init; }

    /// <summary>c of Power.</summary>
    public double? Power { get; init; }

    /// <summary>The boundaries of Piecewise, in epochs.</summary>
    public IReadOnlyList<double>? Boundary { get; init; }

    /// <summary>The factors of Piecewise, or the one of Performance.</summary>
    public IReadOnlyList<double>? Factor { get; init; }

    /// <summary>The patience of Performance, in epochs.</summary>
    public int? Patience { get; init; }

    /// <summary>The momentum where a 1cycle begins and ends.</summary>
    public double? MaximumMomentum { get; init; }

    /// <summary>The momentum at the top of a 1cycle.</summary>
    public double? MinimumMomentum { get; init; }

    /// <summary>The warm-up of any schedule, in epochs.</summary>
    public double? WarmUpEpoch { get; init; }

    /// <summary>The warm-up of any schedule, in steps.</summary>
    public long? WarmUpStep { get; init; }

    /// <summary>Gives a schedule these parameters.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <returns>A new value; those that are null here stay.</returns>
    /// <exception cref="InitToolsException"><c>ParameterNotOfSchedule</c>, or a value out of its range.</exception>
    public LearningRateSchedule ApplyTo(LearningRateSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        schedule = schedule switch
        {
            PowerSchedule power => Only(power, nameof(DecayEpoch), nameof(Power)) with
            {
                DecayEpoch = DecayEpoch ?? power.DecayEpoch,
                Power = Power ?? power.Power,
            },
            ExponentialSchedule exponential =>
                Only(exponential, nameof(DecayEpoch)) with { DecayEpoch = DecayEpoch ?? exponential.DecayEpoch },
            PiecewiseSchedule when Given.Intersect([nameof(Boundary), nameof(Factor)]).Any() =>
                new PiecewiseSchedule(CheckGiven(schedule, Boundary, nameof(Boundary), nameof(Factor)), Factor)
                {
                    WarmUpEpoch = schedule.WarmUpEpoch,
                    WarmUpStep = schedule.WarmUpStep,
                },
            PiecewiseSchedule piecewise => Only(piecewise, nameof(Boundary), nameof(Factor)),
            PerformanceSchedule performance => Only(performance, nameof(Factor), nameof(Patience)) with
            {
                Reduction = Factor is null ? performance.Reduction : Factor.Count == 1 ? Factor[0] : double.NaN,
                PlateauPatience = Patience ?? performance.PlateauPatience,
            },
            OneCycleSchedule cycle => Only(cycle, nameof(MaximumMomentum), nameof(MinimumMomentum)) with
            {
                MaximumMomentum = MaximumMomentum ?? cycle.MaximumMomentum,
                MinimumMomentum = MinimumMomentum ?? cycle.MinimumMomentum,
            },
            _ => Only(schedule),
        };
        return schedule with
        {
            WarmUpEpoch = WarmUpEpoch ?? schedule.WarmUpEpoch,
            WarmUpStep = WarmUpStep ?? schedule.WarmUpStep,
        };
    }

    private IEnumerable<string> Given => new (string Name, object? Value)[]
    {
        (nameof(DecayEpoch), DecayEpoch), (nameof(Power), Power), (nameof(Boundary), Boundary), (nameof(Factor), Factor),
        (nameof(Patience), Patience), (nameof(MaximumMomentum), MaximumMomentum), (nameof(MinimumMomentum), MinimumMomentum),
    }.Where(parameter => parameter.Value is not null).Select(parameter => parameter.Name);

    private T Only<T>(T schedule, params string[] known)
        where T : LearningRateSchedule => CheckGiven(schedule, schedule, known);

    private T CheckGiven<T>(LearningRateSchedule schedule, T result, params string[] known)
    {
        if (Given.Except(known).FirstOrDefault() is not { } unknown) return result;
        string has = known.Length == 0 ? "it has none beside the warm-up" : $"it has {string.Join(", ", known)}";
        throw new InitToolsException(
            "ParameterNotOfSchedule", $"{schedule.Name} has no parameter {unknown}; {has}.", FaultKind.InvalidArgument, unknown);
    }
}
