using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Says whether a model's gradients arrive: true if all of its layers are healthy.</summary>
/// <remarks>
/// <para>
/// Probes the model as Invoke-GradientProbe does, judges the rows as Measure-GradientFlow does with its default thresholds, and
/// says whether the verdict is Healthy. With -Verbose it says why. Nothing in the model changes.
/// </para>
/// <para>For other thresholds, use Invoke-GradientProbe | Measure-GradientFlow and look at the Verdict.</para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToProbe</term><description>a model without layers that have weights</description></item>
/// <item>
/// <term>InitTools.ClassCountMismatch</term><description>the last layer's width isn't the dataset's number of classes; the
/// message names both</description>
/// </item>
/// <item><term>InitTools.LabelsRequired</term><description>a dataset without labels</description></item>
/// <item>
/// <term>InitTools.InputRequired</term><description>a module that doesn't tell its input shape needs data</description>
/// </item>
/// <item><term>InitTools.InputShapeMismatch</term><description>samples of another size than the model takes</description></item>
/// <item><term>InitTools.OutputShapeMismatch</term><description>an output that the loss can't take</description></item>
/// <item><term>InitTools.InvalidInput</term><description>an InputObject without a batch dimension</description></item>
/// <item><term>InitTools.NonFiniteInput</term><description>NaN or infinity in the InputObject</description></item>
/// <item><term>InitTools.ShapeTooLarge</term><description>a batch that doesn't fit into the free memory</description></item>
/// <item><term>InitTools.LabelCountMismatch</term><description>another number of targets than samples</description></item>
/// <item><term>InitTools.LabelOutOfRange</term><description>a class number that the model hasn't</description></item>
/// <item><term>InitTools.UnknownLoss</term><description>no such loss; the message lists near matches</description></item>
/// <item><term>InitTools.InvalidBatchSize</term><description>-BatchSize is below 1</description></item>
/// <item><term>InitTools.InvalidRepeat</term><description>-Repeat is below 1</description></item>
/// <item>
/// <term>InitTools.ForwardFailed</term><description>the model can't take the batch; libtorch's reason follows</description>
/// </item>
/// <item>
/// <term>InitTools.BackwardFailed</term><description>a module without a way back, as where it changes in place what its gradient
/// needs; libtorch's reason follows</description>
/// </item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>True or false, one for each model.</returns>
/// <example>
/// Stop a script before it trains in vain:
/// <code>
/// $net = 1..20 | ForEach-Object { New-DenseLayer 100 -Activation selu -KernelInitializer Auto } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// if (-not ($net | Test-GradientFlow -Seed 1)) { throw 'This network will not train.' }
/// $net.Dispose()
/// </code>
/// Nothing is said where all is well.
/// </example>
/// <example>
/// The reason, too:
/// <code>
/// $net = 1..10 | ForEach-Object { New-DenseLayer 100 -Activation sigmoid } | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Test-GradientFlow -Seed 1 -Verbose
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
[Cmdlet(VerbsDiagnostic.Test, "GradientFlow", DefaultParameterSetName = NoiseSet)]
[OutputType(typeof(bool))]
public sealed class TestGradientFlowCommand : ProbeCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        GradientFlow flow = GradientFlow.Measure(Probe());
        WriteVerbose($"{flow.Model}: {flow.Verdict}, backprop ratio {flow.BackpropRatio:G3}. {flow.Recommendation}");
        WriteObject(flow.Verdict == GradientVerdict.Healthy);
    }
}
