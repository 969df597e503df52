using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Judges the rows of a probe, one result a model.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "GradientFlow")]
[OutputType(typeof(GradientFlow))]
public sealed class MeasureGradientFlowCommand : InitToolsCommand
{
    private readonly GradientFlowReader _reader = new();
    private GradientRules _rules = null!;

    /// <summary>The rows of Invoke-GradientProbe.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public LayerGradient[] InputObject { get; set; } = [];

    /// <summary>Below this ratio of the first layer's signal to the last layer's a gradient vanishes.</summary>
    [Parameter]
    public double VanishingRatio { get; set; } = GradientRules.DefaultVanishingRatio;

    /// <summary>Above this ratio a gradient explodes.</summary>
    [Parameter]
    public double ExplodingRatio { get; set; } = GradientRules.DefaultExplodingRatio;

    /// <inheritdoc/>
    protected override void Begin() => _rules = new GradientRules(VanishingRatio, ExplodingRatio);

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (LayerGradient row in InputObject)
            if (_reader.Add(row) is { } finished) WriteObject(GradientFlow.Measure(finished, _rules));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_reader.Finish() is { } finished) WriteObject(GradientFlow.Measure(finished, _rules));
    }
}
