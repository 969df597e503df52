using TorchSharp;

namespace InitTools;

/// <summary>The loss whose gradient a probe propagates back.</summary>
public enum ProbeLoss
{
    /// <summary>Cross-entropy of class logits of shape (batch, classes); labels are class numbers.</summary>
    CrossEntropy,

    /// <summary>Binary cross-entropy of one logit a sample; labels are 0 and 1.</summary>
    BinaryCrossEntropy,

    /// <summary>The mean squared error; targets have the shape of the output.</summary>
    MeanSquaredError,
}

/// <summary>What a loss expects, and how it is computed from a model's output.</summary>
public static class ProbeLossFunction
{
    private static readonly NameTable<ProbeLoss> Names = new(
        "loss",
        [
            (ProbeLoss.CrossEntropy, ["CrossEntropy", "categorical_crossentropy", "sparse_categorical_crossentropy", "ce"]),
            (ProbeLoss.BinaryCrossEntropy, ["BinaryCrossEntropy", "bce"]),
            (ProbeLoss.MeanSquaredError, ["MeanSquaredError", "mse"]),
        ]);

    /// <summary>Reads a loss's name.</summary>
    /// <param name="name">Such as <c>CrossEntropy</c>, <c>mse</c>.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownLoss</c>; the message lists near matches.</exception>
    public static ProbeLoss Find(string? name) => Names.Find(name, "Loss");

    /// <summary>
    /// The loss that fits a model: binary cross-entropy behind a single sigmoid unit, the mean squared error for another single
    /// unit or for targets that aren't classes, cross-entropy for the rest.
    /// </summary>
    internal static ProbeLoss Choose(ModelOutput output, bool targetsAreClasses)
    {
        bool single = output.Value.shape[^1] == 1;
        return single && output.Activation?.Name == "sigmoid" ? ProbeLoss.BinaryCrossEntropy
            : single || output.Value.dim() != 2 || !targetsAreClasses ? ProbeLoss.MeanSquaredError
            : ProbeLoss.CrossEntropy;
    }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="output">What the model put out.</param>
    /// <param name="target">Class numbers, zeros and ones, or values, as the loss needs them, on any device.</param>
    internal static torch.Tensor Compute(ProbeLoss loss, ModelOutput output, torch.Tensor target)
    {
        torch.Tensor placed = target.to(output.Value.device);
        return loss switch
        {
            ProbeLoss.CrossEntropy => torch.nn.functional.cross_entropy(Logits(output, "softmax"), placed),
            ProbeLoss.BinaryCrossEntropy =>
                torch.nn.functional.binary_cross_entropy_with_logits(Logits(output, "sigmoid").view(-1), placed.to(output.Value.dtype)),
            _ => torch.nn.functional.mse_loss(output.Value, placed.to(output.Value.dtype)),
        };
    }

    /// <summary>What the loss is a function of: the output, or the logits where it takes the last activation in.</summary>
    internal static torch.Tensor LossInput(ProbeLoss loss, ModelOutput output) => loss switch
    {
        ProbeLoss.CrossEntropy => Logits(output, "softmax"),
        ProbeLoss.BinaryCrossEntropy => Logits(output, "sigmoid"),
        _ => output.Value,
    };

    // Taking the logarithm of a softmax that has underflowed loses the gradient; the logits themselves don't.
    private static torch.Tensor Logits(ModelOutput output, string activation) =>
        output.Activation?.Name == activation ? output.PreActivation! : output.Value;
}
