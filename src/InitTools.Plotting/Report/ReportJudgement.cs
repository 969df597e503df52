namespace InitTools.Plotting;

/// <summary>What a report says of its content.</summary>
internal sealed class ReportJudgement
{
    /// <summary>Judges clean content.</summary>
    public ReportJudgement(ReportContent content)
    {
        Probes = [.. Judge(content)];
        Trainings = [.. Histories(content).Where(history => history.Epochs.Count > 0 || history.Probes.Any(probe => probe.Step is not null))];
        Finding[] findings = [.. content.Items.OfType<Finding>()];
        IsFoundHere = findings.Length == 0;
        Findings = IsFoundHere ? [.. Trainings.SelectMany(training => TrainingHealth.Measure(training))] : findings;
        Repairs = [.. ReportRepair.Of(content.Items.OfType<RepairStep>())];
        Flows =
        [
            .. Probes.Where(probe => probe.IsLast).Select(probe => probe.Flow with { Model = probe.Title }),
            .. content.Items.OfType<GradientFlow>(),
        ];
    }

    /// <summary>The probes, of each training the first and the last.</summary>
    public IReadOnlyList<ReportProbe> Probes { get; }

    /// <summary>The trainings: those with epochs have curves.</summary>
    public IReadOnlyList<TrainingHistory> Trainings { get; }

    /// <summary>What the rules found.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether the report asked the rules itself.</summary>
    public bool IsFoundHere { get; }

    /// <summary>The flow of each model, from the last look at it, and those that came in.</summary>
    public IReadOnlyList<GradientFlow> Flows { get; }

    /// <summary>The repairs.</summary>
    public IReadOnlyList<ReportRepair> Repairs { get; }

    /// <summary>The tone of a finding.</summary>
    public static ChartTone Tone(HealthVerdict verdict) => verdict switch
    {
        HealthVerdict.Healthy => ChartTone.Good,
        HealthVerdict.Exploding or HealthVerdict.NonFinite or HealthVerdict.LearningRateTooHigh => ChartTone.Bad,
        _ => ChartTone.Weak,
    };

    private static IEnumerable<ReportProbe> Judge(ReportContent content)
    {
        (IReadOnlyList<LayerGradient> Rows, int LeftOut)[] ends = [.. FlowChart.Ends(content.Rows)];
        string[] titles = CurveNames.Numbered(ends.Select(end =>
            end.Rows[0].Step is { } step ? $"{end.Rows[0].Model}, step {ReportText.Whole(step)}" : end.Rows[0].Model));
        for (int i = 0; i < ends.Length; i++)
        {
            IReadOnlyList<LayerGradient> rows = ends[i].Rows;
            bool goesOn = i + 1 < ends.Length && FlowChart.IsLater(ends[i + 1].Rows[0], rows[0]);
            yield return new ReportProbe(
                titles[i], content.Rules.Judge(rows), GradientFlow.Measure(rows, content.Rules), ends[i].LeftOut, !goesOn);
        }
    }

    private static IEnumerable<TrainingHistory> Histories(ReportContent content)
    {
        var reader = new TrainingHistoryReader();
        foreach (object item in content.Items)
        {
            TrainingHistory? finished = item switch
            {
                TrainingEpoch epoch => reader.Add(epoch),
                LayerGradient row => reader.Add(row),
                _ => null,
            };
            if (finished is not null) yield return finished;
        }
        foreach (TrainingHistory history in reader.Finish()) yield return history;
    }
}
