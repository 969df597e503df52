using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a layer that turns each sample into one vector.</summary>
/// <remarks>
/// <para>
/// The elements keep their order in memory, the last dimension running fastest: an image (channels, height, width) becomes its
/// first channel row by row, then the second. It stands between convolutions and dense layers.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// </list>
/// </remarks>
/// <returns>A layer. One that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.</returns>
/// <example>
/// From images to classes:
/// <code>
/// $layers = (New-ConvolutionLayer 8 3 -Activation relu), (New-FlattenLayer), (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 1, 8, 8 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// With a name:
/// <code>
/// New-FlattenLayer -Name pixels
/// </code>
/// </example>
/// <seealso cref="NewConvolutionLayerCommand"/>
/// <seealso cref="NewPoolingLayerCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
[Cmdlet(VerbsCommon.New, "FlattenLayer")]
[OutputType(typeof(FlattenLayer))]
public sealed class NewFlattenLayerCommand : LayerCommand
{
    /// <inheritdoc/>
    protected override void End() => WriteObject(new FlattenLayer(Name));
}
