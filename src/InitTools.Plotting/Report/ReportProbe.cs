namespace InitTools.Plotting;

/// <summary>A probe as a report shows it.</summary>
/// <param name="Title">The model's name, numbered where it isn't the first of the name, and the step in training.</param>
/// <param name="Rows">The rows, judged by the report's thresholds.</param>
/// <param name="Flow">What they say together.</param>
/// <param name="LeftOut">How many probes of the same training come before the next one and aren't shown.</param>
/// <param name="IsLast">Whether it is the last of its model: the model's verdict is that of this one.</param>
internal sealed record ReportProbe(string Title, IReadOnlyList<LayerGradient> Rows, GradientFlow Flow, int LeftOut, bool IsLast);
