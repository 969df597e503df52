using System.Management.Automation;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>What the cmdlets that probe a model have in common.</summary>
public abstract class ProbeCommand : InitToolsCommand
{
    /// <summary>The parameter set without data.</summary>
    protected const string NoiseSet = "Noise";

    private const string DatasetSet = "Dataset";
    private const string TensorSet = "Tensor";

    private ProbeSource _source = null!;
    private ProbeOptions _options = null!;

    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <summary>
    /// Random samples of this dataset are the batch, their labels the targets. Without data the batch is standard normal and the
    /// targets are random.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = DatasetSet)]
    public Dataset Dataset { get; set; } = null!;

    /// <summary>This tensor is the batch: samples first, then their shape. The caller keeps it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TensorSet)]
    [TensorTransformation]
    public torch.Tensor InputObject { get; set; } = null!;

    /// <summary>The targets of InputObject: class numbers, or values for the mean squared error. The caller keeps it.</summary>
    /// <value>random targets</value>
    [Parameter(ParameterSetName = TensorSet)]
    [TensorTransformation]
    public torch.Tensor? Target { get; set; }

    /// <summary>The loss: CrossEntropy, BinaryCrossEntropy or MeanSquaredError.</summary>
    /// <value>chosen by the model</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    public string? Loss { get; set; }

    /// <summary>The number of samples in a batch, 1 or more; a smaller dataset is taken whole.</summary>
    /// <value>256</value>
    [Parameter]
    [WholeNumber]
    public int BatchSize { get; set; } = 256;

    /// <summary>The number of batches to average over, 1 or more.</summary>
    /// <value>1</value>
    [Parameter]
    [WholeNumber]
    public int Repeat { get; set; } = 1;

    /// <summary>A whole number, the seed of inputs, targets and the choice of samples; without one they are fresh.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Whether Jacobians are looked at too.</summary>
    private protected virtual bool WithJacobian => false;

    /// <summary>Whether the figures that only a diagnosis asks for are taken too.</summary>
    private protected virtual bool TakesDetails => false;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _options = new ProbeOptions
        {
            Loss = Loss is null ? null : ProbeLossFunction.Find(Loss),
            BatchSize = BatchSize,
            Repeat = Repeat,
            Seed = Seed,
            Jacobian = WithJacobian,
            Detailed = TakesDetails,
            CancellationToken = CancellationToken,
        };
        _source = ParameterSetName switch
        {
            DatasetSet => ProbeSource.From(Dataset),
            TensorSet => ProbeSource.From(InputObject, Target),
            _ => ProbeSource.Noise,
        };
    }

    /// <summary>Probes the current model.</summary>
    /// <returns>One row a layer with weights.</returns>
    protected IReadOnlyList<LayerGradient> Probe() => GradientProbe.Run(Model, _source, _options);

    /// <summary>Counts what passes the layers of the current model.</summary>
    /// <param name="bins">The number of bins.</param>
    /// <returns>The bins of all layers.</returns>
    private protected IReadOnlyList<LayerHistogramBin> Count(int bins) => LayerHistogram.Run(Model, _source, _options, bins);
}
