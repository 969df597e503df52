using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Benchmarks;

/// <summary>
/// What initializing a model costs beside the draws themselves: 201 million parameters in twelve layers of 4096 units beside the same
/// draws into the same memory, and a layer of 10 x 10 weights and a bias among a thousand.
/// </summary>
[IterationCount(40)]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class ModelSamplingBenchmarks : IDisposable
{
    private const int Layers = 12;
    private const int Units = 4096;
    private const int TinyLayers = 1000;
    private const int BiasRepeats = 1000;

    private static readonly RandomStream Stream = new(42, 1);
    private static readonly TruncatedNormalLaw Law = new(0, 0.05);

    private readonly SequentialModel _large;
    private readonly torch.Tensor[] _parameters;
    private readonly SequentialModel _tiny;
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _tinyModule;
    private readonly VarianceScaling _initializer = new();
    private readonly torch.Tensor _bias;

    /// <summary>Makes the models.</summary>
    public ModelSamplingBenchmarks()
    {
        TorchLibrary.EnsureLoaded();
        _large = new SequentialModel(
            Enumerable.Range(0, Layers).Select(_ => new DenseLayer(Units, kernelInitializer: _initializer)), [Units], seed: 1);
        _parameters = [.. _large.parameters()];
        _tiny = new SequentialModel(
            Enumerable.Range(0, TinyLayers).Select(_ => new DenseLayer(10, kernelInitializer: _initializer)), [10], seed: 1);
        _tinyModule = torch.nn.Sequential(
            Enumerable.Range(0, TinyLayers).Select(_ => (torch.nn.Module<torch.Tensor, torch.Tensor>)torch.nn.Linear(10, 10)));
        _bias = torch.zeros(10);
    }

    /// <summary>The draws alone.</summary>
    [Benchmark(Baseline = true, Description = "draws of 201 million weights"), BenchmarkCategory("Large")]
    public void Draws()
    {
        using IDisposable noGrad = torch.no_grad();
        foreach (torch.Tensor parameter in _parameters) Sampler.Fill(parameter, Law, Stream);
    }

    /// <summary>The model of that many weights.</summary>
    [Benchmark(Description = "Initialize-Model, 201 million weights"), BenchmarkCategory("Large")]
    public void Large() => ModelInitializer.Initialize(_large, seed: 2);

    /// <summary>A layer of a model of many, with all that its two parameters need.</summary>
    [Benchmark(Description = "Initialize-Model, a tiny layer", OperationsPerInvoke = TinyLayers), BenchmarkCategory("Tiny")]
    public void Tiny() => ModelInitializer.Initialize(_tiny, seed: 2);

    /// <summary>The same of a TorchSharp module.</summary>
    [Benchmark(Description = "Initialize-Model, a tiny Linear", OperationsPerInvoke = TinyLayers), BenchmarkCategory("Tiny")]
    public void TinyModule() => ModelInitializer.Initialize(_tinyModule, _initializer, seed: 2);

    /// <summary>A tensor of ten elements by an initializer.</summary>
    [Benchmark(Description = "a bias of 10 elements", OperationsPerInvoke = BiasRepeats), BenchmarkCategory("Tiny")]
    public void Bias()
    {
        for (int i = 0; i < BiasRepeats; i++) _initializer.Fill(_bias, TensorLayout.Torch, Stream);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _large.Dispose();
        _tiny.Dispose();
        _tinyModule.Dispose();
        _bias.Dispose();
        GC.SuppressFinalize(this);
    }
}
