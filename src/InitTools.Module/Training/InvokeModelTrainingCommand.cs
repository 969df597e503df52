using System.Diagnostics;
using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Trains a model, and writes one object an epoch as it happens.</summary>
/// <remarks>
/// <para>
/// Each epoch goes once through the training samples, in a new order, batch by batch; the last batch may be smaller. Loss and
/// Accuracy of its row are means over the epoch while the weights change; ValidationLoss and ValidationAccuracy are measured after
/// it. The loss, if it isn't given, is chosen by the model as in Invoke-GradientProbe, and behind a softmax or sigmoid computed from the
/// logits. GradientNorm is the mean over the steps of the norm of the whole gradient, before clipping.
/// </para>
/// <para>
/// -ValidationFraction sets a random share of the samples aside, the same of each class. With -Seed equal calls on equal models give
/// equal histories, to the bit on the same number of threads: the seed decides on the order of samples, those set aside, and
/// dropout.
/// </para>
/// <para>
/// -ProbeEvery n looks at the layers in the first step and each n-th after it, with the batch and the gradients of that step, so that it
/// costs little. The rows are Invoke-GradientProbe's, with Step, WeightChange (how far the weights have moved from those that training
/// began with, |W - W0| / |W0|, which is what vanishing gradients stop) and WeightUpdateRatio (how far this step moved them), and come
/// before the row of their epoch. A recurrent layer has a row for each TimeStep, too, with the standard deviation of dL/dx_t; there
/// the weights are those of the recurrent kernel. Measure-GradientFlow makes one row of each look, with the decay in time.
/// </para>
/// <para>
/// -L1 and -L2 add L1 |w| and L2 w^2, summed over all kernels, to the loss, as in Keras; biases and normalization go free, and
/// the losses that are shown are without. The penalties' gradients, 2 L2 w and L1 sign(w), count for GradientNorm and for clipping.
/// -MaxNorm limits the norm of the weights into each unit after each step.
/// </para>
/// <para>
/// -EarlyStoppingPatience ends training after that many epochs in a row without a lower validation loss. The weights of the best
/// epoch are then put back, also when training came to its last epoch; -Verbose says which one it was.
/// </para>
/// <para>
/// If the loss or a gradient becomes NaN or infinite, training stops with a warning and a last row whose Verdict is NonFinite. That
/// step isn't taken: the weights are those from before it, or, if these hold NaN or infinity themselves, those of the last end of
/// an epoch where they didn't.
/// </para>
/// <para>
/// Ctrl+C ends training after the batch under way; the model is whole, with the weights it has come to. Frozen parameters, those that
/// require no gradient, are left alone; $net.Layers[0].Freeze() freezes those of a layer and of all inside of it, Freeze($false) lets
/// them be trained again. The model's modes are put back, and no gradient is left on it. As weights are overwritten,
/// -WhatIf and -Confirm work.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToTrain</term><description>a model without weights, or with frozen ones only</description></item>
/// <item><term>InitTools.LabelsRequired</term><description>a dataset without labels</description></item>
/// <item>
/// <term>InitTools.ClassCountMismatch</term><description>the last layer's width isn't the dataset's number of classes, or the
/// validation dataset has more</description>
/// </item>
/// <item>
/// <term>InitTools.ClassNamesMismatch</term><description>the validation dataset's classes have other names</description>
/// </item>
/// <item><term>InitTools.InputShapeMismatch</term><description>samples of another size than the model takes</description></item>
/// <item><term>InitTools.OutputShapeMismatch</term><description>an output that the loss can't take</description></item>
/// <item>
/// <term>InitTools.DeviceNotAvailable</term><description>a -Device that this machine or this libtorch hasn't; the message says which there
/// are</description>
/// </item>
/// <item>
/// <term>InitTools.ForwardFailed</term><description>the model can't take a batch; libtorch's reason follows</description>
/// </item>
/// <item>
/// <term>InitTools.BackwardFailed</term><description>a module without a way back, as where it changes in place what its gradient
/// needs; libtorch's reason follows</description>
/// </item>
/// <item>
/// <term>InitTools.UnknownOptimizer</term><description>no such optimizer; likewise UnknownLearningRateSchedule and
/// UnknownLoss</description>
/// </item>
/// <item><term>InitTools.ParameterNotOfOptimizer</term><description>-Momentum for an optimizer that has none</description></item>
/// <item><term>InitTools.InvalidEpoch</term><description>below 1; likewise InvalidBatchSize, InvalidProbeEvery</description></item>
/// <item><term>InitTools.InvalidLearningRate</term><description>not above 0, or over 1e30</description></item>
/// <item>
/// <term>InitTools.InvalidValidationFraction</term><description>not from 0 to below 1, or so that no sample is left for one of the
/// two</description>
/// </item>
/// <item><term>InitTools.ConflictingValidation</term><description>both -ValidationDataset and -ValidationFraction</description></item>
/// <item>
/// <term>InitTools.InvalidGradientClipNorm</term><description>not above 0; likewise InvalidGradientClipValue,
/// InvalidMaxNorm</description>
/// </item>
/// <item><term>InitTools.ConflictingClipping</term><description>both -GradientClipNorm and -GradientClipValue</description></item>
/// <item><term>InitTools.InvalidL1</term><description>negative; likewise InvalidL2, InvalidWeightDecay</description></item>
/// <item><term>InitTools.InvalidEarlyStoppingPatience</term><description>below 1</description></item>
/// <item><term>InitTools.ValidationRequired</term><description>-EarlyStoppingPatience without validation samples</description></item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// One TrainingEpoch an epoch and, with -ProbeEvery, LayerGradient rows before it. They hold numbers and names only, and may be kept
/// after the model is gone.
/// </returns>
/// <example>
/// Train on 1797 handwritten digits:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $net = 1..2 | ForEach-Object { New-DenseLayer 100 -Activation relu -KernelInitializer he_normal }
/// $net = @($net) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Name digits -Seed 42
/// $net | Invoke-ModelTraining -Dataset $digits -ValidationFraction 0.2 -Epoch 5 -Seed 1
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// See that deep layers of small weights don't learn:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $small = New-Initializer RandomNormal -StandardDeviation 0.01
/// $layers = @(1..10 | ForEach-Object { New-DenseLayer 50 -Activation tanh -KernelInitializer $small }) + (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-ModelTraining -Dataset $digits -Epoch 1 -Optimizer SGD -ProbeEvery 40 -Seed 1 |
///     Where-Object { $_ -is [InitTools.LayerGradient] -and $_.Layer -eq 1 } |
///     ForEach-Object { '{0,3}: {1:G2}' -f $_.Step, $_.WeightChange }
/// $net.Dispose()
/// </code>
/// The first layer's weights stay where they were.
/// </example>
/// <example>
/// Keep what the first layer has learned, and train only the last one on:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 500
/// $net = (New-DenseLayer 100 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 42
/// $null = $net | Invoke-ModelTraining -Dataset $digits -Epoch 3 -Seed 1
/// $net.Layers[0].Freeze()
/// $net | Invoke-ModelTraining -Dataset $digits -Epoch 2 -LearningRate 1e-4 -Seed 2
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Watch the gradient on its way back through 64 steps of a recurrent layer:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 200
/// $net = (New-RecurrentLayer 16), (New-DenseLayer 10) | New-SequentialModel -InputShape 64, 1 -Seed 42
/// $net | Invoke-ModelTraining -Dataset $digits -Epoch 1 -ProbeEvery 5 -GradientClipNorm 1 -Seed 1 |
///     Where-Object { $_ -is [InitTools.LayerGradient] } | Measure-GradientFlow |
///     ForEach-Object { 'step {0}: {1:F3} a step back, {2}' -f $_.Step, $_.TimeDecay, $_.TimeVerdict }
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// All that a demanding training may ask for:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $net = (New-DenseLayer 50 -Activation selu -KernelInitializer Auto), (New-DenseLayer 10 -Activation softmax) |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $training = @{
///     Dataset = $digits; ValidationFraction = 0.2; Epoch = 8; EarlyStoppingPatience = 3
///     Optimizer = 'Nesterov'; LearningRate = 0.05; LearningRateSchedule = 'OneCycle'
///     GradientClipNorm = 1; L2 = 1e-4; MaxNorm = 3; Seed = 1
/// }
/// $net | Invoke-ModelTraining @training -Verbose
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewOptimizerCommand"/>
/// <seealso cref="NewLearningRateScheduleCommand"/>
/// <seealso cref="InvokeModelCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="MeasureTrainingHealthCommand"/>
/// <seealso cref="ImportDatasetCommand"/>
/// <seealso href="https://arxiv.org/abs/1211.5063">Pascanu et al. 2013, On the difficulty of training recurrent neural networks</seealso>
/// <seealso href="https://keras.io/api/models/model_training_apis/">Keras: model training</seealso>
[Cmdlet(VerbsLifecycle.Invoke, "ModelTraining", SupportsShouldProcess = true)]
[OutputType(typeof(TrainingEpoch), typeof(LayerGradient))]
public sealed class InvokeModelTrainingCommand : InitToolsCommand
{
    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <summary>The samples to train with, with labels.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public Dataset Dataset { get; set; } = null!;

