using System.Runtime.InteropServices;

namespace InitTools.Plotting;

/// <summary>Heat maps of layer by step: what training does to each layer, one panel a model.</summary>
public static class StepMapFigure
{
    /// <summary>The back-propagated signal.</summary>
    /// <param name="rows">Rows of probes in training; those without a step are passed over.</param>
    /// <returns>The figure.</returns>
    public static Figure OfBackprop(IEnumerable<LayerGradient> rows) => Of(
        "Back-propagated signal in training", new FigureAxis("sd of dL/dz", IsLogarithmic: true), rows, row => row.BackpropStandardDeviation);

    /// <summary>How far the weights have moved since training began.</summary>
    /// <param name="rows">Rows of probes in training; those without a step are passed over.</param>
    /// <returns>The figure.</returns>
    public static Figure OfWeightChange(IEnumerable<LayerGradient> rows) => Of(
        "Change of the weights since training began", new FigureAxis("|W - W0| / |W0|"), rows, row => row.WeightChange);

    /// <summary>How large a single step is.</summary>
    /// <param name="rows">Rows of probes in training; those without a step are passed over.</param>
    /// <returns>The figure.</returns>
    public static Figure OfUpdate(IEnumerable<LayerGradient> rows) => Of(
        "Size of the steps", new FigureAxis("|change of W in a step| / |W|", IsLogarithmic: true), rows, row => row.WeightUpdateRatio);

    private static Figure Of(string title, FigureAxis scale, IEnumerable<LayerGradient> rows, Func<LayerGradient, double?> figure)
    {
        LayerGradient[][] trainings = RowRuns.Of(rows.Where(row => row.Step is not null && row.TimeStep is null), row => row.Model, Continues);
        string[] names = CurveNames.Numbered(trainings.Select(training => training[0].Model));
        return new Figure(
            trainings.Length == 1 ? $"{title}: {names[0]}" : title,
            [.. trainings.Select((training, i) => Show(training, scale, figure) with { Title = trainings.Length == 1 ? null : names[i] })]);
    }

    // A training of the same name begins where the steps start over.
    private static bool Continues(LayerGradient row, LayerGradient before) =>
        row.Step > before.Step || (row.Step == before.Step && row.Layer > before.Layer);

    private static Panel Show(LayerGradient[] rows, FigureAxis scale, Func<LayerGradient, double?> figure)
    {
        (long[] steps, int[] layers) = ([.. rows.Select(row => row.Step!.Value).Distinct().Order()], [.. rows.Select(row => row.Layer).Distinct().Order()]);
        Dictionary<long, int> columns = steps.Select((step, i) => (step, i)).ToDictionary(entry => entry.step, entry => entry.i);
        Dictionary<int, int> lines = layers.Select((layer, i) => (layer, i)).ToDictionary(entry => entry.layer, entry => entry.i);
        var values = new double[layers.Length, steps.Length];
        // A layer that a step has no row of is an empty cell.
        MemoryMarshal.CreateSpan(ref values[0, 0], values.Length).Fill(double.NaN);
        foreach (LayerGradient row in rows) values[lines[row.Layer], columns[row.Step!.Value]] = figure(row) ?? double.NaN;
        return new Panel(new FigureAxis("Optimizer step", IsWhole: true), FigureAxis.Layers)
        {
            Grid = new Grid([.. steps.Select(step => (double)step)], [.. layers.Select(layer => (double)layer)], values, scale),
        };
    }
}
