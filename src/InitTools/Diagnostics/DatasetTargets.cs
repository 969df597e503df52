using TorchSharp;

namespace InitTools;

/// <summary>The labels of a dataset as a loss takes them, and the checks that they fit a model.</summary>
internal static class DatasetTargets
{
    /// <summary>Refuses a dataset without labels.</summary>
    /// <exception cref="InitToolsException"><c>LabelsRequired</c>.</exception>
    public static void RequireLabels(Dataset dataset)
    {
        if (dataset.ClassCount > 0) return;
        throw new InitToolsException(
            "LabelsRequired", $"Dataset '{dataset.Name}' has no labels; import it with -LabelPath or -LabelColumn.",
            FaultKind.InvalidData, dataset.Name);
    }

    /// <summary>Refuses a model whose output isn't one row a sample, or has another width than the dataset has classes.</summary>
    /// <exception cref="InitToolsException"><c>OutputShapeMismatch</c>, <c>ClassCountMismatch</c>.</exception>
    public static void CheckClasses(Dataset dataset, ModelOutput output, ProbeLoss loss)
    {
        // A loss would stretch targets over further dimensions, and count hits in all of them.
        if (output.Value.dim() > 2)
        {
            throw new InitToolsException(
                "OutputShapeMismatch",
                $"The model puts out a shape of {InitToolsException.Show(output.Value.shape)}, batch first; for the classes of dataset '{dataset.Name}' it must be "
                + "(batch, classes). Put a flatten layer before the last one, or let the recurrent layer before it give its last step alone.",
                FaultKind.InvalidData, InitToolsException.Show(output.Value.shape));
        }
        long width = loss == ProbeLoss.BinaryCrossEntropy ? 2 : output.Value.shape[^1];
        if (width == dataset.ClassCount) return;
        throw new InitToolsException(
            "ClassCountMismatch",
            $"The last layer has {output.Value.shape[^1]} output{(output.Value.shape[^1] == 1 ? "" : "s")}, but dataset '{dataset.Name}' has {dataset.ClassCount} classes; "
            + $"end the model with a layer of {dataset.ClassCount} units.",
            FaultKind.InvalidData, dataset.Name);
    }

    /// <summary>The targets of a loss: class numbers, or for the mean squared error ones and zeros.</summary>
    /// <param name="labels">The classes, of shape (samples).</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="loss">The loss.</param>
    public static torch.Tensor Of(torch.Tensor labels, int classCount, ProbeLoss loss) =>
        loss == ProbeLoss.MeanSquaredError ? torch.nn.functional.one_hot(labels, classCount) : labels;
}
