namespace InitTools.Plotting;

/// <summary>What a report is made of; what it says of it is worked out when it is written.</summary>
public sealed record ReportContent
{
    /// <summary>The heading.</summary>
    public string Title { get; init; } = "Gradient report";

    /// <summary>
    /// What was measured, in the order in which it was written: <see cref="LayerGradient"/>, <see cref="TrainingEpoch"/>,
    /// <see cref="GradientFlow"/>, <see cref="Finding"/> and <see cref="RepairStep"/>. Other objects are passed over. Where trainings come
    /// without findings, the rules of InitTools look at them.
    /// </summary>
    public IReadOnlyList<object> Items { get; init; } = [];

    /// <summary>The models that were probed for the report.</summary>
    public IReadOnlyList<ReportModel> Models { get; init; } = [];

    /// <summary>Versions, seeds and whatever else a reader needs to get the same numbers.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>The thresholds of the verdicts on rows.</summary>
    public GradientRules Rules { get; init; } = new();

    /// <summary>When the report was made.</summary>
    public required DateTimeOffset Created { get; init; }

    internal IEnumerable<LayerGradient> Rows => Items.OfType<LayerGradient>();

    internal IEnumerable<TrainingEpoch> Epochs => Items.OfType<TrainingEpoch>();
}
