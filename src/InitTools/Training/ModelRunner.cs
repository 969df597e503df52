using TorchSharp;
using Module = TorchSharp.torch.nn.Module;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Runs a model forward at the cost of the model alone, and keeps what a final softmax or sigmoid was applied to: a loss is computed
/// from these logits, as taking the logarithm of a probability that has underflowed loses the gradient.
/// </summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly TensorModule _model;
    private readonly List<Action> _removers = [];
    private ModelOutput? _last;

    /// <summary>Prepares a model; of one that isn't a <see cref="SequentialModel"/> the softmax and sigmoid modules are watched.</summary>
    public ModelRunner(TensorModule model)
    {
        _model = model;
        if (model is SequentialModel) return;
        foreach ((_, Module module) in ModuleLayers.Leaves(model))
        {
            if (module is TensorModule leaf && ActivationCatalogue.TryFind(leaf.GetType().Name, out Activation? activation) && IsFinal(activation))
                Watch(leaf, activation);
        }
    }

    /// <summary>Runs a batch; everything is left to the caller's dispose scope.</summary>
    public ModelOutput Run(torch.Tensor input)
    {
        if (_model is SequentialModel sequential && sequential.Layers[^1] is { Function: { } function } last && IsFinal(function))
            return RunLogits(sequential, last, function, input);
        torch.Tensor output = _model.call(input);
        bool known = _last is { Value.IsInvalid: false } end && end.Value.Handle == output.Handle;
        return known ? _last! with { Value = output } : new ModelOutput(output, null, null);
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        foreach (Action remove in _removers) remove();
    }

    private static ModelOutput RunLogits(SequentialModel model, Layer last, Activation function, torch.Tensor input)
    {
        torch.Tensor signal = input;
        foreach (Layer layer in model.Layers.SkipLast(1)) signal = layer.call(signal);
        if (last is not KernelLayer kernel) return new ModelOutput(last.call(signal), function, signal);
        (torch.Tensor z, torch.Tensor h) = kernel.Run(signal);
        return new ModelOutput(h, function, z);
    }

    private static bool IsFinal(Activation activation) => activation.Name is "softmax" or "sigmoid";

    private void Watch(TensorModule leaf, Activation activation)
    {
        torch.Tensor? before = null;
        _removers.Add(leaf.register_forward_pre_hook((_, z) =>
        {
            // TorchSharp's Sequential disposes of what passes between its parts, and a sigmoid may work in place.
            before = z.alias();
            return z.clone();
        }).remove);
        _removers.Add(leaf.register_forward_hook((_, z, h) =>
        {
            _last = new ModelOutput(h, activation, before ?? z);
            return h;
        }).remove);
    }
}
