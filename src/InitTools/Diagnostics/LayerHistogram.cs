using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Histograms of what passes a model's layers: the outputs on the way forward and dL/dz on the way back (Glorot and Bengio 2010, figures
/// 6 and 7). Each layer has bins of its own, from its smallest value to its largest.
/// </summary>
public sealed class LayerHistogram
{
    /// <summary>The number of bins unless told.</summary>
    public const int DefaultBinCount = 60;

    /// <summary>The most bins that may be asked for.</summary>
    public const int BinLimit = 10_000;

    private readonly Dictionary<(int Layer, HistogramQuantity Quantity), (string Name, ValueHistogram Values)> _counts = [];
    private readonly int _bins;

    private LayerHistogram(int bins) => _bins = bins;

    /// <summary>Probes a model, and counts.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <param name="source">Where the batches come from; null is <see cref="ProbeSource.Noise"/>.</param>
    /// <param name="options">How to run; null for the defaults. Several batches are counted together.</param>
    /// <param name="bins">The number of bins for each layer's first batch, 2 to <see cref="BinLimit"/>.</param>
    /// <returns>
    /// The bins, of each layer from input to output the outputs' and then the signal's. A layer whose values are all equal has one bin,
    /// one without finite values or without a gradient none.
    /// </returns>
    /// <exception cref="InitToolsException"><c>InvalidBinCount</c>, and what <see cref="GradientProbe.Run"/> throws.</exception>
    public static IReadOnlyList<LayerHistogramBin> Run(
        TensorModule model, ProbeSource? source = null, ProbeOptions? options = null, int bins = DefaultBinCount)
    {
        if (bins is < 2 or > BinLimit) throw InitToolsException.Argument("InvalidBinCount", "BinCount", bins, $"from 2 to {BinLimit}");
        var histogram = new LayerHistogram(bins);
        GradientProbe.Run(model, source, (options ?? new ProbeOptions()) with { Histogram = histogram });
        return [.. histogram._counts.OrderBy(entry => entry.Key).SelectMany(entry => Rows(ModelState.NameOf(model), entry.Key, entry.Value))];
    }

    /// <summary>Counts one batch at one layer.</summary>
    /// <param name="index">The layer's number from 0.</param>
    /// <param name="layer">What the probe kept of the layer, with its output.</param>
    /// <param name="signal">dL/dz; null where none arrived.</param>
    internal void Add(int index, LayerTrace layer, TorchSharp.torch.Tensor? signal)
    {
        Add(index + 1, HistogramQuantity.Activation, layer.Name, layer.Output ?? layer.Time?.Outputs);
        Add(index + 1, HistogramQuantity.Backprop, layer.Name, signal);
    }

    private void Add(int layer, HistogramQuantity quantity, string name, TorchSharp.torch.Tensor? values)
    {
        if (values is null) return;
        if (!_counts.TryGetValue((layer, quantity), out (string Name, ValueHistogram Values) counts))
            _counts[(layer, quantity)] = counts = (name, new ValueHistogram(_bins));
        counts.Values.Add(values);
    }

    private static IEnumerable<LayerHistogramBin> Rows(
        string model, (int Layer, HistogramQuantity Quantity) place, (string Name, ValueHistogram Values) counts) =>
        counts.Values.Bins().Select(bin => new LayerHistogramBin
        {
            Model = model,
            Layer = place.Layer,
            Name = counts.Name,
            Quantity = place.Quantity,
            From = bin.From,
            To = bin.To,
            Count = bin.Count,
            Density = bin.Count / (counts.Values.Count * (bin.To - bin.From)),
        });
}
