namespace InitTools.Plotting;

/// <summary>The gradient on its way back in time, one curve a recurrent layer.</summary>
public static class TimeFigure
{
    /// <summary>Describes the figure.</summary>
    /// <param name="rows">Rows of a probe; those with a time step are shown.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<LayerGradient> rows)
    {
        IReadOnlyList<LayerGradient>[] layers = [.. Split(rows.Where(row => row.TimeStep is not null))];
        string[] names = CurveNames.Numbered(layers.Select(
            layer => $"{layer[0].Model}, {layer[0].Name}" + (layer[0].Step is { } step ? $", step {step}" : "")));
        const string Title = "Gradient on its way back in time";
        return new Figure(
            names.Length == 1 ? $"{Title}: {names[0]}" : Title,
            [
                new Panel(new FigureAxis("Time step t", IsWhole: true), new FigureAxis("sd of dL/dx at t", IsLogarithmic: true))
                {
                    Curves = [.. layers.Select((layer, i) => new Curve(
                        names[i], [.. layer.Select(row => (double)row.TimeStep!)], [.. layer.Select(row => row.BackpropStandardDeviation)], i))],
                },
            ]);
    }

    private static IEnumerable<IReadOnlyList<LayerGradient>> Split(IEnumerable<LayerGradient> rows)
    {
        var layer = new List<LayerGradient>();
        foreach (LayerGradient row in rows)
        {
            if (layer.Count > 0 && !Continues(row, layer[^1]))
            {
                yield return layer;
                layer = [];
            }
            layer.Add(row);
        }
        if (layer.Count > 0) yield return layer;
    }

    private static bool Continues(LayerGradient row, LayerGradient before) =>
        row.Model == before.Model && row.Layer == before.Layer && row.Step == before.Step && row.TimeStep > before.TimeStep;
}
