using System.Management.Automation;
using InitTools.Native;

namespace InitTools.Module;

/// <summary>Makes a model of layers and draws its weights. The caller owns it.</summary>
/// <remarks>
/// <para>
/// The layers come through the pipeline from input to output. Their input sizes are found one from the other, beginning with
/// -InputShape or the first layer's -InputSize, then all weights are drawn. If anything is wrong, no layer is changed.
/// </para>
/// <para>
/// Equal seeds give equal weights for equal layers, on any number of threads. Each parameter has a random stream of its own: two
/// layers of one model never share weights, and a layer put in between leaves the others' weights as they were (unless it is of
/// the same kind and size and has no name).
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.EmptyModel</term><description>no layer came in</description></item>
/// <item>
/// <term>InitTools.InputShapeRequired</term><description>neither -InputShape nor an -InputSize of the first layer</description>
/// </item>
/// <item><term>InitTools.InvalidInputShape</term><description>no dimension, or one below 1</description></item>
/// <item>
/// <term>InitTools.InputSizeMismatch</term><description>an -InputSize that contradicts the layer before</description>
/// </item>
/// <item>
/// <term>InitTools.InputRankMismatch</term><description>no image or sequence comes into a layer that takes one; the message names the
/// layer and the shape</description>
/// </item>
/// <item>
/// <term>InitTools.WindowTooLarge, GroupsMismatch, SkipShapeMismatch</term><description>a convolution, pooling or residual block that
/// doesn't fit what comes into it; the message names the layer and both shapes</description>
/// </item>
/// <item>
/// <term>InitTools.LayerInUse</term><description>a layer that belongs to a model already, or came in twice</description>
/// </item>
/// <item><term>InitTools.DuplicateLayerName</term><description>two layers of one name</description></item>
/// <item>
/// <term>InitTools.DeviceNotAvailable</term><description>a -Device that this machine or this libtorch hasn't; the message says which there
/// are</description>
/// </item>
/// <item><term>InitTools.ShapeTooLarge</term><description>the weights don't fit into the free memory</description></item>
/// <item>
/// <term>InitTools.Not...Shape</term><description>a kernel of a shape that its initializer can't fill, such as
/// NotIdentityShape</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// A model: a TorchSharp module, so TorchSharp's optimizers and losses take it as it is. It is the caller's: call its Dispose()
/// when it isn't needed any more; its layers go with it.
/// </returns>
/// <example>
/// A classifier for digits:
/// <code>
/// $layers = @(
///     New-DenseLayer 100 -Activation relu -KernelInitializer Auto
///     New-DenseLayer 100 -Activation relu -KernelInitializer Auto
///     New-DenseLayer 10 -Activation softmax
/// )
/// $net = $layers | New-SequentialModel -InputShape 64 -Name digits -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Run a model on a batch:
/// <code>
/// $net = New-DenseLayer 3 -Activation tanh | New-SequentialModel -InputShape 5 -Seed 1
/// $batch = New-Tensor 8, 5 RandomNormal -Seed 2
/// $output = $net.forward($batch)
/// $output
/// $output, $batch, $net | ForEach-Object Dispose
/// </code>
/// Eight samples of five values become eight outputs of three.
/// </example>
/// <seealso cref="NewDenseLayerCommand"/>
/// <seealso cref="GetModelSummaryCommand"/>
/// <seealso cref="InitializeModelCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
[Cmdlet(VerbsCommon.New, "SequentialModel")]
[OutputType(typeof(SequentialModel))]
public sealed class NewSequentialModelCommand : InitToolsCommand
{
    private readonly List<Layer> _layers = [];

    /// <summary>The layers from input to output, each in no other model.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [AllowNull]
    public Layer?[]? InputObject { get; set; }

    /// <summary>
    /// The shape of one sample, without the batch: features, such as 64; time, features of a sequence; channels, height, width of an
    /// image, such as 1, 28, 28. Not needed where the first layer has an InputSize.
    /// </summary>
    [Parameter]
    [Shape]
    public long[]? InputShape { get; set; }

    /// <summary>The model's name, which the rows of a probe carry.</summary>
    /// <value>sequential</value>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>A whole number, the seed of all layers that have none; without one every model is different.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Where the weights are and the model computes: cpu, cuda or cuda:n. They are drawn on the CPU, so that they are the same everywhere.</summary>
    /// <value>cpu</value>
    [Parameter]
    [DeviceTransformation]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public ComputeDevice Device { get; set; } = ComputeDevice.Cpu;

    // What a script gives as a list may hold nulls, as the pipeline may.
    /// <inheritdoc/>
    protected override void Process() => _layers.AddRange((InputObject ?? []).OfType<Layer>());

    /// <inheritdoc/>
    protected override void End()
    {
        // Before the layers become part of a model.
        Device.Check();
        var model = new SequentialModel(_layers, InputShape, Name, Seed, DrawOptions());
        Device.Place(model);
        WriteObject(model);
    }
}
