using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Shows in the terminal how the gradient comes through: bars on a logarithmic scale, and the verdict.</summary>
/// <remarks>
/// <para>
/// What comes through the pipeline decides the picture. Rows of Invoke-GradientProbe give a chart for each model, with a bar for each layer's
/// standard deviation of dL/dz. All charts have one scale, so that models can be compared. Of a training's probes the first and the
/// last are shown, and its epochs passed over. Results of Measure-GradientFlow or of Invoke-InitializationSweep give one chart with a bar for each model: the gradient at
/// the first layer over that at the last. Layers of Get-SignalPropagation -Depth give what theory predicts. A model isn't probed here,
/// as that takes data and a seed: pipe it through Invoke-GradientProbe.
/// </para>
/// <para>
/// Two marks may stand in a line: a diamond where theory predicts the value, and a dotted stroke where the healthy range ends, as
/// far as the bar doesn't cover it. A deep net is folded: neighbours share a line, which shows the sickest of them and the range of
/// their numbers. The first and last layer are always shown.
/// </para>
/// <para>
/// The output is text, a string for each line, no wider than the window. Block characters are used where the console can show them;
/// otherwise, with -Ascii, or where TERM is dumb, plain ASCII. Colours are those of $PSStyle and appear where the lines go straight to a
/// terminal: not with NO_COLOR, nor where TERM is dumb, nor behind another command or in a file. $PSStyle.OutputRendering set to Ansi or
/// PlainText overrules that. In a variable's lines they remain; assign with OutputRendering at PlainText to have none.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownInput</term><description>an object of another kind</description></item>
/// <item><term>InitTools.InvalidRow</term><description>a property of an imported row is missing or can't be read</description></item>
/// <item><term>InitTools.MixedInput</term><description>objects of more than one kind came in</description></item>
/// <item><term>InitTools.InvalidWidth</term><description>-Width is below 40</description></item>
/// <item><term>InitTools.InvalidRowLimit</term><description>-RowLimit is below 3</description></item>
/// <item><term>InitTools.InvalidVanishingRatio</term><description>-VanishingRatio isn't above 0 and below 1</description></item>
/// <item><term>InitTools.InvalidExplodingRatio</term><description>-ExplodingRatio isn't finite and above 1</description></item>
/// </list>
/// </remarks>
/// <returns>The lines of the charts.</returns>
/// <example>
/// Where does the gradient die?
/// <code>
/// $net = 1..10 | ForEach-Object { New-DenseLayer 100 -Activation sigmoid } | New-SequentialModel -InputShape 64 -Name sigmoid -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Show-GradientFlow
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Several models at a glance, in plain characters:
/// <code>
/// $flows = foreach ($law in 'glorot_uniform', 'he_normal', 'orthogonal') {
///     $net = 1..20 | ForEach-Object { New-DenseLayer 64 -Activation tanh -KernelInitializer $law } |
///         New-SequentialModel -InputShape 64 -Name $law -Seed 42
///     $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
///     $net.Dispose()
/// }
/// $flows | Show-GradientFlow -Ascii -Width 72
/// </code>
/// </example>
/// <example>
/// What theory predicts of 200 tanh layers, in twelve lines:
/// <code>
/// Get-SignalPropagation tanh 1.3 -Depth 200 | Show-GradientFlow -RowLimit 12
/// </code>
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso cref="ExportGradientPlotCommand"/>
/// <seealso cref="GetSignalPropagationCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
/// <seealso href="https://no-color.org">The NO_COLOR convention</seealso>
[Cmdlet(VerbsCommon.Show, "GradientFlow")]
[OutputType(typeof(string))]
public sealed class ShowGradientFlowCommand : InitToolsCommand
{
    private readonly List<object> _items = [];
    private GradientRules _rules = null!;
    private object? _epoch;

    /// <summary>Rows of Invoke-GradientProbe, flows of Measure-GradientFlow, or layers of Get-SignalPropagation -Depth.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The longest line in characters, 40 or more.</summary>
    /// <value>that of the window, or 80</value>
    [Parameter]
    [WholeNumber]
    public int? Width { get; set; }

    /// <summary>The most bars of a model, 3 or more; deeper nets are folded.</summary>
    /// <value>40</value>
    [Parameter]
    [WholeNumber]
    public int RowLimit { get; set; } = FlowChart.DefaultRowLimit;

    /// <summary>Uses plain ASCII, whatever the console can show.</summary>
    [Parameter]
    public SwitchParameter Ascii { get; set; }

    /// <summary>Below this ratio of a layer's signal to the last layer's a gradient vanishes; above 0 and below 1.</summary>
    /// <value>0.001</value>
    [Parameter]
    public double VanishingRatio { get; set; } = GradientRules.DefaultVanishingRatio;

    /// <summary>Above this ratio a gradient explodes; finite and above 1.</summary>
    /// <value>70</value>
    [Parameter]
    public double ExplodingRatio { get; set; } = GradientRules.DefaultExplodingRatio;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _rules = new GradientRules(VanishingRatio, ExplodingRatio);
        // Wrong numbers shouldn't wait for the last object.
        FlowChart.Of(Array.Empty<LayerGradient>(), _rules, RowLimit);
        BarChartText.Lay([], Width ?? BarChartText.MinimumWidth);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (PSObject item in (InputObject ?? []).OfType<PSObject>())
        {
            // A training's epochs come with the rows of its layers.
            if (LayerRow.IsEpoch(item)) _epoch = item.BaseObject;
            else _items.Add(LayerRow.Unwrap(item, this));
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        IReadOnlyList<BarChart> charts = _items switch
        {
            [] when _epoch is null => [],
            [LayerGradient, ..] => FlowChart.Of(PipelineKind.All<LayerGradient>(_items), _rules, RowLimit),
            [GradientFlow, ..] => FlowChart.Of(PipelineKind.All<GradientFlow>(_items), _rules),
            [SignalPropagationLayer, ..] => FlowChart.Of(PipelineKind.All<SignalPropagationLayer>(_items), _rules, RowLimit),
            _ => throw InitToolsException.Argument(
                "UnknownInput", "InputObject", (_items.FirstOrDefault() ?? _epoch!).GetType(),
                "a row of Invoke-GradientProbe, a result of Measure-GradientFlow or a layer of Get-SignalPropagation -Depth"),
        };
        var console = new ConsoleAbility(Host, MyInvocation, SessionState);
        foreach (IReadOnlyList<ChartSpan> line in BarChartText.Lay(charts, Width ?? console.Width, Ascii || !ConsoleAbility.ShowsBlocks))
            WriteObject(string.Concat(line.Select(span => console.Paint(span))));
    }
}
