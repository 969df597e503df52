using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a layer that drops values at random in training.</summary>
/// <remarks>
/// <para>
/// In training (the state of a new model) each value is 0 with the probability -Rate, and the others are divided by 1 - rate, so
/// that the mean stays. After $net.eval() nothing happens.
/// </para>
/// <para>
/// Masks come from InitTools' own generator, not from libtorch's. The mask of a pass depends on the seed (the layer's, or else the
/// model's), the layer and the number of passes since the weights were drawn: equal seeds give equal trainings. A probe draws its
/// masks from its own -Seed and changes nothing in those to come. Without any seed the masks are fresh.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidRate</term><description>not 0 or more and under 1</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// </list>
/// </remarks>
/// <returns>A layer. One that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.</returns>
/// <example>
/// Drop a fifth of the inputs and half of the hidden units:
/// <code>
/// $layers = (New-DropoutLayer 0.2), (New-DenseLayer 100 -Activation relu), (New-DropoutLayer 0.5), (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// With and without training:
/// <code>
/// $net = New-DropoutLayer 0.5 | New-SequentialModel -InputShape 8 -Seed 1
/// $batch = New-Tensor 1, 8 Ones
/// $net.forward($batch)
/// $net.eval()
/// $net.forward($batch)
/// $batch, $net | ForEach-Object Dispose
/// </code>
/// The first output has zeros and twos, the second ones.
/// </example>
/// <seealso cref="NewAlphaDropoutLayerCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava et al. 2014, Dropout</seealso>
[Cmdlet(VerbsCommon.New, "DropoutLayer")]
[OutputType(typeof(DropoutLayer))]
public sealed class NewDropoutLayerCommand : LayerCommand
{
    /// <summary>The probability of a value to be dropped, 0 or more and under 1.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public double Rate { get; set; }

    /// <summary>A whole number, the seed of the masks; the model's if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void End() => WriteObject(new DropoutLayer(Rate, Name, Seed));
}
