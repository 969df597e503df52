using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Lists the layers of a model.</summary>
/// <remarks>
/// <para>
/// Of a SequentialModel all layers are listed with shapes and initializers. Of another TorchSharp module the parts without
/// children are, in the order in which they were registered; their output shapes and initializers aren't known without running
/// it. Frozen tells which layers stay as they are in training, as after $net.Layers[0].Freeze(). The model isn't run or changed.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// </list>
/// </remarks>
/// <returns>One object for each layer, from input to output; plain data that outlives the model.</returns>
/// <example>
/// The layers of a model:
/// <code>
/// $net = 1..3 | ForEach-Object { New-DenseLayer 50 -Activation selu -KernelInitializer Auto } |
///     New-SequentialModel -InputShape 64 -Seed 1
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// The number of weights and biases:
/// <code>
/// $net = New-DenseLayer 10 | New-SequentialModel -InputShape 64
/// $count = 0
/// $net | Get-ModelSummary | ForEach-Object { $count += $_.ParameterCount }
/// $count
/// $net.Dispose()
/// </code>
/// 64 times 10 weights and 10 biases: 650.
/// </example>
/// <seealso cref="NewSequentialModelCommand"/>
/// <seealso cref="InitializeModelCommand"/>
/// <seealso cref="InvokeGradientProbeCommand"/>
[Cmdlet(VerbsCommon.Get, "ModelSummary")]
[OutputType(typeof(LayerSummary))]
public sealed class GetModelSummaryCommand : InitToolsCommand
{
    /// <summary>A SequentialModel, or any TorchSharp module from tensor to tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public TensorModule Model { get; set; } = null!;

    /// <inheritdoc/>
    protected override void Process() => WriteObject(ModelSummary.Of(Model), true);
}
