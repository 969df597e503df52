namespace InitTools;

/// <summary>Features of mean 0 and variance 1 over the samples, in three passes over rows.</summary>
internal static class StandardizedFeatures
{
    public static float[] From(ReadOnlySpan<float> features, int size)
    {
        int count = features.Length / size;
        // Taken relative to the first sample, a feature that doesn't vary has a variance of exactly 0, whatever its value.
        ReadOnlySpan<float> origin = features[..size];
        double[] mean = new double[size];
        for (int row = 0; row < count; row++) AddDeviations(features.Slice(row * size, size), origin, mean);
        foreach (ref double value in mean.AsSpan()) value /= count;

        double[] scale = new double[size];
        for (int row = 0; row < count; row++) AddSquares(features.Slice(row * size, size), origin, mean, scale);
        foreach (ref double value in scale.AsSpan()) value = value > 0 ? 1 / Math.Sqrt(value / count) : 0;

        float[] standardized = new float[features.Length];
        for (int row = 0; row < count; row++)
            Transform(features.Slice(row * size, size), origin, mean, scale, standardized.AsSpan(row * size, size));
        return standardized;
    }

    private static void AddDeviations(ReadOnlySpan<float> row, ReadOnlySpan<float> origin, Span<double> sum)
    {
        for (int i = 0; i < row.Length; i++) sum[i] += (double)row[i] - origin[i];
    }

    private static void AddSquares(
        ReadOnlySpan<float> row, ReadOnlySpan<float> origin, ReadOnlySpan<double> mean, Span<double> sum)
    {
        for (int i = 0; i < row.Length; i++)
        {
            double deviation = (double)row[i] - origin[i] - mean[i];
            sum[i] += deviation * deviation;
        }
    }

    private static void Transform(
        ReadOnlySpan<float> row,
        ReadOnlySpan<float> origin,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> scale,
        Span<float> target)
    {
        for (int i = 0; i < row.Length; i++) target[i] = (float)(((double)row[i] - origin[i] - mean[i]) * scale[i]);
    }
}
