using System.Management.Automation;

namespace InitTools.Module;

/// <summary>What the cmdlets that make layers with a kernel, a bias and an activation have in common.</summary>
public abstract class KernelLayerCommand : LayerCommand
{
    /// <summary>The activation's name in any spelling; recurrent layers of the cells Lstm and Gru have tanh.</summary>
    /// <value>linear; of a recurrent layer tanh</value>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string Activation { get; set; } = "linear";

    /// <summary>
    /// How the kernel (of a recurrent layer that on the input) begins: an initializer, its name, a hashtable that describes one, or Auto for
    /// the one recommended for the activation.
    /// </summary>
    /// <value>GlorotUniform</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(KernelInitializerCompleter))]
    public InitializerArgument KernelInitializer { get; set; } = new("GlorotUniform");

    /// <summary>How the biases begin: an initializer or its name.</summary>
    /// <value>Zeros</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument BiasInitializer { get; set; } = new("Zeros");

    /// <summary>Leaves the biases out.</summary>
    [Parameter]
    public SwitchParameter NoBias { get; set; }

    /// <summary>A whole number, the seed of the layer's weights; the model's if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected sealed override void End()
    {
        Activation activation = ActivationCatalogue.Find(Activation, nameof(Activation));
        Initializer kernel = KernelInitializer.IsAuto
            ? InitializerCatalogue.Recommend(activation)
            : KernelInitializer.Resolve(nameof(KernelInitializer));
        KernelLayer layer = Make(activation, kernel, BiasInitializer.Resolve(nameof(BiasInitializer)));
        layer.KernelByActivation = KernelInitializer.IsAuto;
        WriteObject(layer);
    }

    /// <summary>Makes the layer.</summary>
    private protected abstract KernelLayer Make(Activation activation, Initializer kernel, Initializer bias);
}
