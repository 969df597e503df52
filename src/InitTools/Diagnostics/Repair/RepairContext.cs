using InitTools.Sampling;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>What all steps of a repair share: where samples come from, the seeds, and the token that ends it.</summary>
internal sealed class RepairContext
{
    private readonly ProbeSource _source;
    private readonly ProbeOptions _probe;

    public RepairContext(ProbeSource source, RepairOptions options, long? modelSeed)
    {
        _source = source;
        Seed = options.Seed ?? modelSeed;
        // One batch for all steps: another would change the figures by itself.
        _probe = new ProbeOptions
        {
            Loss = options.Loss,
            BatchSize = options.BatchSize,
            Seed = options.Seed ?? (long)RandomStream.Fresh().Seed,
            CancellationToken = options.CancellationToken,
        };
    }

    /// <summary>The seed of new weights; null for those of the layers, or fresh ones.</summary>
    public long? Seed { get; }

    /// <summary>How weights are drawn.</summary>
    public SamplerOptions Drawing => new() { CancellationToken = _probe.CancellationToken };

    /// <summary>Probes a model, always with the same batch.</summary>
    public RepairState Probe(TensorModule model)
    {
        _probe.CancellationToken.ThrowIfCancellationRequested();
        return new RepairState(GradientProbe.Run(model, _source, _probe));
    }

    /// <summary>Draws and scales a model's kernels with samples (<see cref="LsuvInitializer"/>).</summary>
    public void ScaleBySamples(TensorModule model)
    {
        var options = new LsuvOptions { Seed = Seed, CancellationToken = _probe.CancellationToken };
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        ProbeSource.Batch batch = _source.Draw(model, options.BatchSize, new ProbeRandom(_probe.Seed, 0, Drawing));
        LsuvInitializer.Initialize(model, batch.Input, options);
    }
}
