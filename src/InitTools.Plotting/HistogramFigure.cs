using TorchSharp;

namespace InitTools.Plotting;

/// <summary>Histograms of weights over the density of the law that they were drawn from.</summary>
public static class HistogramFigure
{
    private const int DensityPoints = 401;
    private const int MinimumBins = 5;
    private const int MaximumBins = 120;

    /// <summary>Describes the figure for tensors, over the normal density of each one's mean and variance.</summary>
    /// <param name="tensors">Tensors with a name each, of any shape, with a finite element at least.</param>
    /// <returns>The figure, one panel a tensor.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.NothingToDraw</c>: a tensor without a finite element.</exception>
    public static Figure Of(IEnumerable<(string Name, torch.Tensor Tensor)> tensors) =>
        new("Histogram", [.. tensors.Select(entry => Show(entry.Name, entry.Tensor))]);

    private static Panel Show(string name, torch.Tensor tensor)
    {
        double[] values = Read(tensor);
        if (values.Length == 0)
        {
            throw new InitToolsException(
                "NothingToDraw", $"Tensor '{name}' of shape {InitToolsException.Show(tensor.shape)} has no finite element to draw.",
                FaultKind.InvalidData, name);
        }
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return new Panel(new FigureAxis("Value"), new FigureAxis("Density"))
        {
            Title = FormattableString.Invariant($"{name}: {InitToolsException.Show(tensor.shape)}, mean {mean:G3}, sd {deviation:G3}"),
            Bars = Bars(values),
            Curves = deviation > 0 ? [Normal(mean, deviation, values.Min(), values.Max())] : [],
        };
    }

    private static double[] Read(torch.Tensor tensor)
    {
        var values = new List<double>();
        TensorMemory.Read(
            tensor,
            chunk => { foreach (float value in chunk) if (float.IsFinite(value)) values.Add(value); },
            chunk => { foreach (double value in chunk) if (double.IsFinite(value)) values.Add(value); });
        return [.. values];
    }

    // As many bins as the cube root of the count asks for (Scott 1979), with the width 3.49 sd / n^(1/3).
    private static Bar[] Bars(double[] values)
    {
        (double lowest, double highest) = (values.Min(), values.Max());
        if (lowest == highest) return [new Bar(lowest - 0.5, highest + 0.5, 1)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        double width = 3.49 * deviation / Math.Cbrt(values.Length);
        int bins = (int)Math.Clamp(Math.Ceiling((highest - lowest) / width), MinimumBins, MaximumBins);
        width = (highest - lowest) / bins;
        var counts = new long[bins];
        foreach (double value in values) counts[Math.Min(bins - 1, (int)((value - lowest) / width))]++;
        return [.. counts.Select((count, i) => new Bar(
            lowest + (i * width), lowest + ((i + 1) * width), count / (values.Length * width)))];
    }

    private static Curve Normal(double mean, double deviation, double lowest, double highest)
    {
        double[] xs = [.. Enumerable.Range(0, DensityPoints).Select(i => lowest + ((highest - lowest) * i / (DensityPoints - 1)))];
        return new Curve(
            "normal of the same mean and sd", xs,
            [.. xs.Select(x => NormalDistribution.Density((x - mean) / deviation) / deviation)], 1, CurveStyle.Dashed);
    }
}
