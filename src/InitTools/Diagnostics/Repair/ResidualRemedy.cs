using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Skips around the hidden layers that keep their shape, each with the scale 1/sqrt(n) of n blocks, so that the variance grows by
/// (1 + 1/n)^n, at most e, in all. Tried on sick nets, and on those that were sick and are deeper than plain nets train well at.
/// </summary>
internal sealed class ResidualRemedy : Remedy
{
    /// <summary>Of plain nets He et al. (2016, figure 4) found 34 layers worse than 18, with healthy gradients in both.</summary>
    private const int DeepestPlainNet = 18;

    public override RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first)
    {
        if (model is not SequentialModel sequential) return null;
        if (state.IsHealthy && state.Layers.Count - 1 <= DeepestPlainNet) return null;
        var rewrite = new LayerRewrite(sequential);
        int count = rewrite.AddSkips();
        return count == 0 ? null : new RemedyPlan(
            FormattableString.Invariant($"Put a skip around {count} hidden layer{(count == 1 ? "" : "s")}, with scale {1 / Math.Sqrt(count):G3}."),
            state.IsHealthy
                ? $"Plain nets of more than {DeepestPlainNet} layers train badly even if the gradient arrives (He et al. 2016, figure 4)."
                : "The gradient passes a sum as it is (He et al. 2016).",
            (copy, context) => rewrite.Build((SequentialModel)copy, context, rewrite.CarryKernels));
    }
}
