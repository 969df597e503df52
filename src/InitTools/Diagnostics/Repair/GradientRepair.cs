using InitTools.Native;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Cures a model whose gradient doesn't arrive: tries what theory and the rules offer, in the order of how much of the net they
/// change, probes after each with the same batch, keeps what helps and undoes what doesn't.
/// </summary>
/// <remarks>
/// The order: an initializer that suits the activation, the variance on the edge of chaos, LSUV; then activations that don't saturate;
/// then batch normalization and residual skips; last, where the gradient still explodes, clipping as a recommendation. Once the model is
/// healthy nothing else is tried, but for skips where the net is deeper than plain ones train well at. A step helps if it makes the model
/// healthy, leaves fewer layers dead or saturated, or brings the gradient nearer to its size at the last layer by a factor of 2.
/// </remarks>
public static class GradientRepair
{
    /// <summary>Repairs a model, in place.</summary>
    /// <param name="model">
    /// A <see cref="SequentialModel"/>, whose layers may be replaced, or any TorchSharp module from tensor to tensor, of which the weights
    /// alone can be repaired.
    /// </param>
    /// <param name="source">Where the batch comes from; null is <see cref="ProbeSource.Noise"/>.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <returns>One row a step; a single one for a model that is healthy already, in which nothing changes then.</returns>
    /// <exception cref="InitToolsException">
    /// <c>FrozenWeights</c>: the model has some. Or what <see cref="GradientProbe.Run"/> throws. The model is then as it was.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the model is as it was.</exception>
    public static IReadOnlyList<RepairStep> Run(TensorModule model, ProbeSource? source = null, RepairOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new RepairOptions();
        TorchLibrary.EnsureLoaded();
        ModelState.ThrowIfDisposed(model);
        CheckFrozen(model);
        var context = new RepairContext(source ?? ProbeSource.Noise, options, (model as SequentialModel)?.Seed);
        RepairState first = context.Probe(model), state = first;
        if (first.IsHealthy) return [NoStep(first)];
        using RepairSubject subject = RepairSubject.Of(model);
        var steps = new List<RepairStep>();
        foreach (Remedy remedy in Remedy.InOrder)
        {
            if (remedy.PlanFor(subject.Current, state, first) is not { } plan) continue;
            (RepairStep step, state) = plan.Apply is null || (options.DryRun && !subject.HasCopies)
                ? (Untried(plan, state), state)
                : Try(plan, state, subject, context);
            steps.Add(step with { Step = steps.Count + 1 });
        }
        if (options.DryRun) return steps;
        // From here on the token isn't looked at.
        subject.Commit();
        return [.. steps.Select(step => step with { Applied = step.Kept })];
    }

    private static (RepairStep Step, RepairState State) Try(RemedyPlan plan, RepairState before, RepairSubject subject, RepairContext context)
    {
        RepairState after;
        try
        {
            after = subject.Try(plan, context);
        }
        catch (InitToolsException e)
        {
            subject.Undo();
            return (Row(plan, before) with { Reason = $"{plan.Reason} It can't be done here: {e.Message}" }, before);
        }
        bool kept = before.IsHelpedBy(after);
        if (kept) subject.Keep();
        else subject.Undo();
        RepairStep step = Row(plan, before) with
        {
            BackpropRatioAfter = after.Flow.BackpropRatio, VerdictAfter = after.Flow.Verdict, Kept = kept,
        };
        return (step, kept ? after : before);
    }

    private static RepairStep NoStep(RepairState state) =>
        Row(new RemedyPlan("None needed.", "The gradient arrives; nothing was changed.", null), state) with
        {
            BackpropRatioAfter = state.Flow.BackpropRatio, VerdictAfter = state.Flow.Verdict,
        };

    private static RepairStep Untried(RemedyPlan plan, RepairState state) => Row(plan, state) with
    {
        Reason = plan.Apply is null ? plan.Reason : $"{plan.Reason} Not tried: a TorchSharp module can't be copied.",
    };

    private static RepairStep Row(RemedyPlan plan, RepairState before) => new()
    {
        Model = before.Flow.Model,
        Step = 1,
        Action = plan.Action,
        Reason = plan.Reason,
        BackpropRatioBefore = before.Flow.BackpropRatio,
        VerdictBefore = before.Flow.Verdict,
        Kept = false,
    };

    private static void CheckFrozen(TensorModule model)
    {
        if (model.named_parameters().FirstOrDefault(entry => !entry.parameter.requires_grad).name is not { } frozen) return;
        throw new InitToolsException(
            "FrozenWeights",
            $"'{frozen}' of model '{ModelState.NameOf(model)}' is frozen, and a repair would draw it anew with all others; let it be trained again "
            + "first, or repair the rest in a model of its own.",
            FaultKind.InvalidOperation, frozen);
    }
}
