namespace InitTools.Plotting;

/// <summary>A repair of one model as a report shows it.</summary>
/// <param name="Title">The model's name, numbered where it isn't the first of the name.</param>
/// <param name="Steps">What was tried, in order; one step or more.</param>
internal sealed record ReportRepair(string Title, IReadOnlyList<RepairStep> Steps)
{
    private readonly RepairStep? _last = Steps.LastOrDefault(step => step.Kept);

    /// <summary>The model's verdict in the end.</summary>
    public GradientVerdict Verdict => _last?.VerdictAfter ?? Steps[0].VerdictBefore;

    /// <summary>The gradient's ratio, first layer over last, in the beginning and in the end.</summary>
    public (double Before, double After) Ratio => (Steps[0].BackpropRatioBefore, _last?.BackpropRatioAfter ?? Steps[0].BackpropRatioBefore);

    /// <summary>The repairs in a stream of their steps: one begins where the numbers start over.</summary>
    public static IEnumerable<ReportRepair> Of(IEnumerable<RepairStep> steps)
    {
        RepairStep[][] repairs = RowRuns.Of(steps, step => step.Model, (step, before) => step.Step > before.Step);
        string[] titles = CurveNames.Numbered(repairs.Select(repair => repair[0].Model));
        return repairs.Select((repair, i) => new ReportRepair(titles[i], repair));
    }
}
