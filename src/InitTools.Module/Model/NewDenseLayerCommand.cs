using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a fully connected layer.</summary>
/// <remarks>
/// <para>
/// The layer computes h = f(x W^T + b) with W of shape (units, inputs). It has no weights before its number of inputs is known:
/// from -InputSize, or when New-SequentialModel builds the model.
/// </para>
/// <para>
/// -KernelInitializer Auto takes the initializer that is recommended for the activation: Glorot for linear, tanh, sigmoid and
/// softmax, He for ReLU and its variants, LeCun for SELU (table 11-1, see Get-Initializer); if the activation is linear, a model
/// looks for the next New-ActivationLayer behind the layer. The default, GlorotUniform whatever
/// the activation, is Keras'.
/// </para>
/// <para>
/// Weights draw from the first seed there is: the initializer's, the layer's, the model's. Each parameter has a stream of its
/// own, derived from the layer's name, so no two get the same values. A layer without a name is told from others by its type,
/// units, activation and number among its like; a layer of another kind put in between changes nothing.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.InvalidUnits</term><description>the number of outputs is below 1</description></item>
/// <item><term>InitTools.InvalidInputSize</term><description>the number of inputs is below 1</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.LayerNotBuilt</term><description>GetKernel() of a layer whose number of inputs isn't known yet</description>
/// </item>
/// <item><term>InitTools.ShapeTooLarge</term><description>the weights don't fit into the free memory</description></item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// A layer. GetKernel() and GetBias() give copies of its weights, of shape (units, inputs) and (units), which are the caller's to
/// dispose of. A layer that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.
/// </returns>
/// <example>
/// Twenty layers in a pipeline:
/// <code>
/// $net = 1..20 | ForEach-Object { New-DenseLayer 100 -Activation tanh -KernelInitializer Auto } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// A layer by itself:
/// <code>
/// $layer = New-DenseLayer 10 -InputSize 64 -Activation softmax -Name output -Seed 1
/// $layer
/// $layer.Dispose()
/// </code>
/// With -InputSize the weights are drawn at once: 640 of them and 10 biases.
/// </example>
/// <example>
/// Biases that begin above 0, so that ReLU units fire at first:
/// <code>
/// $bias = New-Initializer Constant -Value 0.1
/// New-DenseLayer 100 -Activation relu -KernelInitializer he_normal -BiasInitializer $bias
/// </code>
/// </example>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="GetActivationCommand"/>
/// <seealso cref="GetInitializerCommand"/>
/// <seealso cref="NewInitializerCommand"/>
/// <seealso>about_InitTools_Initializers</seealso>
[Cmdlet(VerbsCommon.New, "DenseLayer")]
[OutputType(typeof(DenseLayer))]
public sealed class NewDenseLayerCommand : KernelLayerCommand
{
    /// <summary>The number of outputs, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumber]
    public int Units { get; set; }

    /// <summary>The number of inputs, 1 or more; found when the model is built if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public int InputSize { get; set; }

    /// <inheritdoc/>
    private protected override KernelLayer Make(Activation activation, Initializer kernel, Initializer bias)
    {
        bool isSized = MyInvocation.BoundParameters.ContainsKey(nameof(InputSize));
        return new DenseLayer(
            Units, isSized ? InputSize : null, activation, kernel, bias, !NoBias, Name, Seed, isSized ? DrawOptions() : null);
    }
}
