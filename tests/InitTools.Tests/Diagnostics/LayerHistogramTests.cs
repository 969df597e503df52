using CsCheck;
using TorchSharp;

namespace InitTools.Tests.Diagnostics;

/// <summary>Histograms of what passes a model's layers.</summary>
public sealed class LayerHistogramTests
{
    // Batches of numbers of any magnitude, with what must not be counted among them.
    private static readonly Gen<double[][]> Batches = Gen.Select(Gen.Double[-1, 1], Gen.Int[-12, 12], (value, power) => value * Math.Pow(10, power))
        .Select(Gen.Frequency((20, Gen.Const(false)), (1, Gen.Const(true))), (value, odd) => odd ? double.NaN : value)
        .Array[1, 40].Array[1, 5];

    [Fact]
    public void Every_finite_value_is_counted_once_in_its_bin() => Gen.Select(Batches, Gen.Int[2, 30]).Sample((batches, bins) =>
    {
        var histogram = new ValueHistogram(bins);
        foreach (double[] batch in batches)
        {
            using torch.Tensor tensor = torch.tensor(batch);
            histogram.Add(tensor);
        }
        double[] values = [.. batches.SelectMany(batch => batch).Where(double.IsFinite)];
        (double From, double To, long Count)[] counted = [.. histogram.Bins()];
        Assert.Equal(values.Length, histogram.Count);
        Assert.Equal(values.Length, counted.Sum(bin => bin.Count));
        if (values.Length == 0) return;
        Assert.InRange(counted.Length, 1, (4 * bins) + 2);
        double reach = 1e-9 * values.Max(Math.Abs);
        Assert.True(counted[0].From <= values.Min() + reach && counted[^1].To >= values.Max() - reach);
        // A value at an edge may fall on either side, by rounding.
        foreach ((double from, double to, long count) in counted)
            Assert.InRange(count, values.Count(value => value > from + reach && value < to - reach), values.Count(value => value >= from - reach && value <= to + reach));
    }, iter: 300);

    [Fact]
    public void Bins_have_the_deviation_that_the_probe_measures_and_a_density_that_integrates_to_one()
    {
        using SequentialModel net = Net();
        var options = new ProbeOptions { Seed = 1, BatchSize = 200 };
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(net, options: options);
        IReadOnlyList<LayerHistogramBin> bins = LayerHistogram.Run(net, options: options, bins: 400);
        Assert.Equal(rows.Select(row => row.Name).SelectMany(name => new[] { name, name }), bins.GroupBy(bin => (bin.Layer, bin.Quantity)).Select(group => group.First().Name));
        foreach (IGrouping<(int Layer, HistogramQuantity Quantity), LayerHistogramBin> group in bins.GroupBy(bin => (bin.Layer, bin.Quantity)))
        {
            LayerGradient row = rows[group.Key.Layer - 1];
            double total = group.Sum(bin => bin.Count);
            Assert.Equal(200.0 * row.FanOut, total);
            Assert.Equal(1, group.Sum(bin => bin.Density * (bin.To - bin.From)), 1e-9);
            double mean = group.Sum(bin => bin.Count * (bin.From + bin.To) / 2) / total;
            double deviation = Math.Sqrt(group.Sum(bin => bin.Count * Math.Pow(((bin.From + bin.To) / 2) - mean, 2)) / total);
            double measured = group.Key.Quantity == HistogramQuantity.Activation ? row.ActivationStandardDeviation : row.BackpropStandardDeviation;
            Assert.Equal(1, deviation / measured, 0.01);
        }
    }

    [Fact]
    public void Several_batches_are_counted_together_and_the_model_stays_as_it_was()
    {
        using SequentialModel net = Net();
        IReadOnlyList<LayerGradient> before = GradientProbe.Run(net, options: new ProbeOptions { Seed = 7 });
        IReadOnlyList<LayerHistogramBin> bins = LayerHistogram.Run(net, options: new ProbeOptions { Seed = 1, BatchSize = 50, Repeat = 3 });
        Assert.All(
            bins.GroupBy(bin => (bin.Layer, bin.Quantity)),
            group => Assert.Equal(150.0 * before[group.Key.Layer - 1].FanOut, group.Sum(bin => bin.Count)));
        Assert.Equal(before, GradientProbe.Run(net, options: new ProbeOptions { Seed = 7 }));
    }

    [Fact]
    public void Modules_of_TorchSharp_and_recurrent_layers_have_histograms_too()
    {
        using var module = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3));
        using torch.Tensor input = torch.ones(4, 6);
        IReadOnlyList<LayerHistogramBin> bins = LayerHistogram.Run(module, ProbeSource.From(input, null), new ProbeOptions { Seed = 1 });
        Assert.Equal([20, 20, 12, 12], bins.GroupBy(bin => (bin.Layer, bin.Quantity)).Select(group => (int)group.Sum(bin => bin.Count)));
        Assert.All(bins.Where(bin => bin is { Layer: 1, Quantity: HistogramQuantity.Activation }), bin => Assert.True(bin.To >= 0));

        using var recurrent = new SequentialModel([new RecurrentLayer(RecurrentCell.SimpleRnn, 4, name: "memory"), new DenseLayer(2)], [7, 3], seed: 1);
        IReadOnlyList<LayerHistogramBin> steps = LayerHistogram.Run(recurrent, options: new ProbeOptions { Seed = 1, BatchSize = 10 });
        Assert.Equal(10 * 7 * 4, steps.Where(bin => bin is { Name: "memory", Quantity: HistogramQuantity.Activation }).Sum(bin => bin.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_001)]
    public void A_number_of_bins_that_makes_no_sense_is_refused(int bins)
    {
        using SequentialModel net = Net();
        Errors.Throws("InvalidBinCount", () => LayerHistogram.Run(net, bins: bins), "BinCount", "from 2 to 10000");
    }

    private static SequentialModel Net() => new(
        [new DenseLayer(20, activation: ActivationCatalogue.Tanh), new DenseLayer(20, activation: ActivationCatalogue.Tanh), new DenseLayer(5)],
        [10], seed: 3);
}
