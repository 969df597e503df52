using BenchmarkDotNet.Attributes;
using InitTools.Plotting;

namespace InitTools.Benchmarks;

/// <summary>From rows to a whole PNG, PDF or SVG: a heat map of 100 layers by 1,000 steps, in under 2 seconds.</summary>
[IterationCount(10)]
[WarmupCount(2)]
public class PictureBenchmarks
{
    private readonly LayerGradient[] _rows =
    [
        .. Enumerable.Range(0, 100_000).Select(i => new LayerGradient
        {
            Model = "net",
            Layer = 1 + (i % 100),
            Name = "dense",
            Type = "Dense",
            FanIn = 100,
            FanOut = 100,
            ActivationMean = 0,
            ActivationStandardDeviation = 1,
            DeadFraction = 0,
            BackpropStandardDeviation = Math.Exp(-(i % 100) / 10.0) * (1 + (i % 97)),
            WeightStandardDeviation = 0.1,
            Step = 1 + (i / 100),
        }),
    ];

    /// <summary>How the picture is written.</summary>
    [Params(PictureFormat.Png, PictureFormat.Svg, PictureFormat.Pdf)]
    public PictureFormat Format { get; set; }

    /// <summary>Draws the picture.</summary>
    /// <returns>The size of the file.</returns>
    [Benchmark]
    public long Map()
    {
        using var stream = new MemoryStream();
        PictureFile.Write(FigureCatalogue.Build(_rows), stream, Format, 900, 560);
        return stream.Length;
    }
}
