using System.Collections;
using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Says of what is no tensor how to make one; PowerShell says of lists that a method isn't supported.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TensorTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null or torch.Tensor) return value;
        string shown = value is IEnumerable and not string ? "A list" : InitToolsException.Show(value);
        throw new ArgumentTransformationMetadataException($"{shown} is no tensor; ConvertTo-Tensor makes one of numbers, as in (0, 1, 2 | ConvertTo-Tensor).");
    }
}
