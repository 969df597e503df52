using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Lists the layers of a model.</summary>
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
