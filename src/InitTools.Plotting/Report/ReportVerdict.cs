using System.Globalization;
using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>The first thing that a report says: healthy or not, and of each model why.</summary>
internal static class ReportVerdict
{
    // The table of models has the others.
    private const int CardLimit = 24;

    /// <summary>The section's elements.</summary>
    public static IEnumerable<XElement> Of(ReportJudgement judgement)
    {
        yield return Overall(judgement);
        // The sick first; within that as they came.
        XElement[] cards =
        [
            .. judgement.Flows.OrderByDescending(flow => FlowChart.Tone(flow.Verdict)).Select(Card),
            .. judgement.Repairs.OrderByDescending(repair => FlowChart.Tone(repair.Verdict)).Select(Card),
            .. judgement.Trainings.Where(training => training.Epochs.Count > 0).Select(training => Card(training, judgement)),
        ];
        yield return new XElement("ul", new XAttribute("class", "cards"), cards.Take(CardLimit));
        if (cards.Length > CardLimit)
            yield return new XElement("p", new XAttribute("class", "note"), $"{ReportText.Whole(cards.Length - CardLimit)} more are in the tables below.");
    }

    private static XElement Overall(ReportJudgement judgement)
    {
        ChartTone tone = judgement.Flows.Select(flow => FlowChart.Tone(flow.Verdict))
            .Concat(judgement.Repairs.Select(repair => FlowChart.Tone(repair.Verdict)))
            .Concat(judgement.Findings.Select(finding => ReportJudgement.Tone(finding.Verdict)))
            .Concat(judgement.Trainings.SelectMany(training => training.Epochs.TakeLast(1)).Select(epoch => FlowChart.Tone(epoch.Verdict)))
            .DefaultIfEmpty(ChartTone.Good).Max();
        return new XElement(
            "p", new XAttribute("class", $"overall {ReportTable.Class(tone)}"),
            tone == ChartTone.Good ? "Healthy. " : "Not healthy. ", string.Join(" ", Sentences(judgement)));
    }

    private static IEnumerable<string> Sentences(ReportJudgement judgement)
    {
        int sick = judgement.Flows.Count(flow => flow.Verdict != GradientVerdict.Healthy);
        if (judgement.Flows.Count > 0)
        {
            yield return sick == 0
                ? $"The gradient gets through {(judgement.Flows.Count == 1 ? "the model" : $"all {ReportText.Whole(judgement.Flows.Count)} models")}."
                : judgement.Flows.Count == 1 ? "The model's gradient is sick."
                : $"{ReportText.Whole(sick)} of {ReportText.Count(judgement.Flows.Count, "model")} {(sick == 1 ? "has" : "have")} a sick gradient.";
        }
        if (judgement.Repairs.Count > 0) yield return Sentence(judgement.Repairs);
        if (judgement.Findings.Count > 0)
        {
            string rules = judgement.IsFoundHere ? "The rules of InitTools" : "The rules";
            string verdicts = string.Join(", ", judgement.Findings.Select(finding => finding.Verdict).Distinct());
            yield return $"{rules} found {ReportText.Count(judgement.Findings.Count, "sign")} of illness: {verdicts}.";
        }
        else if (judgement.Trainings.Count > 0)
        {
            yield return "The rules of InitTools found nothing in the training.";
        }
    }

    private static string Sentence(IReadOnlyList<ReportRepair> repairs)
    {
        int cured = repairs.Count(repair => repair.Outcome == GradientVerdict.Healthy);
        bool applied = repairs.All(repair => repair.IsApplied);
        if (repairs.Count > 1) return $"Repairs {(applied ? "leave" : "would leave")} {ReportText.Whole(cured)} of {ReportText.Count(repairs.Count, "model")} healthy.";
        return repairs[0].IsTried
            ? $"A repair {(applied ? "leaves" : "would leave")} the model {(cured == 1 ? "healthy" : "sick")}."
            : "A repair tried nothing.";
    }

    // The page is in English, whatever the session is.
    private static XElement Card(GradientFlow flow) => Card(
        flow.Model, ReportTable.Badge(flow.Verdict, FlowChart.Tone(flow.Verdict)), FlowChart.Sentence(flow, CultureInfo.InvariantCulture), FlowChart.Tone(flow.Verdict));

    private static XElement Card(ReportRepair repair)
    {
        RepairStep first = repair.Steps[0];
        int kept = repair.Steps.Count(step => step.Kept);
        // A model that was healthy from the start has one row, which says so.
        string sentence = kept == 0 && repair.Verdict == GradientVerdict.Healthy
            ? $"{first.Action} {first.Reason}"
            : $"The gradient's ratio, first layer over last, went from {ReportText.Figure(repair.Ratio.Before)} to {ReportText.Figure(repair.Ratio.After)}"
                + $"{(repair.IsApplied ? "" : " in a copy")}; kept: {ReportText.Whole(kept)} of {ReportText.Count(repair.Steps.Count, "step")}.";
        ChartTone tone = FlowChart.Tone(repair.Verdict);
        return Card($"{repair.Title}, repair", ReportTable.Badge(repair.Verdict, tone), sentence, tone);
    }

    private static XElement Card(TrainingHistory training, ReportJudgement judgement)
    {
        Finding[] findings = [.. judgement.Findings.Where(finding => finding.Model == training.Model)];
        TrainingEpoch last = training.Epochs[^1];
        ChartTone tone = findings.Select(finding => ReportJudgement.Tone(finding.Verdict)).Append(FlowChart.Tone(last.Verdict)).Max();
        string verdict = findings.Length > 0 ? string.Join(", ", findings.Select(finding => finding.Verdict).Distinct()) : last.Verdict.ToString();
        string loss = $"The loss went from {ReportText.Figure(training.Epochs[0].Loss)} to {ReportText.Figure(last.Loss)} in {ReportText.Count(training.Epochs.Count, "epoch")}";
        string accuracy = last.ValidationAccuracy is { } validation ? $"; {ReportText.Percent(validation)} of the validation samples are right"
            : last.Accuracy is { } share ? $"; {ReportText.Percent(share)} of the samples are right"
            : "";
        return Card($"{training.Model}, training", ReportTable.Badge(verdict, tone), loss + accuracy + ".", tone);
    }

    private static XElement Card(string name, XElement badge, string sentence, ChartTone tone) => new(
        "li", new XAttribute("class", ReportTable.Class(tone)),
        new XElement("h3", ReportText.Name(name)), new XElement("p", badge), new XElement("p", sentence));
}
