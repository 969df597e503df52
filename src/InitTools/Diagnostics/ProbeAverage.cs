namespace InitTools;

/// <summary>Averages the rows of several batches: means and shares as they are, deviations and norms by their squares.</summary>
internal static class ProbeAverage
{
    public static LayerGradient[] Of(IReadOnlyList<IReadOnlyList<LayerGradient>> runs) =>
        [.. Enumerable.Range(0, runs[0].Count).Select(layer => Of([.. runs.Select(run => run[layer])]))];

    private static LayerGradient Of(LayerGradient[] rows)
    {
        double Mean(Func<LayerGradient, double> figure) => rows.Average(figure);
        double Quadratic(Func<LayerGradient, double?> figure) => Math.Sqrt(rows.Average(row => figure(row) * figure(row)) ?? double.NaN);
        double? QuadraticOrNull(Func<LayerGradient, double?> figure) => figure(rows[0]) is null ? null : Quadratic(figure);
        return rows[0] with
        {
            ActivationMean = Mean(row => row.ActivationMean),
            ActivationStandardDeviation = Quadratic(row => row.ActivationStandardDeviation),
            SaturatedFraction = rows[0].SaturatedFraction is null ? null : Mean(row => row.SaturatedFraction!.Value),
            DeadFraction = Mean(row => row.DeadFraction),
            BackpropStandardDeviation = Quadratic(row => row.BackpropStandardDeviation),
            WeightGradientStandardDeviation = QuadraticOrNull(row => row.WeightGradientStandardDeviation),
            WeightGradientNorm = QuadraticOrNull(row => row.WeightGradientNorm),
            UpdateRatio = QuadraticOrNull(row => row.UpdateRatio),
            PredictedActivationStandardDeviation = QuadraticOrNull(row => row.PredictedActivationStandardDeviation),
            PredictedBackpropStandardDeviation = QuadraticOrNull(row => row.PredictedBackpropStandardDeviation),
            Chi = rows[0].Chi is null ? null : Mean(row => row.Chi ?? double.NaN),
        };
    }
}