    /// <summary>Samples to validate with after each epoch, with the same classes.</summary>
    [Parameter]
    public Dataset? ValidationDataset { get; set; }

    /// <summary>The share of the dataset, 0 or more and below 1, that is set aside to validate with.</summary>
    /// <value>0</value>
    [Parameter]
    public double ValidationFraction { get; set; }

    /// <summary>The number of passes over the samples, 1 or more.</summary>
    /// <value>10</value>
    [Parameter]
    [WholeNumber]
    public int Epoch { get; set; } = 10;

    /// <summary>The number of samples in a batch, 1 or more.</summary>
    /// <value>32</value>
    [Parameter]
    [WholeNumber]
    public int BatchSize { get; set; } = 32;

    /// <summary>The optimizer: a name, or an object of New-Optimizer.</summary>
    /// <value>Adam</value>
    [Parameter]
    [OptimizerTransformation]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    public OptimizerArgument Optimizer { get; set; } = new("Adam");

    /// <summary>The learning rate, above 0; with a schedule, what its factors multiply.</summary>
    /// <value>the optimizer's</value>
    [Parameter]
    public double? LearningRate { get; set; }

    /// <summary>How the learning rate changes: a name, or an object of New-LearningRateSchedule.</summary>
    /// <value>Constant</value>
    [Parameter]
    [ScheduleTransformation]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public ScheduleArgument LearningRateSchedule { get; set; } = new("Constant");

