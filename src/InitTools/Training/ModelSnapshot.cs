using TorchSharp;
using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>A copy of all parameters and buffers of a model, to be put back.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private readonly (torch.Tensor Live, torch.Tensor Copy)[] _state;

    /// <summary>Takes a copy.</summary>
    public ModelSnapshot(Module model)
    {
        using IDisposable noGrad = torch.no_grad();
        _state = [.. model.parameters().Concat(model.buffers()).Select(live =>
        {
            torch.Tensor copy = live.clone();
            copy.DetachFromDisposeScope();
            return (live, copy);
        })];
    }

    /// <summary>Whether the model holds finite values only.</summary>
    public bool IsLiveFinite => _state.All(entry => !entry.Live.is_floating_point() || double.IsFinite(Moments.Of(entry.Live).Mean));

    /// <summary>Takes the copy anew.</summary>
    public void Take()
    {
        using IDisposable noGrad = torch.no_grad();
        foreach ((torch.Tensor live, torch.Tensor copy) in _state) copy.copy_(live);
    }

    /// <summary>Puts the copy back.</summary>
    public void Restore()
    {
        using IDisposable noGrad = torch.no_grad();
        foreach ((torch.Tensor live, torch.Tensor copy) in _state) live.copy_(copy);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, torch.Tensor copy) in _state) copy.Dispose();
    }
}
