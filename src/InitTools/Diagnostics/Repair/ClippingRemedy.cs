using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>A recommendation for the training: where the gradient still explodes, or did in time, as it may again when weights have moved.</summary>
internal sealed class ClippingRemedy : Remedy
{
    public override RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first) =>
        state.Flow.Verdict != GradientVerdict.Exploding && first.Flow.TimeVerdict != GradientVerdict.Exploding ? null : new RemedyPlan(
            "Train with Invoke-ModelTraining -GradientClipNorm 1; nothing in the model changes.",
            "A gradient that explodes is scaled down to a norm that steps survive (Pascanu et al. 2013, algorithm 1).",
            null);
}
