using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>
/// The random numbers that a layer draws in training, such as dropout's masks: one stream a pass, derived from the seed, the
/// layer and the number of passes since the weights were drawn, so that equal seeds give equal training histories. Models
/// without a seed draw fresh ones.
/// </summary>
internal sealed class LayerNoise
{
    private NoiseState _state;

    /// <summary>Where the layer stands; a probe puts it back.</summary>
    public NoiseState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Begins anew.</summary>
    /// <param name="seed">The seed, or null for fresh numbers.</param>
    /// <param name="name">What the layer's streams are derived from; null keeps it.</param>
    public void Restart(long? seed, string? name = null) => _state = new NoiseState(seed, name ?? _state.Name, 0);

    /// <summary>Draws a number for each element of a tensor, every value between two ends equally likely.</summary>
    /// <returns>A tensor of single precision, of the shape and on the device of the other.</returns>
    public torch.Tensor Uniform(torch.Tensor like, double minimum, double maximum)
    {
        RandomStream stream = _state.Seed is { } seed
            ? RandomStream.FromName(seed, $"{_state.Name}.noise#{_state.Pass}")
            : RandomStream.Fresh();
        _state = _state with { Pass = _state.Pass + 1 };
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor values = torch.empty(like.shape);
        Sampler.Fill(values, new UniformLaw(minimum, maximum), stream);
        if (like.device_type == DeviceType.CPU) return values;
        using (values) return values.to(like.device);
    }
}

/// <summary>Where a layer's random numbers come from next.</summary>
/// <param name="Seed">The seed, or null for fresh numbers.</param>
/// <param name="Name">What the streams are derived from.</param>
/// <param name="Pass">The number of passes that have drawn.</param>
internal readonly record struct NoiseState(long? Seed, string? Name, long Pass);
