using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>Watches the validation loss, and keeps the weights of the epoch where it was lowest.</summary>
/// <param name="patience">The epochs without a lower loss after which to stop.</param>
internal sealed class EarlyStopping(int patience) : IDisposable
{
    private ModelSnapshot? _best;
    private double _lowest = double.PositiveInfinity;
    private int _waited;

    /// <summary>The epoch of the lowest loss; null before there was any.</summary>
    public int? BestEpoch { get; private set; }

    /// <summary>Takes an epoch's loss in.</summary>
    /// <returns>Whether to stop.</returns>
    public bool Watch(int epoch, double loss, Module model)
    {
        if (!(loss < _lowest)) return ++_waited >= patience;
        (_lowest, _waited, BestEpoch) = (loss, 0, epoch);
        if (_best is null) _best = new ModelSnapshot(model);
        else _best.Take();
        return false;
    }

    /// <summary>Gives the model the weights of the best epoch.</summary>
    public void RestoreBest() => _best?.Restore();

    /// <inheritdoc/>
    public void Dispose() => _best?.Dispose();
}
