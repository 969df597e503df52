using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Draws a model's weights anew, in place.</summary>
/// <remarks>
/// <para>
/// Overwrites all kernels and biases. Without -KernelInitializer a SequentialModel's layers use the initializers they have; with
/// it they take the new one and keep it. Of other TorchSharp modules the kernels (weights of two dimensions or more, embeddings
/// excepted) are drawn, by Auto if nothing else is said, and the biases beside them set to 0; other parameters stay as they are.
/// </para>
/// <para>
/// Auto chooses each kernel's initializer by the activation behind it (table 11-1, see Get-Initializer), which is what a
/// recommendation of Measure-GradientFlow asks for.
/// </para>
/// <para>
/// Everything is checked first: after an error no weight has changed. As weights are overwritten, -WhatIf and -Confirm work.
/// </para>
/// <para>
/// -Seed goes before the seeds of initializers, layers and the model. Without it they hold as they do in New-SequentialModel, and
/// where there is none the weights are fresh.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.NothingToInitialize</term><description>a module without layers that have weights</description></item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.Not...Shape</term><description>a kernel of a shape that the initializer can't fill, such as
/// NotIdentityShape</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>Nothing, or with -PassThru the model that came in, which stays the caller's.</returns>
/// <example>
/// Cure a network whose gradients vanish:
/// <code>
/// $net = 1..30 | ForEach-Object { New-DenseLayer 100 -Activation relu -KernelInitializer LecunNormal } |
///     New-SequentialModel -InputShape 64 -Seed 42
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net | Initialize-Model -KernelInitializer Auto
/// $net | Invoke-GradientProbe -Seed 1 | Measure-GradientFlow
/// $net.Dispose()
/// </code>
/// With LeCun's variance 1/n each ReLU layer halves the gradient's variance; with He's 2/n it is kept.
/// </example>
/// <example>
/// See first what would be overwritten:
/// <code>
/// $net = New-DenseLayer 10 | New-SequentialModel -InputShape 64
/// $net | Initialize-Model -Seed 7 -WhatIf
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="GetInitializerCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
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

    /// <summary>A whole number; goes before all other seeds.</summary>
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
            ModelInitializer.Initialize(Model, initializer, auto, Seed, DrawOptions());
        if (PassThru) WriteObject(Model, false);
    }
}
