using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a layer that is an activation alone.</summary>
/// <remarks>
/// <para>
/// The layer computes h = f(z) of whatever comes into it, so that something can stand between a kernel and its activation, such
/// as a normalization. A probe counts it to the layer before: that layer's row shows this activation. -KernelInitializer Auto of
/// the layer before looks through to it, too.
/// </para>
/// <para>
/// prelu learns its slope for negative inputs (He et al. 2015), one for each feature or with -SharedSlope one for all, from 0.25
/// on as in the paper and in PyTorch; -SlopeInitializer Zeros is Keras' beginning. rrelu draws each slope from 1/8 to 1/3 in training (Xu et al. 2015) and takes their mean, 11/48, otherwise. As the
/// -Activation of another layer both have a fixed slope.
/// </para>
/// <para>
/// Features are the only dimension of a vector, the last of a sequence (time, features), and the first of an image (channels,
/// height, width). softmax goes over the features of an image, otherwise over the last dimension.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item>
/// <term>InitTools.SlopeNotOfActivation</term><description>-SlopeInitializer or -SharedSlope for another than prelu</description>
/// </item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// </list>
/// </remarks>
/// <returns>A layer. One that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.</returns>
/// <example>
/// Normalization between the kernel and its activation:
/// <code>
/// $layers = @(
///     New-DenseLayer 100 -NoBias -KernelInitializer Auto
///     New-BatchNormalizationLayer
///     New-ActivationLayer relu
///     New-DenseLayer 10
/// )
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1
/// $net.Dispose()
/// </code>
/// The row of the first layer says relu and HeNormal.
/// </example>
/// <example>
/// A slope that is learned:
/// <code>
/// $layers = (New-DenseLayer 50), (New-ActivationLayer prelu -SharedSlope), (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="GetActivationCommand"/>
/// <seealso cref="NewBatchNormalizationLayerCommand"/>
/// <seealso href="https://arxiv.org/abs/1502.01852">He et al. 2015, Delving deep into rectifiers (PReLU)</seealso>
[Cmdlet(VerbsCommon.New, "ActivationLayer")]
[OutputType(typeof(ActivationLayer))]
public sealed class NewActivationLayerCommand : LayerCommand
{
    /// <summary>The activation's name in any spelling.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string Activation { get; set; } = "";

    /// <summary>How the slopes of prelu begin: an initializer or its name.</summary>
    /// <value>0.25</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument? SlopeInitializer { get; set; }

    /// <summary>Gives all features of prelu one slope.</summary>
    [Parameter]
    public SwitchParameter SharedSlope { get; set; }

    /// <summary>A whole number, the seed of what the layer draws; the model's if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void End() => WriteObject(new ActivationLayer(
        ActivationCatalogue.Find(Activation, nameof(Activation)), Resolve(SlopeInitializer, nameof(SlopeInitializer)), SharedSlope, Name, Seed));
}
