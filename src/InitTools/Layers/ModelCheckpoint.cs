using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>
/// What an initialization overwrites, to be put back: weights and buffers, the layers' initializers, and where their random
/// numbers stand.
/// </summary>
internal sealed class ModelCheckpoint : IDisposable
{
    private readonly ModelSnapshot _weights;
    private readonly (KernelLayer Layer, Initializer Initializer)[] _initializers;
    private readonly (LayerNoise Noise, NoiseState State)[] _noise;

    /// <summary>Takes a copy.</summary>
    public ModelCheckpoint(Module model)
    {
        Layer[] layers = [.. model.named_modules().Select(entry => entry.module).Prepend(model).OfType<Layer>()];
        _weights = new ModelSnapshot(model);
        _initializers = [.. layers.OfType<KernelLayer>().Select(layer => (layer, layer.KernelInitializer))];
        _noise = [.. layers.Where(layer => layer.Noise is not null).Select(layer => (layer.Noise!, layer.Noise!.State))];
    }

    /// <summary>Puts the copy back.</summary>
    public void Restore()
    {
        _weights.Restore();
        foreach ((KernelLayer layer, Initializer initializer) in _initializers) layer.KernelInitializer = initializer;
        foreach ((LayerNoise noise, NoiseState state) in _noise) noise.State = state;
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();
}
