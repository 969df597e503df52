using BenchmarkDotNet.Attributes;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Benchmarks;

/// <summary>Drawing an orthogonal 2048 x 2048 matrix in single precision.</summary>
[IterationCount(20)]
public class OrthogonalSamplingBenchmarks : IDisposable
{
    private readonly torch.Tensor _matrix;
    private readonly Orthogonal _law = new();

    /// <summary>Makes the tensor.</summary>
    public OrthogonalSamplingBenchmarks()
    {
        TorchLibrary.EnsureLoaded();
        _matrix = torch.zeros(2048, 2048);
    }

    /// <summary>TorchSharp's way: the QR decomposition of a Gaussian matrix.</summary>
    /// <returns>The tensor.</returns>
    [Benchmark(Baseline = true, Description = "TorchSharp orthogonal_")]
    public torch.Tensor TorchSharpOrthogonal() => torch.nn.init.orthogonal_(_matrix);

    /// <summary>The same law.</summary>
    [Benchmark(Description = "InitTools Orthogonal")]
    public void InitToolsOrthogonal() => _law.Fill(_matrix, TensorLayout.Torch, new RandomStream(42, 1));

    /// <inheritdoc/>
    public void Dispose()
    {
        _matrix.Dispose();
        GC.SuppressFinalize(this);
    }
}
