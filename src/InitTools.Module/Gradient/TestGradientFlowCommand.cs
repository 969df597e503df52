using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Says whether a model's gradients arrive: true if all of its layers are healthy.</summary>
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
