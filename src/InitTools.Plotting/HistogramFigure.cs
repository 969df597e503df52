using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Plotting;

/// <summary>Histograms of weights over the density of the law that they were drawn from, one panel a tensor.</summary>
public static class HistogramFigure
{
    private const int DensityPoints = 401;
    private const int MinimumBins = 5;
    private const int MaximumBins = 120;

    /// <summary>Describes the figure. Where no law is known the density is the normal one of the same mean and variance.</summary>
    /// <param name="items">Tensors of any shape, layers of a model, or models, whose kernels are shown over their initializers' laws.</param>
    /// <param name="law">The initializer that the tensors were drawn by, or null.</param>
    /// <param name="layout">Where the tensors' inputs and outputs are.</param>
    /// <returns>The figure.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.NothingToDraw</c>: no weights, or a tensor without a finite element.</exception>
    public static Figure Of(IEnumerable<object> items, Initializer? law = null, TensorLayout layout = TensorLayout.Torch)
    {
        WeightSample[] samples = WeightSample.Of(items, law, layout);
        // Each law has a colour of its own.
        string?[] laws = [.. samples.Select(sample => sample.Law?.Name).Distinct()];
        return new Figure(samples.Length == 1 ? $"Histogram of {samples[0].Name}" : "Histograms", [.. samples.Select(sample => Show(sample, laws))])
        {
            Columns = samples.Length switch { 1 => 1, <= 4 => 2, _ => 3 },
        };
    }

    private static Panel Show(WeightSample sample, string?[] laws)
    {
        double[] values = Read(sample.Values);
        if (values.Length == 0)
        {
            throw new InitToolsException(
                "NothingToDraw", $"{sample.Name} of shape {InitToolsException.Show(sample.Values.shape)} has no finite element to draw.",
                FaultKind.InvalidData, sample.Name);
        }
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        (double Lowest, double Highest) range = (values.Min(), values.Max());
        return new Panel(new FigureAxis("Value"), new FigureAxis("Density") { Minimum = 0 })
        {
            Title = FormattableString.Invariant($"{sample.Name}, {InitToolsException.Show(sample.Values.shape)}\nmean {mean:G3}, sd {deviation:G3}"),
            Bars = Bars(values, deviation, range),
            Curves = Density(sample, mean, deviation) is { } density ? Draw(density.Name, density.Law, range, 1 + Array.IndexOf(laws, sample.Law?.Name)) : [],
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
    private static Bar[] Bars(double[] values, double deviation, (double Lowest, double Highest) range)
    {
        (double lowest, double highest) = range;
        if (lowest == highest) return [new Bar(lowest - 0.5, highest + 0.5, 1)];
        double width = 3.49 * deviation / Math.Cbrt(values.Length);
        int bins = (int)Math.Clamp(Math.Ceiling((highest - lowest) / width), MinimumBins, MaximumBins);
        width = (highest - lowest) / bins;
        var counts = new long[bins];
        foreach (double value in values) counts[Math.Min(bins - 1, (int)((value - lowest) / width))]++;
        return [.. counts.Select((count, i) => new Bar(
            lowest + (i * width), lowest + ((i + 1) * width), count / (values.Length * width)))];
    }

    // A law without a density of its own, such as Orthogonal's, gives each element nearly a normal one of its variance.
    private static (string Name, SamplingLaw Law)? Density(WeightSample sample, double mean, double deviation)
    {
        if (sample is { Law: SampledInitializer sampled, Shape: { } shape } && sampled.GetLaw(shape) is { } law)
            return ($"law {sampled.Name}", law);
        if (sample is { Law: { } other, Shape: { } filled } && other.ExpectedVariance(filled) is > 0 and var variance)
            return ($"normal of {other.Name}'s variance", new NormalLaw(0, Math.Sqrt(variance)));
        return sample.Law is null && deviation > 0 ? ("normal of the same mean and sd", new NormalLaw(mean, deviation)) : null;
    }

    // As far as the law reaches, where that is beyond the values.
    private static Curve[] Draw(string name, SamplingLaw law, (double Lowest, double Highest) range, int colour)
    {
        (double lowest, double highest) = range;
        (double from, double to) = law switch
        {
            UniformLaw uniform => (uniform.Minimum, uniform.Maximum),
            TruncatedNormalLaw cut => (cut.Lower, cut.Upper),
            NormalLaw normal => (normal.Mean - (3.5 * normal.StandardDeviation), normal.Mean + (3.5 * normal.StandardDeviation)),
            _ => (lowest, highest),
        };
        double margin = 0.02 * (Math.Max(to, highest) - Math.Min(from, lowest));
        (from, to) = (Math.Min(from, lowest) - margin, Math.Max(to, highest) + margin);
        double[] xs = [.. Enumerable.Range(0, DensityPoints).Select(i => from + ((to - from) * i / (DensityPoints - 1)))];
        double[] ys = [.. xs.Select(law.Density)];
        return ys.All(double.IsFinite) ? [new Curve(name, xs, ys, colour, CurveStyle.Dashed)] : [];
    }
}
