using System.Collections;
using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>
/// Takes a tensor, or nothing. Of what is none it says how to make one, where PowerShell says of lists that a method isn't supported. A
/// tensor that was disposed of is refused before it is bound: PowerShell writes down what it binds, and TorchSharp has no text for
/// such a tensor but an error that names nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LiveTensorAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null => value,
            torch.Tensor { IsInvalid: true } => throw new ArgumentTransformationMetadataException("The tensor was disposed of; make another one."),
            torch.Tensor => value,
            _ => throw new ArgumentTransformationMetadataException(
                $"{(value is IEnumerable and not string ? "A list" : InitToolsException.Show(value))} is no tensor; ConvertTo-Tensor makes one of numbers, as in (0, 1, 2 | ConvertTo-Tensor)."),
        };
    }
}
