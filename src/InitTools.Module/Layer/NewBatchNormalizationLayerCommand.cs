using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a layer that normalizes each feature over the batch.</summary>
/// <remarks>
/// <para>
/// gamma (x - mean) / sqrt(variance + epsilon) + beta, for each feature: of a vector its elements, of a sequence (time, features)
/// the last dimension, of an image (channels, height, width) the channels. In training (the state of a new model) mean and
/// variance are those of the batch, over samples, times and places; after $net.eval() they are running averages.
/// </para>
/// <para>
/// -Momentum is Keras': with each batch in training a running average becomes momentum times itself plus (1 - momentum) times the
/// batch's figure. (PyTorch calls 1 - momentum the momentum.) As in PyTorch the running variance takes the batch's variance
/// divided by n - 1; Keras divides by n.
/// </para>
/// <para>
/// A layer whose Freeze() was called always uses its running averages and leaves them. A probe leaves them as they were.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidMomentum</term><description>not from 0 to 1</description></item>
/// <item><term>InitTools.InvalidEpsilon</term><description>not above 0, or infinite</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// </list>
/// </remarks>
/// <returns>A layer. One that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.</returns>
/// <example>
/// Twenty sigmoid layers, and the same with normalization before each sigmoid:
/// <code>
/// $plain = 1..20 | ForEach-Object { New-DenseLayer 50; New-ActivationLayer sigmoid } |
///     New-SequentialModel -InputShape 64 -Name plain -Seed 42
/// $normalized = 1..20 | ForEach-Object { New-DenseLayer 50 -NoBias; New-BatchNormalizationLayer; New-ActivationLayer sigmoid } |
///     New-SequentialModel -InputShape 64 -Name normalized -Seed 42
/// $plain, $normalized | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $plain, $normalized | ForEach-Object Dispose
/// </code>
/// </example>
/// <example>
/// As PyTorch has it by default:
/// <code>
/// New-BatchNormalizationLayer -Momentum 0.9 -Epsilon 1e-5
/// </code>
/// </example>
/// <seealso cref="NewLayerNormalizationLayerCommand"/>
/// <seealso cref="NewActivationLayerCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso href="https://proceedings.mlr.press/v37/ioffe15.html">Ioffe and Szegedy 2015, Batch normalization</seealso>
[Cmdlet(VerbsCommon.New, "BatchNormalizationLayer")]
[OutputType(typeof(BatchNormalizationLayer))]
public sealed class NewBatchNormalizationLayerCommand : NormalizationLayerCommand
{
    /// <summary>The share of a running average that a batch leaves as it was, from 0 to 1.</summary>
    /// <value>0.99</value>
    [Parameter]
    public double Momentum { get; set; } = 0.99;

    /// <inheritdoc/>
    protected override void End() => WriteObject(new BatchNormalizationLayer(
        Momentum, Epsilon, !NoGamma, !NoBeta, Resolve(GammaInitializer, nameof(GammaInitializer)),
        Resolve(BetaInitializer, nameof(BetaInitializer)), Name, Seed));
}
