using System.Globalization;

namespace InitTools;

/// <summary>Describes bar charts of how the gradient comes through, from what probes measure and theory predicts.</summary>
public static class FlowChart
{
    /// <summary>How many layers of a model are shown one by one.</summary>
    public const int DefaultRowLimit = 40;

    /// <summary>The fewest rows to fold a model into: the first layer, the last one, and one between.</summary>
    public const int MinimumRowLimit = 3;

    private const string Signal = "sd(dL/dz)";

    /// <summary>Describes a chart for each model: dL/dz's standard deviation by layer.</summary>
    /// <param name="rows">The rows of one or more models, each from input to output. Of a model's probes in training the first and the
    /// last are shown.</param>
    /// <param name="rules">The thresholds; null for the defaults.</param>
    /// <param name="rowLimit">The most bars of a model; of neighbours that share a bar the sickest is shown.</param>
    /// <returns>The charts.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidRowLimit</c>.</exception>
    public static IReadOnlyList<BarChart> Of(
        IEnumerable<LayerGradient> rows, GradientRules? rules = null, int rowLimit = DefaultRowLimit)
    {
        CheckLimit(rowLimit);
        rules ??= new GradientRules();
        return [.. Ends(rows).Select(probe => Of(probe.Rows, rules, rowLimit, probe.LeftOut))];
    }

    /// <summary>The probes of a stream of rows, of a model's probes in training the first and the last.</summary>
    /// <returns>The rows of each, and how many probes between it and the next are left out.</returns>
    internal static IEnumerable<(IReadOnlyList<LayerGradient> Rows, int LeftOut)> Ends(IEnumerable<LayerGradient> rows)
    {
        List<IReadOnlyList<LayerGradient>> probes = [.. Probes(rows)];
        for (int i = 0; i < probes.Count; i++)
        {
            int last = i;
            while (last + 1 < probes.Count && IsLater(probes[last + 1][0], probes[last][0])) last++;
            yield return (probes[i], Math.Max(0, last - i - 1));
            if (last > i) yield return (probes[i = last], 0);
        }
    }

    /// <summary>Whether a row is of a later probe of the same training.</summary>
    internal static bool IsLater(LayerGradient row, LayerGradient before) => row.Model == before.Model && row.Step > before.Step;

    /// <summary>The verdict of a model in a sentence or two.</summary>
    /// <param name="flow">What the verdict is about.</param>
    /// <param name="culture">That of the numbers.</param>
    internal static string Sentence(GradientFlow flow, CultureInfo culture)
    {
        string ratio = flow.Depth == 1 ? ""
            : string.Create(culture, $"dL/dz at the first layer has {flow.BackpropRatio:G3} of the last one's standard deviation")
                + (flow.PredictedBackpropRatio is { } predicted ? string.Create(culture, $" ({predicted:G3} predicted)") : "");
        string where = flow.FirstUnhealthyLayer is { } layer ? string.Create(culture, $"trouble begins at layer {layer}") : "";
        string said = string.Join("; ", new[] { ratio, where }.Where(part => part.Length > 0));
        return $"{flow.Verdict}{(said.Length > 0 ? $": {said}" : "")}. {flow.Recommendation}";
    }

    /// <summary>The tone of a verdict.</summary>
    internal static ChartTone Tone(GradientVerdict verdict) => verdict switch
    {
        GradientVerdict.Healthy => ChartTone.Good,
        GradientVerdict.Exploding or GradientVerdict.NonFinite => ChartTone.Bad,
        _ => ChartTone.Weak,
    };

    /// <summary>Describes one chart of many models: the gradient at the first layer over that at the last, a bar a model.</summary>
    /// <param name="flows">The models' flows.</param>
    /// <param name="rules">The ends of the healthy range to mark; null for the defaults. The verdicts are those of the flows.</param>
    /// <returns>The chart, or none without flows.</returns>
    public static IReadOnlyList<BarChart> Of(IEnumerable<GradientFlow> flows, GradientRules? rules = null)
    {
        GradientFlow[] all = [.. flows];
        rules ??= new GradientRules();
        if (all.Length == 0) return [];
        ChartBar[] bars =
        [
            .. all.Select(flow => new ChartBar("", flow.Model, Count(flow.Depth, "layer"), flow.BackpropRatio)
            {
                Predicted = flow.PredictedBackpropRatio,
                Limits = (rules.VanishingRatio, rules.ExplodingRatio),
                Verdict = flow.Verdict.ToString(),
                Tone = Tone(flow.Verdict),
            }),
        ];
        return
        [
            new BarChart("Gradient at the first layer over that at the last", "ratio", bars)
            {
                Notes =
                [
                    .. all.Where(flow => flow.Verdict != GradientVerdict.Healthy)
                        .Select(flow => new ChartSpan($"{flow.Model}: {flow.Recommendation}", Tone(flow.Verdict))),
                ],
            },
        ];
    }

