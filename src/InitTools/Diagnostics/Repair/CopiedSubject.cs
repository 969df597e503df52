using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>A model of InitTools: every step is tried on a copy, and the model itself changes in the end, in one go.</summary>
internal sealed class CopiedSubject : RepairSubject
{
    private readonly SequentialModel _original;
    private SequentialModel _current;
    private SequentialModel? _tried;
    private bool _triedIsRebuilt;
    private bool _isRebuilt;

    public CopiedSubject(SequentialModel original)
    {
        _original = original;
        _current = original;
    }

    public override TensorModule Current => _current;

    public override bool HasCopies => true;

    public override RepairState Try(RemedyPlan plan, RepairContext context)
    {
        SequentialModel copy = ModelCopy.Of(_current);
        _tried = copy;
        _tried = (SequentialModel)plan.Apply!(copy, context);
        _triedIsRebuilt = !ReferenceEquals(_tried, copy);
        return context.Probe(_tried);
    }

    public override void Keep()
    {
        Discard(_current);
        _current = _tried!;
        _tried = null;
        _isRebuilt |= _triedIsRebuilt;
    }

    public override void Undo()
    {
        Discard(_tried);
        _tried = null;
    }

    public override void Commit()
    {
        if (ReferenceEquals(_current, _original)) return;
        // Layers that stay the same stay the same objects, with new weights.
        if (_isRebuilt) _original.TakeLayersOf(_current);
        else ModelCopy.State(_current, _original);
        Discard(_current);
        _current = _original;
    }

    public override void Dispose()
    {
        Discard(_tried);
        Discard(_current);
    }

    private void Discard(SequentialModel? model)
    {
        if (!ReferenceEquals(model, _original)) model?.Dispose();
    }
}
