using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>Measures tensors: moments, extremes, norm, zeros and non-finite elements.</summary>
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
