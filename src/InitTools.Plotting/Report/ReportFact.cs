namespace InitTools.Plotting;

/// <summary>Something a reader needs to get the same numbers.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The value.</param>
public sealed record ReportFact(string Name, string Value);
