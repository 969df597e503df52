using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Lists the activations with what matters for gradients.</summary>
/// <remarks>
/// <para>
/// An activation decides how much of a gradient gets through a layer: the gradient is multiplied by f'(z), which is at most 1/4
/// for the sigmoid, and nothing where f is flat. Saturation says on which sides f' falls to 0, DerivativeMinimum and
/// DerivativeMaximum bound it.
/// </para>
/// <para>
/// Gain is 1/sqrt(E[f(z)^2]) for a standard normal z: weights of variance Gain^2/fan_in keep the mean square of the signal from
/// layer to layer. It is sqrt(2) for ReLU, which is why He's scale is 2, and 1 for linear. Initializer is the one recommended for
/// the layer (table 11-1, see Get-Initializer).
/// </para>
/// <para>
/// softmax works on a whole vector; its numbers are those of one logit against a single other one at 0, which is the sigmoid.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>One object for each activation. It is also what Measure-Activation takes from the pipeline.</returns>
/// <example>
/// All activations that don't saturate on both sides:
/// <code>Get-Activation -Nonsaturating</code>
/// </example>
/// <example>
/// Compare two of them:
/// <code>Get-Activation sigmoid, relu</code>
/// The sigmoid's derivative is 1/4 at most: thirty layers multiply a gradient by 4^-30 or less, but for the weights.
/// </example>
/// <example>
/// Those for which LeCun's initialization is recommended:
/// <code>Get-Activation | Where-Object Initializer -Like Lecun*</code>
/// </example>
/// <seealso cref="MeasureActivationCommand"/>
/// <seealso cref="GetInitializerCommand"/>
/// <seealso cref="NewDenseLayerCommand"/>
[Cmdlet(VerbsCommon.Get, "Activation")]
[OutputType(typeof(Activation))]
public sealed class GetActivationCommand : InitToolsCommand
{
    /// <summary>Names in any spelling; wildcards are allowed.</summary>
    /// <value>all activations</value>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only those that don't saturate on both sides: ReLU and its variants, and the identity.</summary>
    [Parameter]
    public SwitchParameter Nonsaturating { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        IEnumerable<Activation> candidates = ActivationCatalogue.All.Where(activation => !Nonsaturating || activation.Nonsaturating);
        foreach (string name in Name ?? ["*"])
        {
            Catalogue.Write(
                this, name, candidates, activation => [activation.Name, .. activation.Alias],
                () => ActivationCatalogue.Find(name, nameof(Name)).Name);
        }
    }
}
