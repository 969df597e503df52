using InitTools.Sampling;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>The samples of a training, in the order of their batches, and those it validates with.</summary>
internal sealed class TrainingData
{
    private readonly int[] _training;
    private readonly long _seed;

    private TrainingData(BatchReader training, int[] trainingIndices, BatchReader validation, int[] validationIndices, long seed)
    {
        Training = training;
        _training = trainingIndices;
        Validation = validation;
        ValidationIndices = validationIndices;
        _seed = seed;
    }

    /// <summary>Reads the training samples.</summary>
    public BatchReader Training { get; }

    /// <summary>The number of training samples.</summary>
    public int Count => _training.Length;

    /// <summary>Reads the validation samples.</summary>
    public BatchReader Validation { get; }

    /// <summary>The validation samples; empty where there are none.</summary>
    public int[] ValidationIndices { get; }

    /// <summary>Checks the datasets and divides them.</summary>
    /// <exception cref="InitToolsException">
    /// <c>LabelsRequired</c>, <c>ClassCountMismatch</c>, <c>ClassNamesMismatch</c> or <c>InvalidValidationFraction</c>.
    /// </exception>
    public static TrainingData Of(TensorModule model, Dataset dataset, TrainingOptions options)
    {
        DatasetTargets.RequireLabels(dataset);
        long seed = options.Seed ?? (long)RandomStream.Fresh().Seed;
        ModelInput input = ModelInput.Of(model);
        var reader = new BatchReader(dataset, input);
        if (options.ValidationDataset is { } other)
        {
            CheckValidation(dataset, other);
            return new TrainingData(
                reader, [.. Enumerable.Range(0, dataset.Count)], new BatchReader(other, input), [.. Enumerable.Range(0, other.Count)], seed);
        }
        (int[] training, int[] validation) =
            ValidationSplit.Of(dataset, options.ValidationFraction, RandomStream.FromName(seed, "training.validation"));
        return new TrainingData(reader, training, reader, validation, seed);
    }

    /// <summary>The training samples in the order of an epoch: each seed and epoch has its own.</summary>
    public int[] Order(int epoch)
    {
        int[] order = Sampler.Permutation(_training.Length, RandomStream.FromName(_seed, $"training.order#{epoch}"));
        return Array.ConvertAll(order, place => _training[place]);
    }

    /// <summary>The training targets of labels.</summary>
    public torch.Tensor Targets(torch.Tensor labels, ProbeLoss loss) => DatasetTargets.Of(labels, Training.Dataset.ClassCount, loss);

    private static void CheckValidation(Dataset dataset, Dataset validation)
    {
        DatasetTargets.RequireLabels(validation);
        if (validation.ClassCount > dataset.ClassCount)
        {
            throw new InitToolsException(
                "ClassCountMismatch",
                $"Validation dataset '{validation.Name}' has {validation.ClassCount} classes, but dataset '{dataset.Name}' has "
                + $"{dataset.ClassCount}; it must not have more.",
                FaultKind.InvalidData, validation.Name);
        }
        // Text labels are numbered file by file: the same number may stand for another class in each.
        if (validation.ClassNames.SequenceEqual(dataset.ClassNames)) return;
        throw new InitToolsException(
            "ClassNamesMismatch",
            $"The classes of validation dataset '{validation.Name}' are named otherwise than those of '{dataset.Name}'; they must be the same.",
            FaultKind.InvalidData, validation.Name);
    }
}
