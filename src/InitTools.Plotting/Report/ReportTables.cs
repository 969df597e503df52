using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>The tables of a report.</summary>
internal static class ReportTables
{
    // More rows than anybody reads; the pictures show them all.
    private const int ProbeLimit = 20;
    private const int RowLimit = 1000;

    /// <summary>The section with all tables.</summary>
    public static IEnumerable<XElement> Of(ReportContent content, ReportJudgement judgement)
    {
        if (judgement.Flows.Count > 0) yield return Flows(judgement.Flows);
        foreach (ReportRepair repair in judgement.Repairs.Take(ProbeLimit)) yield return Repair(repair);
        if (judgement.Repairs.Count > ProbeLimit)
            yield return LeftOut($"The steps of {ReportText.Count(judgement.Repairs.Count - ProbeLimit, "repair")} more aren't listed.");
        if (judgement.Findings.Count > 0) yield return Findings(judgement);
        foreach (ReportProbe probe in judgement.Probes.Take(ProbeLimit)) yield return Layers(probe);
        if (judgement.Probes.Count > ProbeLimit)
            yield return LeftOut($"{ReportText.Count(judgement.Probes.Count - ProbeLimit, "probe")} more aren't listed; the table of models has them all.");
        if (judgement.Probes.Count > 0) yield return Explanation();
        TrainingEpoch[] epochs = [.. content.Epochs];
        if (epochs.Length > 0) yield return Epochs(CurveNames.Spread(epochs, RowLimit));
        if (epochs.Length > RowLimit) yield return LeftOut($"{ReportText.Whole(RowLimit)} of {ReportText.Whole(epochs.Length)} epochs, evenly spread.");
        foreach (ReportModel model in content.Models.Take(ProbeLimit)) yield return Model(model);
    }

    private static XElement Flows(IReadOnlyList<GradientFlow> flows)
    {
        var table = new ReportTable("Models", "Model", "Verdict", "#Layers", "#First over last", "#Predicted", "#Factor a layer", "#Chi", "#Sick from");
        foreach (GradientFlow flow in flows.Take(RowLimit))
        {
            table.Add(
                flow.Model, ReportTable.Badge(flow.Verdict, FlowChart.Tone(flow.Verdict)), flow.Depth, flow.BackpropRatio, flow.PredictedBackpropRatio,
                flow.BackpropGain, flow.Chi, flow.FirstUnhealthyLayer);
        }
        return table.ToElement();
    }

    private static XElement Repair(ReportRepair repair)
    {
        var table = new ReportTable(
            $"Repair of {repair.Title}", "#Step", "What was done", "#First over last, before", "#after", "Verdict after", "Kept", "Why");
        foreach (RepairStep step in repair.Steps)
        {
            table.Add(
                step.Step, ReportTable.Prose(step.Action), step.BackpropRatioBefore, step.BackpropRatioAfter,
                step.VerdictAfter is { } verdict ? ReportTable.Badge(verdict, FlowChart.Tone(verdict)) : "not tried",
                step.Applied ? "yes" : step.Kept ? "in a copy" : "no", ReportTable.Prose(step.Reason));
        }
        return table.ToElement();
    }

    private static XElement Findings(ReportJudgement judgement)
    {
        var table = new ReportTable("Findings", "Verdict", "Rule", "Model", "Layer", "#Step", "#Times", "#Measured", "#Threshold", "Source");
        foreach (Finding finding in judgement.Findings.Take(RowLimit))
        {
            table.Add(
                ReportTable.Badge(finding.Verdict, ReportJudgement.Tone(finding.Verdict)), finding.Rule, finding.Model, finding.Layer, finding.Step,
                finding.Count, finding.Measured, finding.Threshold, finding.Source);
        }
        return table.ToElement();
    }

    private static XElement Layers(ReportProbe probe)
    {
        var table = new ReportTable(
            $"Layers of {probe.Title}",
            "#Layer", "Name", "Verdict", "#sd(dL/dz)", "#Predicted", "#sd(h)", "Activation", "Initializer", "#Saturated", "#Dead", "#|dL/dW| / |W|");
        foreach (LayerGradient row in probe.Rows.Take(RowLimit))
        {
            table.Add(
                row.Layer, row.TimeStep is { } step ? $"{row.Name}, step {ReportText.Whole(step)}" : row.Name,
                ReportTable.Badge(row.Verdict, FlowChart.Tone(row.Verdict)), row.BackpropStandardDeviation, row.PredictedBackpropStandardDeviation,
                row.ActivationStandardDeviation, row.Activation, row.Initializer, row.SaturatedFraction, row.DeadFraction, row.UpdateRatio);
        }
        XElement element = table.ToElement();
        if (probe.LeftOut == 0) return element;
        return new XElement(
            "div", element, LeftOut($"{ReportText.Count(probe.LeftOut, "probe")} between this one and the training's last aren't listed."));
    }

    private static XElement Epochs(IEnumerable<TrainingEpoch> epochs)
    {
        var table = new ReportTable(
            "Training", "Model", "Verdict", "#Epoch", "#Step", "#Loss", "#Validation loss", "#Accuracy", "#Validation accuracy", "#Learning rate",
            "#Gradient norm");
        foreach (TrainingEpoch epoch in epochs)
        {
            table.Add(
                epoch.Model, ReportTable.Badge(epoch.Verdict, FlowChart.Tone(epoch.Verdict)), epoch.Epoch, epoch.Step, epoch.Loss, epoch.ValidationLoss,
                epoch.Accuracy, epoch.ValidationAccuracy, epoch.LearningRate, epoch.GradientNorm);
        }
        return table.ToElement();
    }

    private static XElement Model(ReportModel model)
    {
        var table = new ReportTable($"Layers and parameters of {model.Name}", "#Layer", "Name", "Type", "Output shape", "#Parameters", "Activation", "Initializer");
        foreach (LayerSummary layer in model.Layers.Take(RowLimit))
            table.Add(layer.Layer, layer.Name, layer.Type, layer.OutputShape, layer.ParameterCount, layer.Activation, layer.Initializer);
        return table.ToElement();
    }

    private static XElement LeftOut(string sentence) => new("p", new XAttribute("class", "note"), sentence);

    private static XElement Explanation()
    {
        (string Term, string Meaning)[] terms =
        [
            ("sd(h)", "the standard deviation of a layer's outputs over samples and units: does the signal get forward?"),
            ("sd(dL/dz)", "that of the loss's gradient by the layer's pre-activations: does the gradient get back?"),
            ("Predicted", "what the mean-field theory of wide networks expects for sd(dL/dz); empty where it covers no such layer"),
            ("Saturated, Dead", "the share of outputs where the activation is flat on both sides; the share of units that put out 0 for every sample"),
            ("|dL/dW| / |W|", "how far a step of learning rate 1 would move the weights"),
            ("First over last", "sd(dL/dz) of the first layer over that of the last; 1 keeps the gradient, and the factor a layer is its root"),
            ("Chi", "the factor by which theory lets the gradient's variance change in a layer; 1 is the edge of chaos"),
        ];
        return new XElement(
            "dl", new XAttribute("class", "terms"), terms.Select(entry => new[] { new XElement("dt", entry.Term), new XElement("dd", entry.Meaning) }));
    }
}
