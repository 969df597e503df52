namespace InitTools;

/// <summary>
/// How the learning rate changes over the steps of a training: an immutable value that gives, for each step, the factor that the
/// optimizer's learning rate is multiplied by. Names and formulas follow Géron (Hands-On Machine Learning, 3rd edition, chapter 11,
/// "Learning Rate Scheduling"); time t counts epochs, in fractions, and moves on at each step.
/// </summary>
public abstract record LearningRateSchedule
{
    private readonly double _warmUpEpoch;
    private readonly long _warmUpStep;

    /// <summary>The schedule's name, such as <c>Exponential</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The length of the warm-up in epochs, fractions allowed; 0 for none. Over its w steps the factor is multiplied by
    /// (k + 1) / w at step k, from 0 (Goyal et al. 2017, section 2.2); the schedule's own time runs on meanwhile.
    /// </summary>
    /// <exception cref="InitToolsException"><c>InvalidWarmUpEpoch</c>: negative or not finite.</exception>
    public double WarmUpEpoch
    {
        get => _warmUpEpoch;
        init => _warmUpEpoch = LawParameter.NotNegative(value, nameof(WarmUpEpoch));
    }

    /// <summary>The length of the warm-up in steps, beside that in epochs; 0 for none.</summary>
    /// <exception cref="InitToolsException"><c>InvalidWarmUpStep</c>: negative.</exception>
    public long WarmUpStep
    {
        get => _warmUpStep;
        init => _warmUpStep = value >= 0 ? value : throw InitToolsException.Argument("InvalidWarmUpStep", nameof(WarmUpStep), value, "0 or more");
    }

    // Derived records may not replace it: a row that holds a schedule must read as its name.
    /// <summary>The schedule's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public sealed override string ToString() => Name;

    /// <summary>The formula of the factor, for people.</summary>
    public abstract string Formula { get; }

    /// <summary>The factor that the learning rate of a step is multiplied by, warm-up included.</summary>
    /// <param name="point">The step.</param>
    /// <returns>Above 0.</returns>
    public double Factor(SchedulePoint point)
    {
        double steps = WarmUpStep + Math.Round(WarmUpEpoch * point.StepsPerEpoch);
        double warmth = point.Step + 1 >= steps ? 1 : (point.Step + 1) / steps;
        return warmth * Value(point);
    }

    /// <summary>The momentum of a step, where the schedule cycles it; otherwise null.</summary>
    /// <param name="point">The step.</param>
    /// <returns>The momentum, of Adam and its like beta1.</returns>
    public virtual double? Momentum(SchedulePoint point) => null;

    /// <summary>After how many epochs without a lower loss a plateau is counted; null where nobody counts them.</summary>
    internal virtual int? Patience => null;

    /// <summary>The factor without warm-up.</summary>
    private protected abstract double Value(SchedulePoint point);
}
