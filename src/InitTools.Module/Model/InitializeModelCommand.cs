using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Gives a model new weights, in place: drawn, or drawn and scaled with data.</summary>
/// <remarks>
/// <para>
/// Overwrites all kernels and biases. Without -KernelInitializer a SequentialModel's layers use the initializers they have; with
/// it they take the new one and keep it. Of other TorchSharp modules the kernels (weights of two dimensions or more, embeddings
/// excepted) are drawn, by Auto if nothing else is said, and the biases beside them set to 0; other parameters stay as they are. The groups
/// of a convolution are kernels of their own (see New-ConvolutionLayer).
/// </para>
/// <para>
/// Auto chooses each kernel's initializer by the activation behind it (table 11-1, see Get-Initializer), which is what a
/// recommendation of Measure-GradientFlow asks for.
/// </para>
/// <para>
/// -Method Lsuv is the layer-sequential unit-variance initialization of Mishkin and Matas (2016, algorithm 1). It draws orthonormal
/// kernels (or, with -KernelInitializer, others), sends samples of -Dataset through, and from the input to the output divides each kernel by
/// the standard deviation of its layer's output until the variance of that is within -Tolerance of 1. As in the paper a layer's output is
/// what it hands to its activation, the sums z = W x + b over all samples, units and places: a sigmoid's own output can't have variance
/// 1. Of a recurrent layer it is what all gates take in all steps, the kernel on the input is scaled, and the recurrent one stays as drawn.
/// The layers inside of a block are scaled like others, a projection on its skip too; the sum behind them has no kernel. Dropout is off
/// meanwhile, and batch normalization works as in training, but its averages stay.
/// </para>
/// <para>
/// Everything is checked first: after an error no weight has changed. -Method Lsuv can fail later than that, and puts back all that was,
/// weights, initializers and averages, after an error as after Ctrl+C. As weights are overwritten, -WhatIf and -Confirm work.
/// </para>
/// <para>
/// A warning tells where a law is so narrow that 1 % of the values or more become 0 in the weights' type, as with a standard deviation of
/// 1e-7 in a model that was converted to Float16.
/// </para>
/// <para>
/// -Seed goes before the seeds of initializers, layers and the model. Without it they hold as they do in New-SequentialModel, and
/// where there is none the weights are fresh.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownMethod</term><description>no such method; the message lists near matches</description></item>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToInitialize</term><description>a module without layers that have weights</description></item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.Not...Shape</term><description>a kernel of a shape that the initializer can't fill, such as
/// NotIdentityShape</description>
/// </item>
/// <item><term>InitTools.DatasetRequired</term><description>-Method Lsuv without a -Dataset</description></item>
/// <item><term>InitTools.ParameterNotOfMethod</term><description>a parameter of Lsuv with another method</description></item>
/// <item>
/// <term>InitTools.LsuvZeroVariance</term><description>the named layer puts out one value for everything: nothing comes into it, or its
/// kernel is zero</description>
/// </item>
/// <item><term>InitTools.LsuvNonFinite</term><description>the named layer puts out NaN or infinity</description></item>
/// <item>
/// <term>InitTools.LsuvNotConverged</term><description>the named layer's variance isn't 1 after -MaximumIteration scalings: biases that
/// differ by about 1 or more don't shrink with the kernel</description>
/// </item>
/// <item><term>InitTools.InputShapeMismatch</term><description>the samples don't fit the model</description></item>
/// <item>
/// <term>InitTools.InvalidTolerance, InvalidMaximumIteration, InvalidBatchSize</term><description>out of range</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// Nothing by default; -Method Lsuv writes one row a layer. With -PassThru the model that came in, which stays the caller's, goes on
/// instead, so that the next command of a pipeline gets models only.
/// </returns>
/// <example>
/// Cure a network whose gradients vanish:
/// <code>
/// $net = 1..30 | ForEach-Object { New-DenseLayer 100 -Activation relu -KernelInitializer LecunNormal } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net | Initialize-Model -KernelInitializer Auto
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net.Dispose()
/// </code>
/// With LeCun's variance 1/n each ReLU layer halves the gradient's variance; with He's 2/n it is kept.
/// </example>
/// <example>
/// See first what would be overwritten:
/// <code>
/// $net = New-DenseLayer 10 | New-SequentialModel -InputShape 64
/// $net | Initialize-Model -Seed 7 -WhatIf
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Let the data set the scale of every layer:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $layers = 1..8 | ForEach-Object { New-DenseLayer 60 -Activation elu }
/// $net = @($layers) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Initialize-Model -Method Lsuv -Dataset $digits -Seed 1
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="GetInitializerCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso>about_InitTools_Initializers</seealso>
/// <seealso href="https://arxiv.org/abs/1511.06422">D. Mishkin and J. Matas, All you need is a good init, ICLR 2016</seealso>
[Cmdlet(VerbsData.Initialize, "Model", SupportsShouldProcess = true)]
[OutputType(typeof(LsuvStep), typeof(TensorModule))]
public sealed class InitializeModelCommand : InitToolsCommand
{
    private InitializationMethod _method;

