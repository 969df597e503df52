using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// One thing that theory or a rule offers against a gradient that doesn't arrive. The order is from what changes least of the net
/// that the user designed to what changes most: weights, activations, layers, and last the training.
/// </summary>
internal abstract class Remedy
{
    /// <summary>All of them, in the order in which they are tried.</summary>
    public static IReadOnlyList<Remedy> InOrder { get; } =
    [
        new InitializerRemedy(), new CriticalVarianceRemedy(), new LsuvRemedy(), new ActivationRemedy(), new NormalizationRemedy(),
        new ResidualRemedy(), new ClippingRemedy(),
    ];

    /// <summary>Says what it would do to a model, or null where it has nothing to offer.</summary>
    /// <param name="model">The model as it is now.</param>
    /// <param name="state">What the last probe said of it.</param>
    /// <param name="first">What the first probe said, before all steps.</param>
    public abstract RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first);
}

/// <summary>What a remedy would do to a model.</summary>
/// <param name="Action">What, for a row.</param>
/// <param name="Reason">Why, with the source.</param>
/// <param name="Apply">
/// Does it to a copy, and returns that or a model built in its place; null where it is for the training, and nothing in the model changes.
/// </param>
internal sealed record RemedyPlan(string Action, string Reason, Func<TensorModule, RepairContext, TensorModule>? Apply);
