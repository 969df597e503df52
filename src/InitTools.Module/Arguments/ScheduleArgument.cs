using System.Management.Automation;

namespace InitTools.Module;

/// <summary>
/// What users may give for a learning rate schedule: one of New-LearningRateSchedule, or a name. It is looked up when the cmdlet
/// runs, so that errors carry the cmdlet's own ids.
/// </summary>
public sealed class ScheduleArgument
{
    private readonly object? _value;

    internal ScheduleArgument(object? value) => _value = value;

    /// <summary>What the user gave.</summary>
    /// <returns>Its text.</returns>
    public override string ToString() => _value?.ToString() ?? "";

    /// <summary>Looks the schedule up.</summary>
    /// <param name="parameter">The parameter that it was given for.</param>
    /// <exception cref="InitToolsException"><c>UnknownLearningRateSchedule</c>.</exception>
    internal LearningRateSchedule Resolve(string parameter) =>
        _value as LearningRateSchedule ?? ScheduleCatalogue.Find(_value as string ?? ToString(), parameter);
}

/// <summary>Wraps whatever is given for a learning rate schedule.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ScheduleTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        ScheduleArgument argument => argument,
        PSObject { BaseObject: ScheduleArgument argument } => argument,
        PSObject wrapped => new ScheduleArgument(wrapped.BaseObject),
        _ => new ScheduleArgument(inputData),
    };
}
