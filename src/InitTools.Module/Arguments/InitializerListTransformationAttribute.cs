using System.Collections;
using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Wraps each of several things that are given for initializers.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InitializerListTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly InitializerTransformationAttribute One = new();

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        return value is IEnumerable items and not (string or IDictionary)
            ? items.Cast<object>().Select(item => (InitializerArgument)One.Transform(engineIntrinsics, item)).ToArray()
            : new[] { (InitializerArgument)One.Transform(engineIntrinsics, inputData) };
    }
}
