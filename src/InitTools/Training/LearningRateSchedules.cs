namespace InitTools;

/// <summary>No change: the factor is 1.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override string Name => "Constant";

    /// <inheritdoc/>
    public override string Formula => "1";

    private protected override double Value(SchedulePoint point) => 1;
}

/// <summary>Power scheduling: 1 / (1 + t / s)^c. After s epochs the rate is halved (for c = 1), after two a third, and so on.</summary>
public sealed record PowerSchedule : LearningRateSchedule
{
    private readonly double? _decayEpoch;
    private readonly double _power = 1;

    /// <inheritdoc/>
    public override string Name => "Power";

    /// <inheritdoc/>
    public override string Formula => "1 / (1 + t/s)^c";

    /// <summary>s in epochs, above 0; null is a tenth of the training.</summary>
    /// <exception cref="InitToolsException"><c>InvalidDecayEpoch</c>.</exception>
    public double? DecayEpoch
    {
        get => _decayEpoch;
        init => _decayEpoch = value is { } epochs ? LawParameter.Positive(epochs, nameof(DecayEpoch)) : null;
    }

    /// <summary>c, above 0.</summary>
    /// <exception cref="InitToolsException"><c>InvalidPower</c>.</exception>
    public double Power
    {
        get => _power;
        init => _power = LawParameter.Positive(value, nameof(Power));
    }

    private protected override double Value(SchedulePoint point) =>
        Math.Pow(1 + (point.Epoch / (DecayEpoch ?? (point.Epochs / 10))), -Power);
}

/// <summary>Exponential scheduling: 0.1^(t / s), a tenth every s epochs.</summary>
public sealed record ExponentialSchedule : LearningRateSchedule
{
    private readonly double? _decayEpoch;

    /// <inheritdoc/>
    public override string Name => "Exponential";

    /// <inheritdoc/>
    public override string Formula => "0.1^(t/s)";

    /// <summary>s in epochs, above 0; null is the whole training.</summary>
    /// <exception cref="InitToolsException"><c>InvalidDecayEpoch</c>.</exception>
    public double? DecayEpoch
    {
        get => _decayEpoch;
        init => _decayEpoch = value is { } epochs ? LawParameter.Positive(epochs, nameof(DecayEpoch)) : null;
    }

    private protected override double Value(SchedulePoint point) => Math.Pow(0.1, point.Epoch / (DecayEpoch ?? point.Epochs));
}

/// <summary>
/// Piecewise constant scheduling: the n-th factor from the n-th boundary on. By default a tenth after half of the training and a
/// hundredth after three quarters (He et al. 2016, section 4.2).
/// </summary>
public sealed record PiecewiseSchedule : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="boundaries">The boundaries in epochs, rising, above 0; null takes half and three quarters of the training.</param>
    /// <param name="factors">The factors, above 0, one more than boundaries; null takes 1, 0.1, 0.01 and so on.</param>
    /// <exception cref="InitToolsException"><c>InvalidBoundary</c> or <c>InvalidFactor</c>.</exception>
    public PiecewiseSchedule(IReadOnlyList<double>? boundaries = null, IReadOnlyList<double>? factors = null)
    {
        if (boundaries is not null && !(boundaries.All(boundary => double.IsFinite(boundary) && boundary > 0)
            && boundaries.Zip(boundaries.Skip(1)).All(pair => pair.First < pair.Second)))
        {
            throw InitToolsException.Argument("InvalidBoundary", "Boundary", Show(boundaries), "rising numbers of epochs above 0");
        }
        int count = boundaries?.Count ?? 2;
        if (factors is not null && (factors.Count != count + 1 || !factors.All(factor => double.IsFinite(factor) && factor > 0)))
        {
            throw InitToolsException.Argument(
                "InvalidFactor", "Factor", Show(factors), $"{count + 1} numbers above 0, one more than there are boundaries");
        }
        Boundaries = boundaries is null ? null : [.. boundaries];
        Factors = factors is null ? [.. Enumerable.Range(0, count + 1).Select(n => Math.Pow(10, -n))] : [.. factors];
    }

    /// <inheritdoc/>
    public override string Name => "Piecewise";

    /// <inheritdoc/>
    public override string Formula => "the n-th factor from the n-th boundary on";

    /// <summary>The boundaries in epochs; null is half and three quarters of the training.</summary>
    public IReadOnlyList<double>? Boundaries { get; }

    /// <summary>The factors, the first from the beginning, the others from the boundaries on.</summary>
    public IReadOnlyList<double> Factors { get; }

    private protected override double Value(SchedulePoint point)
    {
        IReadOnlyList<double> boundaries = Boundaries ?? [point.Epochs / 2, point.Epochs * 3 / 4];
        return Factors[boundaries.Count(boundary => point.Epoch >= boundary)];
    }

    private static string Show(IEnumerable<double> values) => string.Join(", ", values.Select(value => InitToolsException.Show(value)));
}

