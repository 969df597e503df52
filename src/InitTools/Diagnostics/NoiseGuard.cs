using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Lets the layers of a model draw their random numbers (dropout's masks) from a probe's seed for a while, and puts them back to
/// where they stood, so that a probe in the middle of a training doesn't change what follows.
/// </summary>
internal sealed class NoiseGuard : IDisposable
{
    private readonly List<(LayerNoise Noise, NoiseState Before)> _kept = [];

    public NoiseGuard(TensorModule model, ProbeRandom random)
    {
        foreach ((string name, LayerNoise noise) in Of(model))
        {
            _kept.Add((noise, noise.State));
            noise.Restart(random.Seed, $"probe.{name}#{random.Step}");
        }
    }

    /// <summary>The layers that draw random numbers in training.</summary>
    public static IEnumerable<(string Name, LayerNoise Noise)> Of(TensorModule model) => model.named_modules()
        .Prepend(("", model))
        .Where(entry => entry.Item2 is Layer { Noise: not null })
        .Select(entry => (entry.Item1, ((Layer)entry.Item2).Noise!));

    public void Dispose()
    {
        foreach ((LayerNoise noise, NoiseState before) in _kept) noise.State = before;
    }
}
