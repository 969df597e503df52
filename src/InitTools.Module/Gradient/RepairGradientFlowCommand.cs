using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Cures a model whose gradient doesn't arrive, in place, and says what it tried and what that did.</summary>
/// <remarks>
/// <para>
/// Probes the model. If it is sick, tries what theory and the rules offer, probes after each step with the same batch, keeps what
/// helps and undoes what doesn't. The order is from what changes least of the net as it was designed to what changes most:
/// </para>
/// <list type="number">
/// <item><description>an initializer that suits the activation (table 11-1), and orthogonal recurrent kernels (for ReLU the identity)</description></item>
/// <item>
/// <description>the variance on the edge of chaos (see Find-CriticalInitialization), for activations with f(0) = 0</description>
/// </item>
/// <item><description>LSUV (see Initialize-Model), which sets each layer's scale by samples</description></item>
/// <item>
/// <description>another activation in hidden layers that saturate on both sides, or whose ReLU units are dead: SELU in a plain stack of
/// dense layers, otherwise ELU</description>
/// </item>
/// <item><description>batch normalization between the kernels and the activations</description></item>
/// <item><description>residual skips around hidden layers that keep their shape</description></item>
/// <item>
/// <description>clipping, where the gradient still explodes, or did in time: a recommendation for the training</description>
/// </item>
/// </list>
/// <para>
/// A step helps if it makes the model healthy (see Measure-GradientFlow); or leaves fewer layers dead or saturated; or, with as many,
/// brings the gradient nearer to its size at the last layer, or the last step of a recurrent layer, by a factor of 2. Once the model is
/// healthy nothing else is tried, but for skips in nets of more than 18 hidden layers without any: such plain nets train badly even if the
/// gradient arrives (He et al. 2016, figure 4). A model that is healthy from the start gets one row that says so.
/// </para>
/// <para>
/// The model itself is repaired: what holds it goes on with it. New weights come with every cure, so what it had learned is lost.
/// Where layers are replaced, $net.Layers holds new ones, with the names that you gave them, inside of blocks where there are skips; the
/// old ones are disposed of. Steps are tried on copies, and the model changes in the end, in one go: after an error or Ctrl+C it is as
/// it was. Of a TorchSharp module that isn't a SequentialModel only the weights can be repaired, by the first three; they are put back
/// after an error or Ctrl+C.
/// </para>
/// <para>
/// Kept says that the repair went on from a step, Applied that the model itself has it now. -WhatIf tries the steps on copies and
/// changes nothing: its rows are the same, with Kept saying what would be kept, but Applied is False in all of them. Other modules can't be
/// copied: then the rows say what would be tried.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.FrozenWeights</term><description>some weights are frozen, and a repair would draw them anew</description>
/// </item>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToProbe</term><description>no layer has weights</description></item>
/// <item><term>InitTools.InputRequired</term><description>the model doesn't tell its input's shape, and there is no -Dataset</description></item>
/// <item>
/// <term>InitTools.InputShapeMismatch, ClassCountMismatch</term><description>the samples or labels don't fit the model</description>
/// </item>
/// <item><term>InitTools.UnknownLoss</term><description>no such loss; the message lists near matches</description></item>
/// <item><term>InitTools.InvalidBatchSize</term><description>under 1</description></item>
/// </list>
/// </remarks>
/// <returns>
/// One row a step. With -PassThru the model that came in, which stays the caller's, goes on instead, so that the next command of a pipeline
/// gets models only; -Verbose tells the steps then, too.
/// </returns>
/// <example>
/// Cure thirty tanh layers with weights that are far too small:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $small = New-Initializer RandomNormal -StandardDeviation 0.01
/// $layers = 1..30 | ForEach-Object { New-DenseLayer 50 -Activation tanh -KernelInitializer $small }
/// $net = @($layers) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Repair-GradientFlow -Dataset $digits -Seed 1
/// $net | Test-GradientFlow -Dataset $digits
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// See first what it would do:
/// <code>
/// $layers = 1..20 | ForEach-Object { New-DenseLayer 30 -Activation sigmoid }
/// $net = @($layers) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Repair-GradientFlow -WhatIf | ForEach-Object { "would be kept: $($_.Kept), applied: $($_.Applied). $($_.Action)" }
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Repair and train in one pipeline:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $layers = 1..8 | ForEach-Object { New-DenseLayer 30 -Activation relu -KernelInitializer LecunNormal }
/// $net = @($layers) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Repair-GradientFlow -Dataset $digits -PassThru | Invoke-ModelTraining -Dataset $digits -Epoch 1 -Seed 1
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso cref="InitializeModelCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
[Cmdlet(VerbsDiagnostic.Repair, "GradientFlow", SupportsShouldProcess = true)]
[OutputType(typeof(RepairStep), typeof(TensorModule))]
public sealed class RepairGradientFlowCommand : InitToolsCommand
{
    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <summary>
    /// Random samples of this dataset are the batch, their labels the targets. Without data the batch is standard normal and the
    /// targets are random.
    /// </summary>
    [Parameter]
    public Dataset? Dataset { get; set; }

    /// <summary>The loss: CrossEntropy, BinaryCrossEntropy or MeanSquaredError.</summary>
    /// <value>chosen by the model</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>The number of samples of the batch that all steps are judged by, 1 or more; a smaller dataset is taken whole.</summary>
    /// <value>256</value>
    [Parameter]
    [WholeNumber]
    public int BatchSize { get; set; } = 256;

    /// <summary>
    /// A whole number, the seed of new weights and of the batch. Without one the batch is fresh, and weights come from the model's seed, if
    /// it has one.
    /// </summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Writes the model, and no rows.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var options = new RepairOptions
        {
            Loss = Loss is null ? null : ProbeLossFunction.Find(Loss),
            BatchSize = BatchSize,
            Seed = Seed,
            CancellationToken = CancellationToken,
        };
        IReadOnlyList<LayerSummary> layers = ModelSummary.Of(Model);
        string name = layers.Count > 0 ? layers[0].Model : Model.GetName();
        string action = "Try new weights, activations and layers until the gradient arrives";
        if (ShouldProcess($"{action}: {name}", $"{action}: {name}?", "Repair-GradientFlow", out ShouldProcessReason reason))
            Report(GradientRepair.Run(Model, Source, options));
        else if (reason == ShouldProcessReason.WhatIf)
            Report(GradientRepair.Run(Model, Source, options with { DryRun = true }));
        if (PassThru) WriteObject(Model, false);
    }

    private ProbeSource Source => Dataset is null ? ProbeSource.Noise : ProbeSource.From(Dataset);

    private void Report(IReadOnlyList<RepairStep> steps)
    {
        foreach (RepairStep step in steps)
            WriteVerbose(FormattableString.Invariant(
                $"{step.Model}, step {step.Step}: {step.Action} {step.Reason} {step.BackpropRatioBefore:G3} -> {step.BackpropRatioAfter:G3}{(step.Applied ? ", kept" : step.Kept ? ", would be kept" : "")}"));
        if (!PassThru) WriteObject(steps, true);
        RepairStep last = steps.LastOrDefault(step => step.Kept) ?? steps[0];
        GradientVerdict verdict = last.Kept ? last.VerdictAfter!.Value : last.VerdictBefore;
        if (verdict != GradientVerdict.Healthy)
            WriteWarning($"{last.Model} {(last.Kept && !last.Applied ? "would be" : "is")} {verdict} still: Measure-GradientFlow says where the trouble begins and what else may help.");
    }
}
