using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a fully connected layer.</summary>
[Cmdlet(VerbsCommon.New, "DenseLayer")]
[OutputType(typeof(DenseLayer))]
public sealed class NewDenseLayerCommand : InitToolsCommand
{
    /// <summary>The number of outputs, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public int Units { get; set; }

    /// <summary>The number of inputs; found when the model is built if it isn't given.</summary>
    [Parameter]
    public int InputSize { get; set; }

    /// <summary>The activation's name in any spelling.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string Activation { get; set; } = "linear";

    /// <summary>How the weights begin: an initializer, its name, or Auto for the one recommended for the activation.</summary>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(KernelInitializerCompleter))]
    public InitializerArgument KernelInitializer { get; set; } = new("GlorotUniform");

    /// <summary>How the biases begin: an initializer or its name.</summary>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument BiasInitializer { get; set; } = new("Zeros");

    /// <summary>Leaves the biases out.</summary>
    [Parameter]
    public SwitchParameter NoBias { get; set; }

    /// <summary>The layer's name; the model chooses one if it isn't given.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The seed of the weights; the model's if it isn't given.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        Activation activation = ActivationCatalogue.Find(Activation, nameof(Activation));
        WriteObject(new DenseLayer(
            Units,
            MyInvocation.BoundParameters.ContainsKey(nameof(InputSize)) ? InputSize : null,
            activation,
            KernelInitializer.IsAuto ? InitializerCatalogue.Recommend(activation) : KernelInitializer.Resolve(nameof(KernelInitializer)),
            BiasInitializer.Resolve(nameof(BiasInitializer)),
            !NoBias,
            Name,
            Seed));
    }
}
