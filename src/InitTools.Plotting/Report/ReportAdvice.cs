using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>What to do: the cure of each model in words, and the commands that try it.</summary>
internal static class ReportAdvice
{
    private const int Limit = 12;

    /// <summary>The section's elements.</summary>
    public static IEnumerable<XElement> Of(ReportContent content, ReportJudgement judgement)
    {
        XElement[] advice = [.. ForModels(judgement), .. ForRepairs(judgement), .. ForTrainings(content, judgement)];
        yield return new XElement(
            "p", "In the commands ", new XElement("code", "$net"), " is the model and ", new XElement("code", "$data"), " the dataset.");
        if (advice.Length == 0)
            yield return Show(null, "Nothing needs a cure; the next step is training.", ReportCure.For(GradientVerdict.Healthy, 0, 0, null));
        foreach (XElement one in advice.Take(Limit)) yield return one;
        if (advice.Length > Limit)
            yield return new XElement("p", new XAttribute("class", "note"), $"{ReportText.Whole(advice.Length - Limit)} more in the tables.");
    }

    private static IEnumerable<XElement> ForModels(ReportJudgement judgement)
    {
        foreach (ReportProbe probe in judgement.Probes.Where(probe => probe.IsLast && probe.Flow.Verdict != GradientVerdict.Healthy))
        {
            LayerGradient sick = probe.Rows.FirstOrDefault(row => row.Layer == probe.Flow.FirstUnhealthyLayer) ?? probe.Rows[0];
            // Only a known name goes into a command.
            string? activation = ActivationCatalogue.TryFind(sick.Activation, out Activation? known) && Sweepable(known) ? known.Name : null;
            long width = probe.Rows.Max(row => row.FanOut);
            yield return Show(probe.Title, probe.Flow.Recommendation, ReportCure.For(probe.Flow.Verdict, probe.Flow.Depth, width, activation));
        }
        HashSet<string> shown = [.. judgement.Probes.Select(probe => probe.Title)];
        foreach (GradientFlow flow in judgement.Flows.Where(flow => flow.Verdict != GradientVerdict.Healthy && !shown.Contains(flow.Model)))
            yield return Show(flow.Model, flow.Recommendation, ReportCure.For(flow.Verdict, flow.Depth, 100, null));
    }

    // Of models that have no advice of their own.
    private static IEnumerable<XElement> ForRepairs(ReportJudgement judgement)
    {
        HashSet<string> shown = [.. judgement.Flows.Select(flow => flow.Model)];
        return judgement.Repairs.Where(repair => repair.Verdict != GradientVerdict.Healthy && !shown.Contains(repair.Title)).Select(repair =>
        {
            (string advice, IEnumerable<string> commands) = repair switch
            {
                { IsTried: false } => ("Repair-GradientFlow tried nothing; its table says what it would do.", ReportCure.AfterRepair),
                { IsApplied: false } => ($"Repair-GradientFlow would leave it {repair.Outcome}; without -WhatIf it changes the model.", ReportCure.Repair),
                _ => ($"Repair-GradientFlow leaves it {repair.Outcome}; the layer where the trouble begins says what else may help.", ReportCure.AfterRepair),
            };
            return Show(repair.Title, advice, commands);
        });
    }

    private static bool Sweepable(Activation activation) => activation != ActivationCatalogue.Softmax;

    private static IEnumerable<XElement> ForTrainings(ReportContent content, ReportJudgement judgement) => judgement.Findings
        .Where(finding => finding.Verdict != HealthVerdict.Healthy)
        .GroupBy(finding => (finding.Model, finding.Verdict))
        .Select(group => Show(
            $"{group.Key.Model}: {group.Key.Verdict}",
            string.Join(" ", group.Select(finding => finding.Recommendation).Distinct()),
            ReportCure.For(group.Key.Verdict, content.Epochs.FirstOrDefault(epoch => epoch.Model == group.Key.Model)?.LearningRate)));

    private static XElement Show(string? name, string recommendation, IEnumerable<string> commands) => new(
        "div", new XAttribute("class", "advice"),
        name is null ? null : new XElement("h3", ReportText.Name(name)),
        new XElement("p", recommendation),
        new XElement("pre", new XAttribute("tabindex", "0"), new XElement("code", string.Join('\n', commands))));
}
