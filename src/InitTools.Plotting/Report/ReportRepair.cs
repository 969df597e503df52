namespace InitTools.Plotting;

/// <summary>A repair of one model as a report shows it.</summary>
/// <param name="Title">The model's name, numbered where it isn't the first of the name.</param>
/// <param name="Steps">What was tried, in order; one step or more.</param>
internal sealed record ReportRepair(string Title, IReadOnlyList<RepairStep> Steps)
{
    private readonly RepairStep? _last = Steps.LastOrDefault(step => step.Kept);

    /// <summary>Whether any step was tried; a dry run of a module that can't be copied only says what it would do.</summary>
    public bool IsTried => Steps.Any(step => step.VerdictAfter is not null);

    /// <summary>Whether what was kept is in the model; otherwise it was tried on a copy.</summary>
    public bool IsApplied => _last is null or { Applied: true };

    /// <summary>The verdict that the repair leads to.</summary>
    public GradientVerdict Outcome => _last?.VerdictAfter ?? Steps[0].VerdictBefore;

    /// <summary>The verdict of the model as it is now.</summary>
    public GradientVerdict Verdict => IsApplied ? Outcome : Steps[0].VerdictBefore;

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
