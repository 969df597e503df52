namespace InitTools.Plotting;

/// <summary>The rows of one model, or of one look at a model in training, under the name that a legend has for them.</summary>
internal sealed record LayerSeries(string Name, IReadOnlyList<LayerGradient> Rows)
{
    /// <summary>Of a training's many looks as many as readers can tell apart.</summary>
    private const int LookLimit = 6;

    /// <summary>Tells the models of a stream apart; equal names are numbered.</summary>
    public static LayerSeries[] Of(IEnumerable<LayerGradient> rows)
    {
        IReadOnlyList<LayerGradient>[] runs = [.. Split(rows)];
        IReadOnlyList<LayerGradient>[] shown =
            [.. Spread(runs.Where(run => run[0].Step is not null).ToArray()), .. runs.Where(run => run[0].Step is null)];
        string[] names = CurveNames.Numbered(shown.Select(run => run[0].Step is { } step ? $"{run[0].Model}, step {step}" : run[0].Model));
        return [.. shown.Select((run, i) => new LayerSeries(names[i], run))];
    }

    /// <summary>A curve of one figure by layer; null is a gap.</summary>
    public Curve Curve(string name, Func<LayerGradient, double?> figure, int colour, CurveStyle style) => new(
        name, [.. Rows.Select(row => (double)row.Layer)], [.. Rows.Select(row => figure(row) ?? double.NaN)], colour, style);

    private static IEnumerable<IReadOnlyList<LayerGradient>> Split(IEnumerable<LayerGradient> rows)
    {
        var reader = new GradientFlowReader();
        long? step = null;
        foreach (LayerGradient row in rows)
        {
            if (row.Step != step && reader.Finish() is { } look) yield return look;
            step = row.Step;
            if (reader.Add(row) is { } finished) yield return finished;
        }
        if (reader.Finish() is { } last) yield return last;
    }

    // From the first to the last, evenly, for each model.
    private static IEnumerable<IReadOnlyList<LayerGradient>> Spread(IReadOnlyList<LayerGradient>[] looks) => looks
        .GroupBy(look => look[0].Model)
        .SelectMany(model => CurveNames.Spread(model.ToArray(), LookLimit));
}
