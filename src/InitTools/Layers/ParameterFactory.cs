using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;

namespace InitTools;

/// <summary>Makes parameters of tensors without a trace in <see cref="torch.Tensor.TotalCount"/>.</summary>
internal static class ParameterFactory
{
    private static readonly ConstructorInfo? FromHandle = typeof(Parameter).GetConstructor(
        BindingFlags.Instance | BindingFlags.NonPublic, [typeof(nint)]);

    /// <summary>Makes a parameter.</summary>
    /// <param name="values">Its values; the parameter takes the tensor over.</param>
    /// <param name="requiresGradient">Whether gradients are asked of it.</param>
    /// <remarks>
    /// The public constructor takes the tensor's memory and forgets its place in the count of living tensors, which then grows with
    /// every model, as if memory leaked. Whoever looks for leaks by it would be misled.
    /// </remarks>
    public static Parameter Create(torch.Tensor values, bool requiresGradient)
    {
        if (FromHandle is null) return new Parameter(values, requiresGradient);
        values.DetachFromDisposeScope();
        var parameter = (Parameter)FromHandle.Invoke([values.DecoupleFromNativeHandle()]);
        parameter.requires_grad = requiresGradient;
        return parameter;
    }
}
