using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Tabulates an activation and its derivative.</summary>
/// <remarks>
/// <para>
/// The points are spaced evenly from -Minimum to -Maximum, both included. Values and derivatives are computed in double precision
/// without loss of digits far out: the derivative of tanh at 20 is 1.7e-17, not 0. At a kink the derivative is what autograd
/// uses, 0 for ReLU at 0.
/// </para>
/// <para>softmax is shown as one logit against a single other one at 0, which is the sigmoid.</para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item>
/// <term>InitTools.InvalidRange</term><description>an end that isn't finite, or a maximum not above the minimum</description>
/// </item>
/// <item><term>InitTools.InvalidCount</term><description>fewer than 2 points</description></item>
/// </list>
/// </remarks>
/// <returns>One object for each point, in ascending order of x.</returns>
/// <example>
/// The curve of GELU at a few points:
/// <code>Measure-Activation gelu -Minimum -3 -Maximum 3 -Count 13</code>
/// </example>
/// <example>
/// Where is the sigmoid flat?
/// <code>Measure-Activation sigmoid -Minimum 0 -Maximum 10 | Where-Object Derivative -LT (0.0025 * 0.25)</code>
/// From 7.4 on, |f'| is under 0.0025 of its maximum 1/4: an output there counts as saturated.
/// </example>
/// <example>
/// All nonsaturating activations far to the left:
/// <code>
/// Get-Activation -Nonsaturating | ForEach-Object {
///     $point = $_ | Measure-Activation -Minimum -10 -Maximum -9 -Count 2
///     '{0}: {1:G3}' -f $_.Name, $point[0].Derivative
/// }
/// </code>
/// </example>
/// <seealso cref="GetActivationCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
[Cmdlet(VerbsDiagnostic.Measure, "Activation")]
[OutputType(typeof(ActivationPoint))]
public sealed class MeasureActivationCommand : InitToolsCommand
{
    /// <summary>The activation's name in any spelling, or an object of Get-Activation.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The first x, a finite number.</summary>
    /// <value>-5</value>
    [Parameter]
    public double Minimum { get; set; } = -5;

    /// <summary>The last x, above the first.</summary>
    /// <value>5</value>
    [Parameter]
    public double Maximum { get; set; } = 5;

    /// <summary>The number of points, 2 or more.</summary>
    /// <value>101</value>
    [Parameter]
    [WholeNumber]
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
