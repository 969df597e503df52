using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Sends one batch through a model and its gradient back, and says of each layer what came through.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "GradientProbe", DefaultParameterSetName = NoiseSet)]
[OutputType(typeof(LayerGradient))]
public sealed class InvokeGradientProbeCommand : ProbeCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(Probe(), true);
}
