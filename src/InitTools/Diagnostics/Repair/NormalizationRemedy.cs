using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Batch normalization between the kernels and the activations of the hidden layers (Ioffe and Szegedy 2015).</summary>
internal sealed class NormalizationRemedy : Remedy
{
    public override RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first)
    {
        if (state.IsHealthy || model is not SequentialModel sequential) return null;
        var rewrite = new LayerRewrite(sequential);
        int count = rewrite.Normalize();
        return count == 0 ? null : new RemedyPlan(
            $"Put batch normalization before the activation of {count} hidden layer{(count == 1 ? "" : "s")}.",
            "It gives every sum mean 0 and variance 1 in each batch, whatever the weights (Ioffe and Szegedy 2015).",
            (copy, context) => rewrite.Build((SequentialModel)copy, context, rewrite.CarryKernels));
    }
}