    /// <summary>Describes a chart for each net that theory follows layer by layer: dL/dz's standard deviation over the last layer's.</summary>
    /// <param name="layers">The layers of one or more nets, each from input to output.</param>
    /// <param name="rules">The thresholds; null for the defaults.</param>
    /// <param name="rowLimit">The most bars of a net.</param>
    /// <returns>The charts.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidRowLimit</c>.</exception>
    public static IReadOnlyList<BarChart> Of(
        IEnumerable<SignalPropagationLayer> layers, GradientRules? rules = null, int rowLimit = DefaultRowLimit)
    {
        CheckLimit(rowLimit);
        rules ??= new GradientRules();
        return [.. RowRuns.Of(layers, (layer, before) => layer.Layer > before.Layer).Select(net => Of(net, rules, rowLimit))];
    }

    private static BarChart Of(SignalPropagationLayer[] net, GradientRules rules, int rowLimit)
    {
        SignalPropagationLayer first = net[0];
        ChartBar[] bars =
        [
            .. net.Select(layer =>
            {
                double ratio = Math.Sqrt(layer.BackpropVarianceRatio);
                GradientVerdict verdict = rules.JudgeRatio(ratio);
                return new ChartBar(Whole(layer.Layer), layer.Activation, "", ratio)
                {
                    Limits = (rules.VanishingRatio, rules.ExplodingRatio),
                    Verdict = verdict.ToString(),
                    Tone = Tone(verdict),
                };
            }),
        ];
        string title = string.Create(
            CultureInfo.CurrentCulture,
            $"{first.Activation}, weight variance {first.WeightVariance:G4}, bias variance {first.BiasVariance:G4}: what theory predicts");
        return new BarChart(title, "to last", ChartFolding.Fold(bars, rowLimit, 1))
        {
            Notes = [new ChartSpan($"{bars[0].Verdict}: dL/dz at layer {bars[0].Number} has {Figure(bars[0].Value)} of the last one's standard deviation.", bars[0].Tone)],
        };
    }

    private static BarChart Of(IReadOnlyList<LayerGradient> rows, GradientRules rules, int rowLimit, int leftOut)
    {
        GradientFlow flow = GradientFlow.Measure(rows, rules);
        rows = rules.Judge(rows);
        double last = (rows.LastOrDefault(row => row.TimeStep is null) ?? rows[^1]).BackpropStandardDeviation;
        ChartBar[] bars = [.. rows.Select(row => Bar(row, last, rules))];
        string step = rows[0].Step is { } number ? string.Create(CultureInfo.CurrentCulture, $", step {number}") : "";
        ChartSpan[] notes = [new(Sentence(flow, CultureInfo.CurrentCulture), Tone(flow.Verdict))];
        if (leftOut > 0) notes = [.. notes, new ChartSpan($"{Count(leftOut, "probe")} between this one and the next left out.", ChartTone.Frame)];
        return new BarChart($"{flow.Model}{step}: the gradient by layer", Signal, ChartFolding.Fold(bars, rowLimit, last)) { Notes = notes };
    }

    private static ChartBar Bar(LayerGradient row, double last, GradientRules rules) => new(
        row.TimeStep is null ? Whole(row.Layer) : "",
        row.TimeStep is { } step ? string.Create(CultureInfo.CurrentCulture, $"  step {step}") : row.Name,
        row.TimeStep is null ? row.Activation ?? "" : "",
        row.BackpropStandardDeviation)
    {
        Predicted = row.PredictedBackpropStandardDeviation,
        // A step of a recurrent layer is held against the layer's last step instead.
        Limits = row.TimeStep is null ? (rules.VanishingRatio * last, rules.ExplodingRatio * last) : null,
        Verdict = row.Verdict.ToString(),
        Tone = Tone(row.Verdict),
    };

    private static IEnumerable<IReadOnlyList<LayerGradient>> Probes(IEnumerable<LayerGradient> rows)
    {
        var reader = new GradientFlowReader();
        foreach (LayerGradient row in rows)
            if (reader.Add(row) is { } finished) yield return finished;
        if (reader.Finish() is { } last) yield return last;
    }

    private static void CheckLimit(int rowLimit)
    {
        if (rowLimit < MinimumRowLimit)
            throw InitToolsException.Argument("InvalidRowLimit", "RowLimit", rowLimit, $"{MinimumRowLimit} or more");
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.CurrentCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Figure(double value) => value.ToString("G3", CultureInfo.CurrentCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.CurrentCulture);
}
