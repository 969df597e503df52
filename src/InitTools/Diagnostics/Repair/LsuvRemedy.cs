using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Orthonormal weights that are scaled until every layer's output has variance 1.</summary>
internal sealed class LsuvRemedy : Remedy
{
    public override RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first) => state.IsHealthy ? null : new RemedyPlan(
        "Draw orthonormal weights and scale each layer's until its output has variance 1 (LSUV).",
        "What the laws assume of the inputs, samples tell (Mishkin and Matas 2016).",
        (copy, context) =>
        {
            context.ScaleBySamples(copy);
            return copy;
        });
}
