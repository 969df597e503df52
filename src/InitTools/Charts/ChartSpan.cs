namespace InitTools;

/// <summary>A piece of a line of a chart.</summary>
/// <param name="Text">The text, without control characters.</param>
/// <param name="Tone">What it is.</param>
public sealed record ChartSpan(string Text, ChartTone Tone = ChartTone.Plain);
