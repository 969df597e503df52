namespace InitTools;

/// <summary>What is known of one training: its epochs, and what probes saw of the layers in between.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Epochs">The epochs in their order; empty where only probes are known.</param>
/// <param name="Probes">The probes in their order; empty where only epochs are known.</param>
public sealed record TrainingHistory(string Model, IReadOnlyList<TrainingEpoch> Epochs, IReadOnlyList<ProbeSnapshot> Probes)
{
    /// <summary>
    /// How far a layer's weights may have moved, as a share of their norm, in a probe that still shows the initialization.
    /// </summary>
    public const double UntouchedChange = 0.5;

    /// <summary>
    /// The first probe, if it still shows what the initialization made: it is outside of training or of the first step's batch, or
    /// no weights have moved by half of their norm or more. Null if there is no probe, or the first one came too late.
    /// </summary>
    public ProbeSnapshot? Start =>
        Probes.Count > 0 && (Probes[0].Step is null or <= 1 || Probes[0].Layers.All(IsUntouched)) ? Probes[0] : null;

    /// <summary>The best accuracy, of training or validation samples; null where no accuracy is known.</summary>
    public double? BestAccuracy => Epochs.SelectMany(epoch => new[] { epoch.Accuracy, epoch.ValidationAccuracy }).Max();

    private static bool IsUntouched(LayerGradient layer) => layer.WeightChange is not { } change || change < UntouchedChange;
}
