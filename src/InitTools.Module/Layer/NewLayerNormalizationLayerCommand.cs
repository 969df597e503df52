using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a layer that normalizes each sample over its features.</summary>
/// <remarks>
/// <para>
/// gamma (x - mean) / sqrt(variance + epsilon) + beta with the mean and variance over the features of one sample: of a vector its
/// elements, of a sequence (time, features) the features at each time, of an image (channels, height, width) the channels at each
/// place. Keras does the same on its last axis, where it has features and channels. It doesn't depend on the batch, and is the
/// same in training and after.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidEpsilon</term><description>not above 0, or infinite</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// </list>
/// </remarks>
/// <returns>A layer. One that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.</returns>
/// <example>
/// Before each activation:
/// <code>
/// $net = 1..20 | ForEach-Object { New-DenseLayer 50; New-LayerNormalizationLayer; New-ActivationLayer tanh } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Without anything to learn:
/// <code>
/// New-LayerNormalizationLayer -NoGamma -NoBeta -Epsilon 1e-5
/// </code>
/// </example>
/// <seealso cref="NewBatchNormalizationLayerCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso href="https://arxiv.org/abs/1607.06450">Ba, Kiros and Hinton 2016, Layer normalization</seealso>
[Cmdlet(VerbsCommon.New, "LayerNormalizationLayer")]
[OutputType(typeof(LayerNormalizationLayer))]
public sealed class NewLayerNormalizationLayerCommand : NormalizationLayerCommand
{
    /// <inheritdoc/>
    protected override void End() => WriteObject(new LayerNormalizationLayer(
        Epsilon, !NoGamma, !NoBeta, Resolve(GammaInitializer, nameof(GammaInitializer)),
        Resolve(BetaInitializer, nameof(BetaInitializer)), Name, Seed));
}
