using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Another activation where the hidden layers' loses the gradient: of those that saturate on both sides, and of ReLU where units are
/// dead. SELU in a plain stack of dense layers, which it keeps standardized (Klambauer et al. 2017), otherwise ELU.
/// </summary>
internal sealed class ActivationRemedy : Remedy
{
    public override RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first)
    {
        if (state.IsHealthy || model is not SequentialModel sequential) return null;
        bool dead = state.Layers.Any(layer => layer.Verdict == GradientVerdict.Dead);
        Activation[] bad = [.. state.HiddenActivations.Where(activation => !activation.Nonsaturating || (dead && Dies(activation)))];
        if (bad.Length == 0) return null;
        bool plain = sequential.Layers.All(layer => layer is DenseLayer or ActivationLayer or FlattenLayer or AlphaDropoutLayer);
        Activation good = plain && bad.All(activation => !activation.Nonsaturating) ? ActivationCatalogue.Selu : ActivationCatalogue.Elu;
        var rewrite = new LayerRewrite(sequential);
        if (!rewrite.ReplaceActivations(bad, good)) return null;
        string names = string.Join(" and ", bad.Select(activation => activation.Name));
        return new RemedyPlan(
            $"Use {good.Name} in place of {names} in the hidden layers, with {good.Initializer}.",
            string.Join(" ", bad.Select(WhatItDoes)),
            (copy, context) => rewrite.Build((SequentialModel)copy, context, built =>
                built.Initialize(InitializerCatalogue.Recommend, context.Seed, context.Drawing)));
    }

    private static bool Dies(Activation activation) => activation.Saturation == Saturation.Left && activation.Value(-1) == 0 && activation.Value(-10) == 0;

    private static string WhatItDoes(Activation activation) => activation.Nonsaturating
        ? $"Units of {activation.Name} that never fire get no gradient."
        : FormattableString.Invariant($"{activation.Name} saturates, and |{activation.Name}'| is at most {activation.DerivativeMaximum:G2}.");
}