/// <summary>
/// Performance scheduling: factor^n after n plateaus of the validation loss (of the training loss where there is none), as Keras'
/// ReduceLROnPlateau. A plateau is <see cref="PlateauPatience"/> epochs in a row without a lower loss.
/// </summary>
public sealed record PerformanceSchedule : LearningRateSchedule
{
    private readonly double _reduction = 0.5;
    private readonly int _patience = 5;

    /// <inheritdoc/>
    public override string Name => "Performance";

    /// <inheritdoc/>
    public override string Formula => "factor^(plateaus)";

    /// <summary>What the rate is multiplied by at a plateau, above 0 and below 1; 0.5 as in Géron.</summary>
    /// <exception cref="InitToolsException"><c>InvalidFactor</c>.</exception>
    public double Reduction
    {
        get => _reduction;
        init => _reduction = value is > 0 and < 1
            ? value
            : throw InitToolsException.Argument("InvalidFactor", "Factor", value, "above 0 and below 1");
    }

    /// <summary>The epochs without a lower loss that make a plateau, 1 or more.</summary>
    /// <exception cref="InitToolsException"><c>InvalidPatience</c>.</exception>
    public int PlateauPatience
    {
        get => _patience;
        init => _patience = value >= 1 ? value : throw InitToolsException.Argument("InvalidPatience", "Patience", value, "1 or more");
    }

    internal override int? Patience => PlateauPatience;

    private protected override double Value(SchedulePoint point) => Math.Pow(Reduction, point.Plateaus);
}

/// <summary>
/// 1cycle scheduling (Smith 2018, sections 4.1 and 4.3): the learning rate rises linearly from a tenth to the whole, falls back as long,
/// and in the last tenth of the steps falls linearly to a thousandth of where it began. Momentum goes the other way, from 0.95 to 0.85
/// and back, and stays there. The optimizer's learning rate is the largest of the cycle.
/// </summary>
public sealed record OneCycleSchedule : LearningRateSchedule
{
    private const double Begin = 0.1;
    private const double End = 1e-4;
    private const double FinalShare = 0.1;
    private const double Rise = (1 - FinalShare) / 2;

    private readonly double _maximumMomentum = 0.95;
    private readonly double _minimumMomentum = 0.85;

    /// <inheritdoc/>
    public override string Name => "OneCycle";

    /// <inheritdoc/>
    public override string Formula => "0.1 to 1 and back over 90 % of the steps, then down to 0.0001";

    /// <summary>The momentum at the beginning and the end, 0 or more and below 1.</summary>
    /// <exception cref="InitToolsException"><c>InvalidMaximumMomentum</c>.</exception>
    public double MaximumMomentum
    {
        get => _maximumMomentum;
        init => _maximumMomentum = CheckMomentum(value, nameof(MaximumMomentum));
    }

    /// <summary>The momentum where the learning rate is largest, 0 or more and below 1.</summary>
    /// <exception cref="InitToolsException"><c>InvalidMinimumMomentum</c>.</exception>
    public double MinimumMomentum
    {
        get => _minimumMomentum;
        init => _minimumMomentum = CheckMomentum(value, nameof(MinimumMomentum));
    }

    /// <inheritdoc/>
    public override double? Momentum(SchedulePoint point) =>
        MaximumMomentum + ((MinimumMomentum - MaximumMomentum) * Height(Position(point)));

    private protected override double Value(SchedulePoint point)
    {
        double position = Position(point);
        double final = Math.Max(0, (position - (2 * Rise)) / FinalShare);
        return final > 0 ? Begin + ((End - Begin) * final) : Begin + ((1 - Begin) * Height(position));
    }

    // 0 at the first step and 1 at the last.
    private static double Position(SchedulePoint point) => point.Steps <= 1 ? 0 : point.Step / (point.Steps - 1.0);

    // 0 where the cycle begins, 1 at its top, 0 again where it ends.
    private static double Height(double position) => Math.Max(0, 1 - (Math.Abs(position - Rise) / Rise));

    private static double CheckMomentum(double value, string name) => value is >= 0 and < 1
        ? value
        : throw InitToolsException.Argument("Invalid" + name, name, value, "0 or more and below 1");
}
