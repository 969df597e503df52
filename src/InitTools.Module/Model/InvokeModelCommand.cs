using System.Management.Automation;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Runs a model to predict: a tensor gives a tensor, a dataset a row for each sample.</summary>
/// <remarks>
/// <para>
/// The model runs in evaluation, without gradients, batch by batch, and is left as it was. -InputObject gives what the model puts
/// out, whatever that is. -Dataset gives the predicted class of each sample with its probability: the model's output where it ends in a
/// softmax or sigmoid, otherwise the softmax of its outputs, of a single one the sigmoid. Labels aren't needed; where there are any,
/// Correct tells whether the prediction is right.
/// </para>
/// <para>
/// -MonteCarlo n leaves dropout on, and only dropout, for n passes (Gal and Ghahramani 2016): mean and standard deviation over the passes
/// tell how sure the model is. With a dataset the probabilities are averaged; StandardDeviation is that of the predicted class.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.InputShapeMismatch</term><description>samples of another size than the model takes</description></item>
/// <item><term>InitTools.InvalidInput</term><description>an InputObject without a batch dimension</description></item>
/// <item>
/// <term>InitTools.OutputShapeMismatch</term><description>a dataset, but an output that isn't one row of classes a
/// sample</description>
/// </item>
/// <item><term>InitTools.ClassCountMismatch</term><description>labels that the model has no output for</description></item>
/// <item><term>InitTools.NoDropout</term><description>-MonteCarlo for a model without dropout</description></item>
/// <item><term>InitTools.InvalidMonteCarlo</term><description>below 2</description></item>
/// <item><term>InitTools.InvalidBatchSize</term><description>below 1</description></item>
/// <item>
/// <term>InitTools.ForwardFailed</term><description>the model can't take the batch; libtorch's reason follows</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// For a tensor a tensor with one row a sample, which is the caller's to dispose of; with -MonteCarlo a MonteCarloOutput with Mean and
/// StandardDeviation, likewise. For a dataset one Prediction a sample, in its order, of numbers and names only.
/// </returns>
/// <example>
/// What a trained network gets wrong:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $net = (New-DenseLayer 50 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $null = $net | Invoke-ModelTraining -Dataset $digits -Epoch 3 -Seed 1
/// $net | Invoke-Model -Dataset $digits | Where-Object { -not $_.Correct }
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// A tensor in, a tensor out:
/// <code>
/// $net = New-DenseLayer 3 -Activation softmax | New-SequentialModel -InputShape 5 -Seed 1
/// $batch = New-Tensor 8, 5 RandomNormal -Seed 2
/// $output = Invoke-Model $net -InputObject $batch
/// $output
/// $output, $batch, $net | ForEach-Object Dispose
/// </code>
/// </example>
/// <example>
/// How sure is it?
/// <code>
/// $net = [TorchSharp.torch+nn]::Sequential(
///     [TorchSharp.torch+nn]::Linear(64, 50), [TorchSharp.torch+nn]::ReLU(), [TorchSharp.torch+nn]::Dropout(0.3),
///     [TorchSharp.torch+nn]::Linear(50, 10))
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 100
/// $net | Invoke-Model -Dataset $digits -MonteCarlo 20 -Seed 1 | Where-Object StandardDeviation -gt 0.05
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso href="https://arxiv.org/abs/1506.02142">Gal and Ghahramani 2016, Dropout as a Bayesian approximation</seealso>
[Cmdlet(VerbsLifecycle.Invoke, "Model", DefaultParameterSetName = DatasetSet)]
[OutputType(typeof(Prediction), ParameterSetName = [DatasetSet])]
[OutputType(typeof(torch.Tensor), typeof(MonteCarloOutput), ParameterSetName = [TensorSet])]
public sealed class InvokeModelCommand : InitToolsCommand
{
    private const string DatasetSet = "Dataset";
    private const string TensorSet = "Tensor";

    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <summary>The samples whose classes are to be predicted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatasetSet)]
    public Dataset Dataset { get; set; } = null!;

    /// <summary>The samples as a tensor: samples first, then their shape. The caller keeps it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TensorSet)]
    [TensorTransformation]
    public torch.Tensor InputObject { get; set; } = null!;

    /// <summary>The number of samples in a batch, 1 or more. It changes memory and time, and in Monte Carlo passes the noise, which is drawn batch by batch.</summary>
    /// <value>256</value>
    [Parameter]
    [WholeNumber]
    public int BatchSize { get; set; } = 256;

    /// <summary>The number of passes with dropout on, 2 or more.</summary>
    [Parameter]
    [WholeNumber]
    public int? MonteCarlo { get; set; }

    /// <summary>A whole number, the seed of dropout; without one it is fresh.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var options = new PredictionOptions
        {
            BatchSize = BatchSize,
            MonteCarlo = MonteCarlo,
            Seed = Seed,
            CancellationToken = CancellationToken,
        };
        if (ParameterSetName == DatasetSet) WriteObject(Predictor.Run(Model, Dataset, options), true);
        else if (MonteCarlo is null) WriteObject(Predictor.Run(Model, InputObject, options), false);
        else WriteObject(Predictor.RunMonteCarlo(Model, InputObject, options), false);
    }
}
