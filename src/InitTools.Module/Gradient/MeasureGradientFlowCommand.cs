using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Judges the rows of a probe, one result a model.</summary>
/// <remarks>
/// <para>
/// The rows of one model are those that follow each other with one name and rising layer numbers; send them as
/// Invoke-GradientProbe wrote them, or as Import-Csv, Import-Clixml and ConvertFrom-Json read them back. The epochs among the rows of
/// Invoke-ModelTraining are passed over. BackpropRatio is the standard deviation of dL/dz at the first layer over that at the last: 1
/// keeps the gradient on its way back.
/// </para>
/// <para>
/// PredictedBackpropRatio is what the mean-field theory of wide networks predicts for it, Chi the factor by which the variance of dL/dz
/// changes from a layer to the one below it (the geometric mean over the hidden layers; 1 is the edge of chaos). Both are empty where
/// the theory doesn't cover a layer. WidthRisk is beta, the sum of the hidden layers' reciprocal widths (Hanin 2018). The theory
/// is for infinite width; in nets of finite width the squared gradient scatters from draw to draw, the more the larger beta is: where
/// exp(5 beta) is 10 or more Recommendation says so.
/// </para>
/// <para>Each layer is judged by the first rule that holds:</para>
/// <list type="table">
/// <listheader><term>Verdict</term><description>Rule</description></listheader>
/// <item><term>NonFinite</term><description>a figure is NaN or infinite</description></item>
/// <item><term>Dead</term><description>at least half of the units put out 0 for every sample</description></item>
/// <item>
/// <term>Saturated</term><description>at least half of the outputs lie where |f'| is under 0.0025 of its maximum, of an
/// activation that saturates on both sides (sigmoid, tanh, ...)</description>
/// </item>
/// <item>
/// <term>Vanishing</term><description>dL/dz of this layer has less than -VanishingRatio of the last layer's standard
/// deviation</description>
/// </item>
/// <item><term>Exploding</term><description>it has more than -ExplodingRatio times that</description></item>
/// <item><term>Healthy</term><description>otherwise</description></item>
/// </list>
/// <para>
/// Of the steps of a recurrent layer, TimeDecay is made: the factor, a geometric mean, by which dL/dx_t changes in a step back, in
/// the layer where it is farthest from 1. TimeVerdict holds the ratio of the first step to the last against the same thresholds.
/// Where the loss looks at more than the last step, each step brings a gradient of its own, and the decay doesn't show.
/// </para>
/// <para>
/// The model takes the gravest of its layers' verdicts, what stops training coming first: NonFinite if any layer is; then
/// Vanishing or Exploding by the BackpropRatio, then by TimeVerdict; then Dead and Saturated if any layer is; then what is left. It is Healthy only if
/// all layers are.
/// </para>
/// <para>
/// The default ratios, 1e-3 and 70, are AutoTrainer's (Zhang et al. 2021). They are wide; a stricter pair such as 0.1 and 10 also
/// finds networks that merely train slowly.
/// </para>
/// <para>
/// FirstUnhealthyLayer is where the trouble begins. For layers that are dead, saturated or not finite it is the first one on the
/// way forward, also where the gradient vanishes because of them. Otherwise it is the first one on the way back, the unhealthy
/// layer nearest the output. It is null for a healthy model. Recommendation says what to do, the most likely cause first: the
/// initializer, then the activation, then the depth.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidVanishingRatio</term><description>not above 0 and below 1</description></item>
/// <item><term>InitTools.InvalidExplodingRatio</term><description>not above 1, or infinite</description></item>
/// <item><term>InitTools.InvalidRow</term><description>a property of an imported row is missing or can't be read</description></item>
/// </list>
/// </remarks>
/// <returns>One object for each model.</returns>
/// <example>
/// What is wrong, where, and what cures it:
/// <code>
/// $net = 1..30 | ForEach-Object { New-DenseLayer 100 -Activation relu -KernelInitializer LecunNormal } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net.Dispose()
/// </code>
/// The recommendation is HeNormal, whose factor 2 makes up for the half of the signal that ReLU cuts away.
/// </example>
/// <example>
/// Compare initializers:
/// <code>
/// $rows = foreach ($initializer in 'GlorotUniform', 'he_normal', 'lecun_normal') {
///     $net = 1..20 | ForEach-Object { New-DenseLayer 100 -Activation selu -KernelInitializer $initializer } |
///         New-SequentialModel -InputShape 64 -Name $initializer -Seed 42
///     $net | Invoke-GradientProbe -Seed 1
///     $net.Dispose()
/// }
/// $rows | Measure-GradientFlow
/// </code>
/// The rows outlive the networks. With He's factor 2 the gradient of these SELU layers grows by almost a fifth in each of them;
/// LeCun's 1 keeps it.
/// </example>
/// <example>
/// Stricter thresholds:
/// <code>
/// $net = 1..10 | ForEach-Object { New-DenseLayer 50 -Activation tanh } | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow -VanishingRatio 0.1 -ExplodingRatio 10
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="TestGradientFlowCommand"/>
/// <seealso cref="InitializeModelCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
/// <seealso>about_InitTools_Theory</seealso>
/// <seealso href="https://arxiv.org/abs/1801.03744">
/// Hanin 2018, Which neural net architectures give rise to exploding and vanishing gradients?
/// </seealso>
/// <seealso href="https://proceedings.mlr.press/v9/glorot10a.html">
/// Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks
/// </seealso>
/// <seealso href="https://doi.org/10.1109/ICSE43902.2021.00043">Zhang et al. 2021, AutoTrainer</seealso>
[Cmdlet(VerbsDiagnostic.Measure, "GradientFlow")]
[OutputType(typeof(GradientFlow))]
public sealed class MeasureGradientFlowCommand : InitToolsCommand
{
    private readonly GradientFlowReader _reader = new();
    private GradientRules _rules = null!;

    /// <summary>The rows of Invoke-GradientProbe, each model's in one piece.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [LayerRowTransformation]
    [AllowEmptyCollection]
    public LayerGradient[] InputObject { get; set; } = [];

    /// <summary>Below this ratio of a layer's signal to the last layer's a gradient vanishes; above 0 and below 1.</summary>
    /// <value>0.001</value>
    [Parameter]
    public double VanishingRatio { get; set; } = GradientRules.DefaultVanishingRatio;

    /// <summary>Above this ratio a gradient explodes; finite and above 1.</summary>
    /// <value>70</value>
    [Parameter]
    public double ExplodingRatio { get; set; } = GradientRules.DefaultExplodingRatio;

    /// <inheritdoc/>
    protected override void Begin() => _rules = new GradientRules(VanishingRatio, ExplodingRatio);

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (LayerGradient row in InputObject)
        {
            // A flow that lacks a layer would be wrong: the command ends here.
            if (LayerRowTransformationAttribute.FaultOf(row) is { } fault) ThrowTerminatingError(ErrorRecords.From(fault));
            if (_reader.Add(row) is { } finished) WriteObject(GradientFlow.Measure(finished, _rules));
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_reader.Finish() is { } finished) WriteObject(GradientFlow.Measure(finished, _rules));
    }
}
