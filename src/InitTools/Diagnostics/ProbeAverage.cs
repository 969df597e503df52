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
        double? MeanOrNull(Func<LayerGradient, double?> figure) => figure(rows[0]) is null ? null : rows.Average(figure);
        return rows[0] with
        {
            ActivationMean = Mean(row => row.ActivationMean),
            ActivationStandardDeviation = Quadratic(row => row.ActivationStandardDeviation),
            SaturatedFraction = MeanOrNull(row => row.SaturatedFraction),
            DeadFraction = Mean(row => row.DeadFraction),
            BackpropStandardDeviation = Quadratic(row => row.BackpropStandardDeviation),
            WeightGradientStandardDeviation = QuadraticOrNull(row => row.WeightGradientStandardDeviation),
            WeightGradientNorm = QuadraticOrNull(row => row.WeightGradientNorm),
            JacobianMeanSingularValue = MeanOrNull(row => row.JacobianMeanSingularValue),
            JacobianMaximumSingularValue = MeanOrNull(row => row.JacobianMaximumSingularValue),
            NetworkJacobianMeanSingularValue = MeanOrNull(row => row.NetworkJacobianMeanSingularValue),
            NetworkJacobianMaximumSingularValue = MeanOrNull(row => row.NetworkJacobianMaximumSingularValue),
            WeightGradientMeanAbsolute = MeanOrNull(row => row.WeightGradientMeanAbsolute),
            WeightGradientZeroFraction = MeanOrNull(row => row.WeightGradientZeroFraction),
            RarelyActiveFraction = MeanOrNull(row => row.RarelyActiveFraction),
            UpdateRatio = QuadraticOrNull(row => row.UpdateRatio),
            PredictedActivationStandardDeviation = QuadraticOrNull(row => row.PredictedActivationStandardDeviation),
            PredictedBackpropStandardDeviation = QuadraticOrNull(row => row.PredictedBackpropStandardDeviation),
            Chi = rows[0].Chi is null ? null : Mean(row => row.Chi ?? double.NaN),
        };
    }
}
