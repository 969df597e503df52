namespace InitTools.Plotting;

/// <summary>
/// Histograms of outputs and of back-propagated signals, one curve a layer and one row of panels a model (Glorot and Bengio 2010, figures
/// 6 and 7).
/// </summary>
public static class LayerHistogramFigure
{
    /// <summary>Of a deep net as many layers as readers can tell apart.</summary>
    private const int LayerLimit = 8;

    /// <summary>Where the highest curve is so much higher than the lowest, a logarithmic axis shows both.</summary>
    private const double LogarithmicRange = 20;

    /// <summary>Both quantities side by side.</summary>
    /// <param name="bins">The bins of one or more models, as Invoke-GradientProbe -Histogram writes them.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IReadOnlyList<LayerHistogramBin> bins) =>
        Of("Histograms by layer", bins, HistogramQuantity.Activation, HistogramQuantity.Backprop);

    /// <summary>The outputs alone.</summary>
    /// <param name="bins">The bins of one or more models.</param>
    /// <returns>The figure.</returns>
    public static Figure OfActivation(IReadOnlyList<LayerHistogramBin> bins) =>
        Of("Activations by layer", bins, HistogramQuantity.Activation);

    /// <summary>The back-propagated signal alone.</summary>
    /// <param name="bins">The bins of one or more models.</param>
    /// <returns>The figure.</returns>
    public static Figure OfBackprop(IReadOnlyList<LayerHistogramBin> bins) =>
        Of("Back-propagated signal by layer", bins, HistogramQuantity.Backprop);

    private static Figure Of(string title, IReadOnlyList<LayerHistogramBin> bins, params HistogramQuantity[] quantities)
    {
        LayerHistogramBin[][] models = [.. Split(bins)];
        string[] names = CurveNames.Numbered(models.Select(model => model[0].Model));
        Panel[] panels = [.. models.SelectMany((model, i) => quantities.Select(quantity => Show(model, quantity) with { Title = models.Length == 1 ? null : names[i] }))];
        return new Figure(
            models.Length == 1 ? $"{title}: {names[0]}" : title, [.. quantities.SelectMany((_, i) => Alike(panels, i, quantities.Length)).OrderBy(entry => entry.Place).Select(entry => entry.Panel)])
        {
            Columns = quantities.Length,
        };
    }

    // One scale for all panels of a quantity, so that models can be compared.
    private static IEnumerable<(int Place, Panel Panel)> Alike(Panel[] panels, int first, int step)
    {
        int[] places = [.. Enumerable.Range(0, panels.Length).Where(i => i % step == first)];
        double[] peaks = [.. places.SelectMany(i => panels[i].Curves).Select(curve => curve.Y.Where(double.IsFinite).DefaultIfEmpty().Max()).Where(peak => peak > 0)];
        bool wide = peaks.Length > 0 && peaks.Max() / peaks.Min() > LogarithmicRange;
        double[] ends = [.. places.SelectMany(i => panels[i].Curves).SelectMany(curve => curve.X)];
        return places.Select(i => (i, panels[i] with
        {
            X = panels[i].X with { Minimum = ends.DefaultIfEmpty().Min(), Maximum = ends.DefaultIfEmpty().Max() },
            Y = panels[i].Y with { IsLogarithmic = wide, Minimum = 0 },
        }));
    }

    private static Panel Show(LayerHistogramBin[] bins, HistogramQuantity quantity)
    {
        IGrouping<int, LayerHistogramBin>[] layers = [.. bins.Where(bin => bin.Quantity == quantity).GroupBy(bin => bin.Layer)];
        return new Panel(new FigureAxis(quantity == HistogramQuantity.Activation ? "output h = f(z)" : "dL/dz"), new FigureAxis("Density"))
        {
            Curves = [.. CurveNames.Spread(layers, LayerLimit).Select((layer, i) => new Curve(
                $"layer {layer.Key}", [.. layer.Select(bin => (bin.From + bin.To) / 2)], [.. layer.Select(bin => bin.Density)], i, CurveStyle.Solid))],
        };
    }

    private static IEnumerable<LayerHistogramBin[]> Split(IReadOnlyList<LayerHistogramBin> bins)
    {
        var models = new List<List<LayerHistogramBin>>();
        foreach (LayerHistogramBin bin in bins)
        {
            if (models.Count == 0 || !Continues(bin, models[^1][^1])) models.Add([]);
            models[^1].Add(bin);
        }
        return models.Select(model => model.ToArray());
    }

    private static bool Continues(LayerHistogramBin bin, LayerHistogramBin before) =>
        bin.Model == before.Model
        && (bin.Layer, bin.Quantity, bin.From).CompareTo((before.Layer, before.Quantity, before.From)) > 0;
}
