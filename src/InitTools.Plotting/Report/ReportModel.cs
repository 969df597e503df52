namespace InitTools.Plotting;

/// <summary>A model that was probed for a report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seed">The seed of its weights; null where there was none.</param>
/// <param name="Layers">Its layers.</param>
public sealed record ReportModel(string Name, long? Seed, IReadOnlyList<LayerSummary> Layers);
