namespace InitTools.Plotting;

/// <summary>
/// Histograms of outputs and of back-propagated signals, one curve a layer and one row of panels a model (Glorot and Bengio 2010, figures
/// 6 and 7).
/// </summary>
public static class LayerHistogramFigure
{
    /// <summary>Of a deep net as many layers as readers can tell apart.</summary>
    private const int LayerLimit = 8;

    /// <summary>Where the signal of one layer is so much larger than that of another, only its magnitude on a logarithmic axis shows both.</summary>
    private const double LogarithmicRange = 30;

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
        LayerHistogramBin[][] models = RowRuns.Of(bins, Continues);
        string[] names = CurveNames.Numbered(models.Select(model => model[0].Model));
        int[][] shown = [.. models.Select(Choose)];
        Panel[][] columns = [.. quantities.Select(quantity => Show(models, quantity, shown))];
        return new Figure(
            models.Length == 1 ? $"{title}: {names[0]}" : title,
            [.. models.SelectMany((_, i) => columns.Select(column => column[i] with { Title = models.Length == 1 ? null : names[i] }))])
        {
            Columns = quantities.Length,
        };
    }

    // The last one, which has no signal of its own to show, beside those before it.
    private static int[] Choose(LayerHistogramBin[] bins)
    {
        int[] layers = [.. bins.Select(bin => bin.Layer).Distinct().Order()];
        return layers.Length <= LayerLimit ? layers : [.. CurveNames.Spread(layers[..^1], LayerLimit - 1), layers[^1]];
    }

    // Of one model, by layer. On the way back the last layer is left out where there are others: its signal is the loss's own.
    private static Dictionary<int, LayerHistogramBin[]> Layers(LayerHistogramBin[] bins, HistogramQuantity quantity)
    {
        int last = bins.Max(bin => bin.Layer);
        bool skips = quantity == HistogramQuantity.Backprop && bins.Any(bin => bin.Layer < last);
        return bins.Where(bin => bin.Quantity == quantity && !(skips && bin.Layer == last))
            .GroupBy(bin => bin.Layer).ToDictionary(layer => layer.Key, layer => layer.ToArray());
    }

    // All models on one axis, so that they can be compared.
    private static Panel[] Show(LayerHistogramBin[][] models, HistogramQuantity quantity, int[][] shown)
    {
        Dictionary<int, LayerHistogramBin[]>[] layers = [.. models.Select(model => Layers(model, quantity))];
        double[] spreads = [.. layers.SelectMany(model => model.Values).Select(Spread).Where(spread => spread > 0)];
        bool wide = quantity == HistogramQuantity.Backprop && spreads.Length > 0 && spreads.Max() > LogarithmicRange * spreads.Min();
        Panel[] panels = [.. layers.Select((model, number) => new Panel(Axis(quantity, wide), new FigureAxis(wide ? "Density per decade" : "Density") { Minimum = 0 })
        {
            Curves = [.. shown[number].Select((layer, i) => (layer, i)).Where(place => model.ContainsKey(place.layer))
                .Select(place => Draw($"layer {place.layer}", model[place.layer], place.i, wide))],
        })];
        double[] xs = [.. panels.SelectMany(panel => panel.Curves).SelectMany(curve => curve.X).Where(double.IsFinite)];
        return xs.Length == 0 ? panels : [.. panels.Select(panel => panel with { X = panel.X with { Minimum = xs.Min(), Maximum = xs.Max() } })];
    }

    private static FigureAxis Axis(HistogramQuantity quantity, bool wide) =>
        quantity == HistogramQuantity.Activation ? new FigureAxis("output h = f(z)")
        : wide ? new FigureAxis("|dL/dz|", IsLogarithmic: true)
        : new FigureAxis("dL/dz");

    private static Curve Draw(string name, LayerHistogramBin[] bins, int colour, bool wide)
    {
        (double X, double Y)[] points = wide ? [.. Magnitudes(bins)] : [.. bins.Select(bin => ((bin.From + bin.To) / 2, bin.Density))];
        return new Curve(name, [.. points.Select(point => point.X)], [.. points.Select(point => point.Y)], colour, CurveStyle.Solid);
    }

    // With x = log10 |v| the density is that of |v| times |v| ln 10; bins of either sign that are as far from 0 go together.
    private static IEnumerable<(double X, double Y)> Magnitudes(LayerHistogramBin[] bins)
    {
        double width = bins.Max(bin => bin.To - bin.From);
        if (width == 0) return [];
        double total = bins.Sum(bin => bin.Count);
        return bins.GroupBy(bin => Math.Floor(Math.Abs(bin.From + bin.To) / 2 / width)).OrderBy(place => place.Key).Select(place =>
        {
            double magnitude = (place.Key + 0.5) * width;
            return (magnitude, place.Sum(bin => bin.Count) / total / width * magnitude * Math.Log(10));
        });
    }

    private static double Spread(LayerHistogramBin[] bins)
    {
        double total = bins.Sum(bin => bin.Count);
        return Math.Sqrt(bins.Sum(bin => bin.Count * Math.Pow((bin.From + bin.To) / 2, 2)) / total);
    }

    private static bool Continues(LayerHistogramBin bin, LayerHistogramBin before) =>
        bin.Model == before.Model
        && (bin.Layer, bin.Quantity, bin.From).CompareTo((before.Layer, before.Quantity, before.From)) > 0;
}
