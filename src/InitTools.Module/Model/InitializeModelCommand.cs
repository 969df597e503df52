using System.Management.Automation;
using InitTools.Sampling;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Draws a model's weights anew, in place.</summary>
[Cmdlet(VerbsData.Initialize, "Model", SupportsShouldProcess = true)]
[OutputType(typeof(TensorModule))]
public sealed class InitializeModelCommand : InitToolsCommand
{
    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <summary>
    /// The initializer of all kernels, its name, or Auto for the one recommended for each layer's activation. Without it a
    /// SequentialModel's layers keep their own, and other modules take Auto.
    /// </summary>
    [Parameter(Position = 1)]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(KernelInitializerCompleter))]
    public InitializerArgument? KernelInitializer { get; set; }

    /// <summary>The seed; goes before all others. Without one the weights are fresh.</summary>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Writes the model.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool auto = KernelInitializer?.IsAuto == true;
        Initializer? initializer = auto ? null : KernelInitializer?.Resolve(nameof(KernelInitializer));
        IReadOnlyList<LayerSummary> layers = ModelSummary.Of(Model);
        string target = $"{layers[0].Model}: {layers.Sum(layer => layer.ParameterCount)} weights of {layers.Count} layers";
        if (ShouldProcess(target, "Overwrite with new initial values"))
            ModelInitializer.Initialize(Model, initializer, auto, Seed, new SamplerOptions { CancellationToken = CancellationToken });
        if (PassThru) WriteObject(Model, false);
    }
}
