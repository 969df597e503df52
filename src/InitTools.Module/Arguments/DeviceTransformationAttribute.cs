using System.Management.Automation;
using InitTools.Native;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Makes a device of its name, or of TorchSharp's object for one; another text is refused when it is bound.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DeviceTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is ComputeDevice device) return device;
        try
        {
            return ComputeDevice.Parse(value switch
            {
                torch.Device torchDevice => torchDevice.ToString(),
                DeviceType type => $"{type}",
                _ => value as string ?? value?.ToString(),
            });
        }
        catch (InitToolsException fault)
        {
            throw new ArgumentTransformationMetadataException(fault.Message, fault);
        }
    }
}
