namespace InitTools;

/// <summary>One bar of a <see cref="BarChart"/>.</summary>
/// <param name="Number">What it is counted as; may be empty.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Detail">What else there is to know where there is room; may be empty.</param>
/// <param name="Value">Its length; 0 has no bar, and what isn't finite is told in words.</param>
public sealed record ChartBar(string Number, string Name, string Detail, double Value)
{
    /// <summary>What theory predicts for the value; null where it doesn't.</summary>
    public double? Predicted { get; init; }

    /// <summary>The word at the end of the line; may be empty.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>The colour of bar and verdict.</summary>
    public ChartTone Tone { get; init; }

    /// <summary>The ends of the healthy range, which the bar's line marks; null for none.</summary>
    public (double Low, double High)? Limits { get; init; }
}
