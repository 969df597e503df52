using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>A model under repair: steps are tried apart from it, or can be undone, and it changes for good when all is done.</summary>
internal abstract class RepairSubject : IDisposable
{
    /// <summary>The model as it stands after the steps that were kept.</summary>
    public abstract TensorModule Current { get; }

    /// <summary>Whether a step can be tried without touching the user's model.</summary>
    public abstract bool HasCopies { get; }

    /// <summary>Puts a model under repair.</summary>
    public static RepairSubject Of(TensorModule model) =>
        model is SequentialModel sequential ? new CopiedSubject(sequential) : new LiveSubject(model);

    /// <summary>Tries a step and looks at it.</summary>
    /// <returns>What a probe says now; <see cref="Keep"/> or <see cref="Undo"/> comes next.</returns>
    public abstract RepairState Try(RemedyPlan plan, RepairContext context);

    /// <summary>Goes on from the step that was tried.</summary>
    public abstract void Keep();

    /// <summary>Goes back to before it.</summary>
    public abstract void Undo();

    /// <summary>Gives the user's model what was kept.</summary>
    public abstract void Commit();

    /// <summary>Leaves the user's model as it was, unless it was committed.</summary>
    public abstract void Dispose();
}
