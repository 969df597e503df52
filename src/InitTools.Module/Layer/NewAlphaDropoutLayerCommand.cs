using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a dropout layer for SELU networks, which keeps mean and variance.</summary>
/// <remarks>
/// <para>
/// In training a dropped value becomes -1.7581, the value that SELU tends to for large negative inputs, and all values are then
/// scaled and shifted so that inputs of mean 0 and variance 1 come out with the same. Plain dropout would take a SELU network off
/// its fixed point. After $net.eval() nothing happens. Masks are drawn as those of New-DropoutLayer.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidRate</term><description>not 0 or more and under 1</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// </list>
/// </remarks>
/// <returns>A layer. One that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.</returns>
/// <example>
/// A self-normalizing network with dropout:
/// <code>
/// $layers = @(
///     1..5 | ForEach-Object { New-DenseLayer 100 -Activation selu -KernelInitializer Auto; New-AlphaDropoutLayer 0.1 }
///     New-DenseLayer 10
/// )
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// With a seed of its own:
/// <code>
/// New-AlphaDropoutLayer 0.05 -Seed 7
/// </code>
/// </example>
/// <seealso cref="NewDropoutLayerCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso href="https://arxiv.org/abs/1706.02515">Klambauer et al. 2017, Self-normalizing neural networks</seealso>
[Cmdlet(VerbsCommon.New, "AlphaDropoutLayer")]
[OutputType(typeof(AlphaDropoutLayer))]
public sealed class NewAlphaDropoutLayerCommand : LayerCommand
{
    /// <summary>The probability of a value to be dropped, 0 or more and under 1.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public double Rate { get; set; }

    /// <summary>A whole number, the seed of the masks; the model's if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void End() => WriteObject(new AlphaDropoutLayer(Rate, Name, Seed));
}
