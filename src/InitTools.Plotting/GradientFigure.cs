namespace InitTools.Plotting;

/// <summary>The back-propagated signal by layer, one curve a model (Glorot and Bengio 2010, figure 7, as a line).</summary>
public static class GradientFigure
{
    /// <summary>Describes the figure.</summary>
    /// <param name="rows">The rows of one or more models, each from input to output.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<LayerGradient> rows)
    {
        var curves = new List<Curve>();
        var names = new Dictionary<string, int>();
        foreach (IReadOnlyList<LayerGradient> model in Models(rows))
        {
            string name = model[0].Model;
            int number = names[name] = names.GetValueOrDefault(name) + 1;
            curves.Add(new Curve(
                number == 1 ? name : $"{name} ({number})",
                [.. model.Select(row => (double)row.Layer)],
                [.. model.Select(row => row.BackpropStandardDeviation)],
                curves.Count));
        }
        return new Figure("Back-propagated signal by layer",
        [
            new Panel(new FigureAxis("Layer (1 is nearest the input)", IsWhole: true), new FigureAxis("sd of dL/dz", IsLogarithmic: true))
            {
                Curves = curves,
            },
        ]);
    }

    private static IEnumerable<IReadOnlyList<LayerGradient>> Models(IEnumerable<LayerGradient> rows)
    {
        var reader = new GradientFlowReader();
        foreach (LayerGradient row in rows)
            if (reader.Add(row) is { } finished) yield return finished;
        if (reader.Finish() is { } last) yield return last;
    }
}
