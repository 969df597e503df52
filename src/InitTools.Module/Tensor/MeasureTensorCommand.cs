using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Measures tensors: moments, extremes, norm, zeros and non-finite elements.</summary>
/// <remarks>
/// <para>
/// Works on tensors of any real type and shape, contiguous or not, and leaves them as they are. NaN and infinite elements are
/// counted; the other figures are those of the finite ones. Sums are kept in double precision, so that gradients of 1e-30 have a
/// variance too.
/// </para>
/// <para>To see whether weights follow a law, use Measure-Initializer, which knows what to expect.</para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedTensor</term><description>the tensor was disposed of</description></item>
/// <item><term>InitTools.InvalidMeasuredTensor</term><description>a tensor of complex numbers</description></item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>One object for each tensor; plain numbers that outlive it.</returns>
/// <example>
/// The weights of a layer:
/// <code>
/// $net = New-DenseLayer 100 -Activation relu -KernelInitializer Auto | New-SequentialModel -InputShape 64 -Seed 1
/// $kernel = $net.Layers[0].GetKernel()
/// $kernel | Measure-Tensor
/// $kernel.Dispose()
/// $net.Dispose()
/// </code>
/// Auto is HeNormal here; the variance is close to 2/64. GetKernel() gives a copy that is the caller's.
/// </example>
/// <example>
/// Look for NaN and infinity:
/// <code>
/// $values = ConvertTo-Tensor 0, 1, 2, ([double]::NaN)
/// ($values | Measure-Tensor).NonFiniteCount
/// $values.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewTensorCommand"/>
/// <seealso cref="ConvertToTensorCommand"/>
/// <seealso cref="MeasureInitializerCommand"/>
[Cmdlet(VerbsDiagnostic.Measure, "Tensor")]
[OutputType(typeof(TensorStatistics))]
public sealed class MeasureTensorCommand : InitToolsCommand
{
    /// <summary>The tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public torch.Tensor InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject.IsInvalid)
        {
            throw new InitToolsException(
                "DisposedTensor", "InputObject is a tensor that was disposed of.", FaultKind.InvalidOperation);
        }
        WriteObject(TensorStatistics.Measure(InputObject, CancellationToken));
    }
}
