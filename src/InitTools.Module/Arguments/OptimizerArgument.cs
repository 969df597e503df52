using System.Management.Automation;

namespace InitTools.Module;

/// <summary>
/// What users may give for an optimizer: one of New-Optimizer, or a name. It is looked up when the cmdlet runs, so that errors carry
/// the cmdlet's own ids.
/// </summary>
public sealed class OptimizerArgument
{
    private readonly object? _value;

    internal OptimizerArgument(object? value) => _value = value;

    /// <summary>What the user gave.</summary>
    /// <returns>Its text.</returns>
    public override string ToString() => _value?.ToString() ?? "";

    /// <summary>Looks the optimizer up.</summary>
    /// <param name="parameter">The parameter that it was given for.</param>
    /// <exception cref="InitToolsException"><c>UnknownOptimizer</c>.</exception>
    internal Optimizer Resolve(string parameter) => _value as Optimizer ?? OptimizerCatalogue.Find(_value as string ?? ToString(), parameter);
}

/// <summary>Wraps whatever is given for an optimizer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptimizerTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        OptimizerArgument argument => argument,
        PSObject { BaseObject: OptimizerArgument argument } => argument,
        PSObject wrapped => new OptimizerArgument(wrapped.BaseObject),
        _ => new OptimizerArgument(inputData),
    };
}
