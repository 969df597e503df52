using TorchSharp;

namespace InitTools;

/// <summary>
/// Seeds libtorch's own generator, which its dropout draws from, and puts it back as it was. It belongs to the process: of two
/// trainings at once with libtorch's dropout neither repeats.
/// </summary>
internal sealed class LibtorchRandom : IDisposable
{
    private readonly torch.Tensor? _before;

    /// <summary>Seeds it; null leaves it alone.</summary>
    public LibtorchRandom(long? seed)
    {
        if (seed is not { } value) return;
        _before = torch.random.get_rng_state();
        _before.DetachFromDisposeScope();
        using torch.Generator generator = torch.random.manual_seed(value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_before is null) return;
        torch.random.set_rng_state(_before);
        _before.Dispose();
    }
}
