namespace InitTools;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>The number of passes over the training samples, 1 or more.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The number of samples in a batch, 1 or more; the last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The optimizer, with its learning rate; null is Adam.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>How the learning rate changes; null leaves it constant.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>The loss; null lets the model decide, as in a probe.</summary>
    public ProbeLoss? Loss { get; init; }

    /// <summary>Samples to validate with after each epoch; null for none.</summary>
    public Dataset? ValidationDataset { get; init; }

    /// <summary>
    /// The share of the dataset that is set aside for validation, 0 or more and below 1: a random choice, the same share of each
    /// class.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>The largest norm of the whole gradient; a longer one is scaled down to it (Pascanu et al. 2013, algorithm 1). Null for none.</summary>
    public double? GradientClipNorm { get; init; }

    /// <summary>The largest absolute value of an element of the gradient; others are set to it. Null for none.</summary>
    public double? GradientClipValue { get; init; }

    /// <summary>The factor of the sum of |w| over all kernels that is added to the loss, 0 or more.</summary>
    public double L1 { get; init; }

    /// <summary>The factor of the sum of w^2 over all kernels that is added to the loss, 0 or more; its gradient is 2 L2 w, as in Keras.</summary>
    public double L2 { get; init; }

    /// <summary>The largest norm of the weights into one unit, which longer ones are scaled down to after each step; null for none.</summary>
    public double? MaxNorm { get; init; }

    /// <summary>After how many epochs without a lower validation loss training ends; null never.</summary>
    public int? EarlyStoppingPatience { get; init; }

    /// <summary>The seed of the order of samples, of the validation samples and of dropout; null draws fresh ones.</summary>
    public long? Seed { get; init; }

    /// <summary>Looks at the layers every so many steps, beginning with the first; null never.</summary>
    public int? ProbeEvery { get; init; }

    /// <summary>Ends training after the batch that is under way.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Where to train: the model is put there first, and stays there; null trains it where it is.</summary>
    public Native.ComputeDevice? Device { get; init; }

    /// <summary>Refuses options that can never be right.</summary>
    internal void Check()
    {
        AtLeastOne(Epochs, "Epoch");
        AtLeastOne(BatchSize, nameof(BatchSize));
        AtLeastOne(EarlyStoppingPatience ?? 1, nameof(EarlyStoppingPatience));
        AtLeastOne(ProbeEvery ?? 1, nameof(ProbeEvery));
        LawParameter.Positive(GradientClipNorm ?? 1, nameof(GradientClipNorm));
        LawParameter.Positive(GradientClipValue ?? 1, nameof(GradientClipValue));
        LawParameter.Positive(MaxNorm ?? 1, nameof(MaxNorm));
        LawParameter.NotNegative(L1, nameof(L1));
        LawParameter.NotNegative(L2, nameof(L2));
        if (ValidationFraction is not (>= 0 and < 1))
        {
            throw InitToolsException.Argument(
                "InvalidValidationFraction", nameof(ValidationFraction), ValidationFraction, "0 or more and below 1");
        }
        CheckConflicts();
    }

    private void CheckConflicts()
    {
        if (GradientClipNorm is not null && GradientClipValue is not null)
        {
            throw new InitToolsException(
                "ConflictingClipping", "Both GradientClipNorm and GradientClipValue are given; it must be one of them.",
                FaultKind.InvalidArgument, GradientClipValue);
        }
        if (ValidationDataset is not null && ValidationFraction > 0)
        {
            throw new InitToolsException(
                "ConflictingValidation", "Both ValidationDataset and ValidationFraction are given; it must be one of them.",
                FaultKind.InvalidArgument, ValidationFraction);
        }
        if (EarlyStoppingPatience is not null && ValidationDataset is null && ValidationFraction == 0)
        {
            throw new InitToolsException(
                "ValidationRequired",
                "EarlyStoppingPatience needs a validation loss to watch; give a ValidationFraction or a ValidationDataset.",
                FaultKind.InvalidArgument, EarlyStoppingPatience);
        }
    }

    private static void AtLeastOne(int value, string name)
    {
        if (value < 1) throw InitToolsException.Argument("Invalid" + name, name, value, "1 or more");
    }
}
