namespace InitTools.Plotting;

/// <summary>The gradient on its way back in time, one curve a recurrent layer.</summary>
public static class TimeFigure
{
    /// <summary>Describes the figure.</summary>
    /// <param name="rows">Rows of a probe; those with a time step are shown.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<LayerGradient> rows) => Of(rows, []);

    /// <summary>Describes the figure below one of the same models.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="models">The names of the models in the order of their colours.</param>
    internal static Figure Of(IEnumerable<LayerGradient> rows, string[] models)
    {
        LayerGradient[][] layers = RowRuns.Of(rows.Where(row => row.TimeStep is not null), Continues);
        // A model's only recurrent layer goes by the model's name.
        bool single = layers.GroupBy(layer => (layer[0].Model, layer[0].Step)).All(group => group.Select(layer => layer[0].Name).Distinct().Count() == 1);
        string[] names = CurveNames.Numbered(layers.Select(
            layer => layer[0].Model + (layer[0].Step is { } step ? $", step {step}" : "") + (single ? "" : $", {layer[0].Name}")));
        int[] colours = [.. names.Select((name, i) => Array.IndexOf(models, name) is >= 0 and int known ? known : i + models.Length)];
        const string Title = "Gradient on its way back in time";
        return new Figure(
            names.Length == 1 ? $"{Title}: {names[0]}" : Title,
            [
                new Panel(new FigureAxis("Time step t", IsWhole: true), new FigureAxis("sd of dL/dx at t", IsLogarithmic: true))
                {
                    Curves = [.. layers.Select((layer, i) => new Curve(
                        names[i], [.. layer.Select(row => (double)row.TimeStep!)], [.. layer.Select(row => row.BackpropStandardDeviation)], colours[i]))],
                },
            ]);
    }

    private static bool Continues(LayerGradient row, LayerGradient before) =>
        row.Model == before.Model && row.Layer == before.Layer && row.Step == before.Step && row.TimeStep > before.TimeStep;
}