    /// <summary>The length of the warm-up in epochs, fractions allowed, 0 or more.</summary>
    /// <value>the schedule's</value>
    [Parameter]
    public double? WarmUpEpoch { get; set; }

    /// <summary>The length of the warm-up in steps, 0 or more.</summary>
    /// <value>the schedule's</value>
    [Parameter]
    [WholeNumber]
    public long? WarmUpStep { get; set; }

    /// <summary>The momentum of Momentum, Nesterov and RMSprop, from 0 to below 1.</summary>
    /// <value>the optimizer's</value>
    [Parameter]
    public double? Momentum { get; set; }

    /// <summary>The decoupled weight decay of kernels, 0 or more.</summary>
    /// <value>the optimizer's</value>
    [Parameter]
    public double? WeightDecay { get; set; }

    /// <summary>The loss: CrossEntropy, BinaryCrossEntropy or MeanSquaredError.</summary>
    /// <value>chosen by the model</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>The largest norm of the whole gradient, above 0; a longer one is scaled down to it.</summary>
    [Parameter]
    public double? GradientClipNorm { get; set; }

    /// <summary>The largest absolute value of an element of the gradient, above 0; others are set to it.</summary>
    [Parameter]
    public double? GradientClipValue { get; set; }

    /// <summary>The factor of the sum of |w| over all kernels in the loss, 0 or more.</summary>
    /// <value>0</value>
    [Parameter]
    public double L1 { get; set; }

    /// <summary>The factor of the sum of w^2 over all kernels in the loss, 0 or more.</summary>
    /// <value>0</value>
    [Parameter]
    public double L2 { get; set; }

