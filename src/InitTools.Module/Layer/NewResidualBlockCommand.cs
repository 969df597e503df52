using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Puts a skip around layers.</summary>
/// <remarks>
/// <para>
/// The block computes h = f(x + scale body(x)) with the layers from the pipeline as its body: the gradient reaches x past them,
/// however deep they are. Where the body changes the shape, the skip is projected without a bias: by a dense layer where only the
/// number of features changes, by a strided 1x1 convolution where an image's channels or size do.
/// </para>
/// <para>
/// -Scale keeps the signal of very deep networks in bounds. -SkipInit makes the scale a parameter that begins at 0 (De and Smith
/// 2020): the block begins as the identity, and at first no gradient reaches the layers inside, which a probe calls Vanishing.
/// </para>
/// <para>
/// Layers inside have dotted names in rows and summaries (residual_1.dense_2, residual_1.projection), and random streams of their
/// own in the block. Blocks may hold blocks.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.EmptyModel</term><description>no layer came in</description></item>
/// <item>
/// <term>InitTools.LayerInUse</term><description>a layer that belongs to a model or block already, or came in twice</description>
/// </item>
/// <item><term>InitTools.DuplicateLayerName</term><description>two layers of one name, or one named projection</description></item>
/// <item><term>InitTools.InvalidScale</term><description>a scale that is NaN or infinite</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// </list>
/// <para>New-SequentialModel refuses a body whose output no projection leads to with SkipShapeMismatch, which names both shapes.</para>
/// </remarks>
/// <returns>A layer that owns those inside. One that goes into a model belongs to it; one that doesn't is the caller's.</returns>
/// <example>
/// Thirty sigmoid layers in blocks of two:
/// <code>
/// $layers = @(
///     New-DenseLayer 50
///     1..15 | ForEach-Object { (New-DenseLayer 50 -Activation sigmoid), (New-DenseLayer 50) | New-ResidualBlock }
///     New-DenseLayer 10
/// )
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// A block of a ResNet that halves the image:
/// <code>
/// $body = @(
///     New-ConvolutionLayer 16 3 -Stride 2 -Padding Same -NoBias -KernelInitializer Auto
///     New-BatchNormalizationLayer
///     New-ActivationLayer relu
///     New-ConvolutionLayer 16 3 -Padding Same -NoBias -KernelInitializer Auto
///     New-BatchNormalizationLayer
/// )
/// $net = $body | New-ResidualBlock -Activation relu | New-SequentialModel -InputShape 8, 16, 16 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="NewConvolutionLayerCommand"/>
/// <seealso cref="NewBatchNormalizationLayerCommand"/>
/// <seealso href="https://arxiv.org/abs/1512.03385">He et al. 2016, Deep residual learning for image recognition</seealso>
/// <seealso href="https://arxiv.org/abs/2002.10444">De and Smith 2020, Batch normalization biases residual blocks (SkipInit)</seealso>
[Cmdlet(VerbsCommon.New, "ResidualBlock", DefaultParameterSetName = ScaleSet)]
[OutputType(typeof(ResidualBlock))]
public sealed class NewResidualBlockCommand : LayerCommand
{
    private const string ScaleSet = "Scale";
    private const string SkipInitSet = "SkipInit";

    private readonly List<InitTools.Layer> _layers = [];

    /// <summary>The layers inside from input to output, each in nothing else.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [AllowNull]
    public InitTools.Layer?[]? InputObject { get; set; }

    /// <summary>The name of the activation of the sum, in any spelling.</summary>
    /// <value>linear</value>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string Activation { get; set; } = "linear";

    /// <summary>What the output of the layers is multiplied with before it is added, finite.</summary>
    /// <value>1</value>
    [Parameter(ParameterSetName = ScaleSet)]
    public double Scale { get; set; } = 1;

    /// <summary>Makes the scale a parameter that begins at 0.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SkipInitSet)]
    public SwitchParameter SkipInit { get; set; }

    /// <summary>How the kernel of a projection begins: an initializer or its name.</summary>
    /// <value>GlorotUniform</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument ProjectionInitializer { get; set; } = new("GlorotUniform");

    /// <summary>A whole number, the seed of all layers inside that have none; the model's if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    // What a script gives as a list may hold nulls, as the pipeline may.
    /// <inheritdoc/>
    protected override void Process() => _layers.AddRange((InputObject ?? []).OfType<InitTools.Layer>());

    /// <inheritdoc/>
    protected override void End() => WriteObject(new ResidualBlock(
        _layers, ActivationCatalogue.Find(Activation, nameof(Activation)), Scale, SkipInit,
        ProjectionInitializer.Resolve(nameof(ProjectionInitializer)), Name, Seed));
}
