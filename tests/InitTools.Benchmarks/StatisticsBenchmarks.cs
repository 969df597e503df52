using BenchmarkDotNet.Attributes;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Benchmarks;

/// <summary>Measuring 4096 x 4096 elements: all figures in one pass, beside libtorch's reductions, one for each figure.</summary>
public class StatisticsBenchmarks : IDisposable
{
    private readonly torch.Tensor _tensor;
    private readonly torch.Tensor _half;

    /// <summary>Draws the tensor.</summary>
    public StatisticsBenchmarks()
    {
        TorchLibrary.EnsureLoaded();
        _tensor = torch.empty(4096, 4096);
        Sampler.Fill(_tensor, new NormalLaw(0, 1), new RandomStream(1, 1));
        _half = _tensor.to(torch.float16);
    }

    /// <summary>Mean, variance, extremes, norm, skewness, kurtosis, zeros and non-finite elements by libtorch.</summary>
    /// <returns>Their sum, so that none is left out.</returns>
    [Benchmark(Baseline = true)]
    public double Libtorch()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor mean = _tensor.mean();
        torch.Tensor variance = _tensor.var();
        torch.Tensor difference = _tensor - mean;
        torch.Tensor square = difference * difference;
        torch.Tensor[] figures =
        [
            mean, variance, _tensor.min(), _tensor.max(), _tensor.norm(), (square * difference).mean(), (square * square).mean(),
            (_tensor == 0).sum(), _tensor.isfinite().logical_not().sum(),
        ];
        return figures.Sum(figure => figure.ToDouble());
    }

    /// <summary>The same figures.</summary>
    /// <returns>The figures.</returns>
    [Benchmark]
    public TensorStatistics Measure() => TensorStatistics.Measure(_tensor);

    /// <summary>The same figures of a tensor in half precision.</summary>
    /// <returns>The figures.</returns>
    [Benchmark]
    public TensorStatistics MeasureHalf() => TensorStatistics.Measure(_half);

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensor.Dispose();
        _half.Dispose();
        GC.SuppressFinalize(this);
    }
}
