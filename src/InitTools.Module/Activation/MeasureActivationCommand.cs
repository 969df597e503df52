using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Tabulates an activation and its derivative.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Activation")]
[OutputType(typeof(ActivationPoint))]
public sealed class MeasureActivationCommand : InitToolsCommand
{
    /// <summary>The activation's name in any spelling.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The first x.</summary>
    [Parameter]
    public double Minimum { get; set; } = -5;

    /// <summary>The last x, above the first.</summary>
    [Parameter]
    public double Maximum { get; set; } = 5;

    /// <summary>The number of points, 2 or more.</summary>
    [Parameter]
    public int Count { get; set; } = 101;

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (ActivationPoint point in ActivationCatalogue.Find(Name, nameof(Name)).Curve(Minimum, Maximum, Count))
        {
            CancellationToken.ThrowIfCancellationRequested();
            WriteObject(point);
        }
    }
}
