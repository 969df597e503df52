using BenchmarkDotNet.Attributes;
using InitTools.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace InitTools.Benchmarks;

/// <summary>What a probe costs beside the forward and backward pass that it looks at: 50 tanh layers of 256 units, a batch of 256.</summary>
[IterationCount(200)]
public class ProbeBenchmarks : IDisposable
{
    private const int Depth = 50;
    private const int Width = 256;
    private const int BatchSize = 256;
    private const int Classes = 10;

    private readonly SequentialModel _model;
    private readonly nn.Module<Tensor, Tensor> _bare;
    private readonly Tensor _input;
    private readonly Tensor _target;

    /// <summary>Makes both models and one batch.</summary>
    public ProbeBenchmarks()
    {
        TorchLibrary.EnsureLoaded();
        IEnumerable<Layer> hidden = Enumerable.Range(0, Depth).Select(_ => new DenseLayer(Width, activation: ActivationCatalogue.Tanh));
        _model = new SequentialModel([.. hidden, new DenseLayer(Classes)], [Width], seed: 1);
        _bare = nn.Sequential([
            .. Enumerable.Range(0, Depth).SelectMany(_ => new nn.Module<Tensor, Tensor>[] { nn.Linear(Width, Width), nn.Tanh() }),
            nn.Linear(Width, Classes)]);
        _input = randn(BatchSize, Width);
        _target = randint(Classes, BatchSize, int64);

        // The first rounds make the allocator ask the system for memory; whoever ran first would pay for all.
        for (int i = 0; i < 20; i++)
        {
            ForwardAndBackward();
            Probe();
            ProbeOfModule();
        }
    }

    /// <summary>TorchSharp's own forward and backward pass.</summary>
    [Benchmark(Baseline = true)]
    public void ForwardAndBackward()
    {
        using DisposeScope scope = NewDisposeScope();
        _bare.zero_grad();
        nn.functional.cross_entropy(_bare.call(_input), _target).backward();
    }

    /// <summary>The probe of an InitTools model.</summary>
    /// <returns>The rows.</returns>
    [Benchmark]
    public IReadOnlyList<LayerGradient> Probe() => GradientProbe.Run(_model, ProbeSource.From(_input, _target));

    /// <summary>The probe of TorchSharp's model, through hooks.</summary>
    /// <returns>The rows.</returns>
    [Benchmark]
    public IReadOnlyList<LayerGradient> ProbeOfModule() => GradientProbe.Run(_bare, ProbeSource.From(_input, _target));

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _bare.Dispose();
        _input.Dispose();
        _target.Dispose();
        GC.SuppressFinalize(this);
    }
}
