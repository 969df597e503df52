using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Any other module, whose layers can't be copied or replaced: its weights change in place and are put back.</summary>
internal sealed class LiveSubject(TensorModule module) : RepairSubject
{
    private readonly ModelCheckpoint _original = new(module);
    private ModelCheckpoint? _before;
    private bool _committed;

    public override TensorModule Current => module;

    public override bool HasCopies => false;

    public override RepairState Try(RemedyPlan plan, RepairContext context)
    {
        _before = new ModelCheckpoint(module);
        plan.Apply!(module, context);
        return context.Probe(module);
    }

    public override void Keep()
    {
        _before!.Dispose();
        _before = null;
    }

    public override void Undo()
    {
        _before!.Restore();
        Keep();
    }

    public override void Commit() => _committed = true;

    public override void Dispose()
    {
        if (!_committed) _original.Restore();
        _before?.Dispose();
        _original.Dispose();
    }
}
