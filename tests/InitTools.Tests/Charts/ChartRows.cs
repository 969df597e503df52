namespace InitTools.Tests;

/// <summary>Rows of a net whose gradient is what a test says.</summary>
internal static class ChartRows
{
    public static LayerGradient[] Net(string model, params double[] backprop) => NetAt(null, model, backprop);

    public static LayerGradient[] NetAt(long? step, string model, params double[] backprop) =>
    [
        .. backprop.Select((deviation, i) => HealthRows.Layer(i + 1, step) with { Model = model, BackpropStandardDeviation = deviation }),
    ];

    /// <summary>The lines without their tones.</summary>
    public static string[] Lines(IReadOnlyList<BarChart> charts, int width = 80, bool isAscii = false) =>
        [.. BarChartText.Lay(charts, width, isAscii).Select(line => string.Concat(line.Select(span => span.Text)))];
}
