namespace InitTools.Plotting;

/// <summary>Cleans all text of a report's content, so that tables, pictures and data show the same names.</summary>
internal static class ReportCleaning
{
    /// <summary>The content, all of its text cleaned by <see cref="ReportText"/>.</summary>
    public static ReportContent Clean(ReportContent content) => content with
    {
        Title = ReportText.Prose(content.Title),
        Items = [.. content.Items.Select(Clean)],
        Models = [.. content.Models.Select(model => model with { Name = ReportText.Clean(model.Name), Layers = [.. model.Layers.Select(Clean)] })],
        Facts = [.. content.Facts.Select(fact => new ReportFact(ReportText.Clean(fact.Name), ReportText.Prose(fact.Value)))],
    };

    private static object Clean(object item) => item switch
    {
        LayerGradient row => Clean(row),
        TrainingEpoch epoch => epoch with { Model = ReportText.Clean(epoch.Model) },
        GradientFlow flow => flow with { Model = ReportText.Clean(flow.Model), Recommendation = ReportText.Prose(flow.Recommendation) },
        Finding finding => Clean(finding),
        RepairStep step => step with { Model = ReportText.Clean(step.Model), Action = ReportText.Prose(step.Action), Reason = ReportText.Prose(step.Reason) },
        _ => item,
    };

    private static LayerGradient Clean(LayerGradient row) => row with
    {
        Model = ReportText.Clean(row.Model),
        Name = ReportText.Clean(row.Name),
        Type = ReportText.Clean(row.Type),
        Activation = ReportText.CleanOrNull(row.Activation),
        Initializer = ReportText.CleanOrNull(row.Initializer),
    };

    private static Finding Clean(Finding finding) => finding with
    {
        Rule = ReportText.Clean(finding.Rule),
        RulePack = ReportText.Clean(finding.RulePack),
        Model = ReportText.Clean(finding.Model),
        Layer = ReportText.CleanOrNull(finding.Layer),
        Source = ReportText.Prose(finding.Source),
        Recommendation = ReportText.Prose(finding.Recommendation),
    };

    private static LayerSummary Clean(LayerSummary layer) => layer with
    {
        Model = ReportText.Clean(layer.Model),
        Name = ReportText.Clean(layer.Name),
        Type = ReportText.Clean(layer.Type),
        OutputShape = ReportText.CleanOrNull(layer.OutputShape),
        Activation = ReportText.CleanOrNull(layer.Activation),
        Initializer = ReportText.CleanOrNull(layer.Initializer),
    };
}