    private static readonly string[] LsuvParameters = [nameof(Dataset), nameof(BatchSize), nameof(Tolerance), nameof(MaximumIteration)];

    private readonly LsuvOptions _defaults = new();

    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <summary>
    /// The initializer of all kernels, its name, or Auto for the one recommended for each layer's activation. Without it a
    /// SequentialModel's layers keep their own, and other modules take Auto; with -Method Lsuv it is Orthogonal.
    /// </summary>
    [Parameter(Position = 1)]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(KernelInitializerCompleter))]
    public InitializerArgument? KernelInitializer { get; set; }

    /// <summary>Draw takes the weights as drawn; Lsuv scales each layer's kernel until its output has variance 1.</summary>
    /// <value>Draw</value>
    [Parameter]
    [ArgumentCompleter(typeof(InitializationMethodCompleter))]
    public string Method { get; set; } = nameof(InitializationMethod.Draw);

    /// <summary>For Lsuv, where the samples come from; labels aren't needed. Standardize them as for training.</summary>
    [Parameter]
    public Dataset? Dataset { get; set; }

    /// <summary>
    /// For Lsuv, the number of samples that variances are taken over, 1 or more; a smaller dataset is taken whole. All of them pass the
    /// model at once: large images need less.
    /// </summary>
    /// <value>2048</value>
    [Parameter]
    [WholeNumber]
    public int? BatchSize { get; set; }

    /// <summary>For Lsuv, how far from 1 a variance may stay, above 0 and below 1; the paper has 0.1.</summary>
    /// <value>0.01</value>
    [Parameter]
    public double? Tolerance { get; set; }

    /// <summary>For Lsuv, how often one kernel may be scaled, 1 or more.</summary>
    /// <value>10</value>
    [Parameter]
    [WholeNumber]
    public int? MaximumIteration { get; set; }

    /// <summary>A whole number, the seed of weights and samples; goes before all other seeds.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Writes the model, and no rows.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        _method = EnumArgument.Find<InitializationMethod>(Method, nameof(Method));
        if (_method == InitializationMethod.Lsuv) return;
        if (LsuvParameters.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } foreign)
        {
            throw new InitToolsException(
                "ParameterNotOfMethod", $"{foreign} is given, but only -Method Lsuv has it; the method is {_method}.",
                FaultKind.InvalidArgument, foreign);
        }
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool auto = KernelInitializer?.IsAuto == true;
        Initializer? initializer = auto ? null : KernelInitializer?.Resolve(nameof(KernelInitializer));
        IReadOnlyList<LayerSummary> layers = ModelSummary.Of(Model);
        string target = $"{layers[0].Model}: {layers.Sum(layer => layer.ParameterCount)} weights of {layers.Count} layers";
        if (_method == InitializationMethod.Lsuv)
        {
            RunLsuv(target, initializer, auto);
        }
        else if (ShouldProcess(target, "Overwrite with new initial values"))
        {
            ModelInitializer.Initialize(Model, initializer, auto, Seed, DrawOptions());
        }
        if (PassThru) WriteObject(Model, false);
    }

    private void RunLsuv(string target, Initializer? initializer, bool auto)
    {
        Dataset samples = Dataset ?? throw new InitToolsException(
            "DatasetRequired", "Dataset is missing; -Method Lsuv measures what samples of it do in each layer.", FaultKind.InvalidArgument);
        if (!ShouldProcess(target, $"Overwrite with new initial values, scaled with samples of {samples}")) return;
        var options = new LsuvOptions
        {
            KernelInitializer = initializer,
            ByActivation = auto,
            BatchSize = BatchSize ?? _defaults.BatchSize,
            Tolerance = Tolerance ?? _defaults.Tolerance,
            MaximumIterations = MaximumIteration ?? _defaults.MaximumIterations,
            Seed = Seed,
            CancellationToken = CancellationToken,
        };
        IReadOnlyList<LsuvStep> steps = LsuvInitializer.Initialize(Model, samples, options);
        if (!PassThru) WriteObject(steps, true);
    }
}