    /// <summary>The largest norm of the weights into one unit, above 0.</summary>
    [Parameter]
    public double? MaxNorm { get; set; }

    /// <summary>The epochs in a row without a lower validation loss that end training, 1 or more.</summary>
    [Parameter]
    [WholeNumber]
    public int? EarlyStoppingPatience { get; set; }

    /// <summary>A whole number, the seed of the order of samples, those set aside, and dropout; without one they are fresh.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Writes the rows of the layers in every n-th step, 1 or more.</summary>
    [Parameter]
    [WholeNumber]
    public int? ProbeEvery { get; set; }

    /// <summary>Where to train: cpu, cuda or cuda:n. The model is put there first, and stays there.</summary>
    /// <value>where the model is</value>
    [Parameter]
    [DeviceTransformation]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public Native.ComputeDevice? Device { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TrainingOptions options = Options();
        IReadOnlyList<LayerSummary> layers = ModelSummary.Of(Model);
        string name = layers.Count > 0 ? layers[0].Model : Model.GetName();
        string target = $"{name}: {layers.Sum(layer => layer.ParameterCount)} weights of {layers.Count} layers";
        if (!ShouldProcess(target, $"Train for {Epoch} epoch{(Epoch == 1 ? "" : "s")} on {Dataset}")) return;
        var reporter = new Reporter(this, name);
        try
        {
            TrainingResult result = Trainer.Run(Model, Dataset, options, reporter);
            if (result.End == TrainingEnd.NonFinite) WriteWarning(result.Message);
            else if (result.Message.Length > 0) WriteVerbose(result.Message);
        }
        finally
        {
            reporter.Finish();
        }
    }

    private TrainingOptions Options() => new()
    {
        Epochs = Epoch,
        BatchSize = BatchSize,
        Optimizer = new OptimizerArguments { LearningRate = LearningRate, Momentum = Momentum, WeightDecay = WeightDecay }
            .ApplyTo(Optimizer.Resolve(nameof(Optimizer))),
        Schedule = new ScheduleArguments { WarmUpEpoch = WarmUpEpoch, WarmUpStep = WarmUpStep }
            .ApplyTo(LearningRateSchedule.Resolve(nameof(LearningRateSchedule))),
        Loss = Loss is null ? null : ProbeLossFunction.Find(Loss),
        ValidationDataset = ValidationDataset,
        ValidationFraction = ValidationFraction,
        GradientClipNorm = GradientClipNorm,
        GradientClipValue = GradientClipValue,
        L1 = L1,
        L2 = L2,
        MaxNorm = MaxNorm,
        EarlyStoppingPatience = EarlyStoppingPatience,
        Seed = Seed,
        ProbeEvery = ProbeEvery,
        Device = Device,
        CancellationToken = CancellationToken,
    };

    /// <summary>Writes what happens, on the pipeline's thread, which is the one that trains.</summary>
    private sealed class Reporter(InvokeModelTrainingCommand command, string model) : TrainingObserver
    {
        private const int ActivityId = 0x1417;

        // A console is slow: redrawing the bar for each batch would take longer than the batch.
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private TimeSpan _next = Pause;
        private bool _shown;

        public override void OnStep(TrainingProgress progress)
        {
            if (_watch.Elapsed < _next) return;
            _next = _watch.Elapsed + Pause;
            _shown = true;
            double done = progress.Step / (double)progress.Steps;
            command.WriteProgress(new ProgressRecord(
                ActivityId, $"Training {model}", FormattableString.Invariant($"epoch {progress.Epoch} of {progress.Epochs}, loss {progress.Loss:G3}"))
            {
                PercentComplete = (int)(100 * done),
                SecondsRemaining = (int)Math.Min(int.MaxValue, _watch.Elapsed.TotalSeconds * (1 - done) / done),
            });
        }

        public override void OnProbe(IReadOnlyList<LayerGradient> layers) => command.WriteObject(layers, true);

        public override void OnEpoch(TrainingEpoch epoch) => command.WriteObject(epoch);

        public void Finish()
        {
            if (!_shown || command.Stopping) return;
            command.WriteProgress(new ProgressRecord(ActivityId, $"Training {model}", "done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
