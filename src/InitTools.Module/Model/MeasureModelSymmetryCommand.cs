using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Finds what starts alike in a model: constant weights, units with equal weights, layers drawn from one seed.</summary>
/// <remarks>
/// <para>
/// Units with equal weights put out equal numbers, and while their outgoing weights are equal too they get equal gradients: they
/// never come to differ, and a layer of them is worth one. Breaking this symmetry is what random initialization is for. Two layers
/// drawn from one seed don't break it between them. The model isn't run or changed.
/// </para>
/// <para>Verdict is the first of these that holds for the layer:</para>
/// <list type="table">
/// <listheader><term>Verdict</term><description>Rule</description></listheader>
/// <item><term>Constant</term><description>the weights of every unit are one and the same number, such as 0</description></item>
/// <item>
/// <term>DuplicateUnits</term><description>two units or more have equal weights and biases; of units with a single weight more than
/// a tenth, since a few are equal by chance</description>
/// </item>
/// <item>
/// <term>ReusedSeed</term><description>the layer begins with the same numbers as another one, whatever the shapes and scales of
/// the two</description>
/// </item>
/// <item><term>None</term><description>otherwise</description></item>
/// </list>
/// <para>
/// Units are outputs of a dense layer, filters of a convolution, entries of an embedding; in a grouped convolution only filters of
/// one group are compared, as others see other channels. Equal means equal to the bit, but for the sign of zeros; what a hash finds
/// is compared weight by weight. Biases count beside the weights, so biases of zero are no finding. Orthogonal, identity and
/// sparse kernels are none either, unless rows of nothing but zeros come up twice. MirroredUnits, equal up to the sign, don't
/// enter the verdict: some initializations mean them.
/// </para>
/// <para>
/// A reused seed shows in the order of size of the first 512 weights as they lie in memory, zeros left out: it is the same, or the
/// opposite, however the stream was scaled, shifted or shaped. (A uniform and a normal law make different numbers of one stream;
/// that isn't seen.) 32 weights or more match if their rank correlation is 0.95 from zero or more,
/// 16 to 31 if they are all in the same or the opposite order, 4 to 15 if they are equal. Layers that are drawn independently match
/// with a probability under 1e-12, so that a model of 1000 layers gives a false alarm less than once in a million. Layers that
/// share one and the same parameter on purpose have one row and no finding.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToMeasure</term><description>a model without layers that have weights</description></item>
/// </list>
/// </remarks>
/// <returns>
/// One row for each kernel, a parameter of two dimensions or more, in the order of registration; plain data that outlives the model.
/// </returns>
/// <example>
/// Three mistakes in one net:
/// <code>
/// $net = @(
///     New-DenseLayer 50 -Activation tanh -Name first -Seed 7
///     New-DenseLayer 50 -Activation tanh -Name second
///     New-DenseLayer 50 -Activation tanh -Name third -KernelInitializer ones
///     New-DenseLayer 10 -Name last -KernelInitializer zeros
/// ) | New-SequentialModel -InputShape 64 -Seed 1
/// $net | Measure-ModelSymmetry
/// $net.Dispose()
/// </code>
/// The first two layers are fine: a seed gives each layer numbers of its own. The others start with constants.
/// </example>
/// <example>
/// A gate for modules made elsewhere:
/// <code>
/// $null = [TorchSharp.torch]::manual_seed(1)
/// $one = [TorchSharp.torch+nn]::Linear(64, 32)
/// $null = [TorchSharp.torch]::manual_seed(1)
/// $two = [TorchSharp.torch+nn]::Linear(32, 10)
/// $module = [TorchSharp.torch+nn]::Sequential($one, $two)
/// Measure-ModelSymmetry $module | Where-Object Verdict -NE None | ForEach-Object { "$($_.Name): $($_.Recommendation)" }
/// $module.Dispose()
/// </code>
/// Both layers were drawn after the same call of manual_seed.
/// </example>
/// <seealso cref="InitializeModelCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="GetModelSummaryCommand"/>
/// <seealso href="https://www.deeplearningbook.org/contents/optimization.html">
/// Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4
/// </seealso>
[Cmdlet(VerbsDiagnostic.Measure, "ModelSymmetry")]
[OutputType(typeof(LayerSymmetry))]
public sealed class MeasureModelSymmetryCommand : InitToolsCommand
{
    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Process() => WriteObject(ModelSymmetry.Measure(Model, CancellationToken), true);
}
