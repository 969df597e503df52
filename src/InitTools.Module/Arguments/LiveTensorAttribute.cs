using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>
/// Refuses a tensor that was disposed of. It has to do so before the tensor is bound: PowerShell writes down what it binds, and TorchSharp
/// has no text for such a tensor but an error that names nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LiveTensorAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is torch.Tensor { IsInvalid: true }
            ? throw new ArgumentTransformationMetadataException("The tensor was disposed of; make another one.")
            : inputData;
}
