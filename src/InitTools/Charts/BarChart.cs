namespace InitTools;

/// <summary>Bars below each other on a logarithmic scale, before anything is laid out.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="ValueTitle">What the bars measure.</param>
/// <param name="Bars">The bars from top to bottom.</param>
public sealed record BarChart(string Title, string ValueTitle, IReadOnlyList<ChartBar> Bars)
{
    /// <summary>Sentences below the bars, each a paragraph.</summary>
    public IReadOnlyList<ChartSpan> Notes { get; init; } = [];
}
