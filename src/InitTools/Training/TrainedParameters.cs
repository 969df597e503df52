using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>The parameters of a model that training changes: those that require gradients.</summary>
internal sealed class TrainedParameters
{
    /// <summary>Collects them.</summary>
    /// <exception cref="InitToolsException"><c>NothingToTrain</c>: there are none, or all are frozen.</exception>
    public TrainedParameters(TensorModule model)
    {
        Parameter[] all = [.. model.parameters()];
        All = [.. all.Where(parameter => parameter.requires_grad)];
        if (All.Count == 0)
        {
            string name = ModelState.NameOf(model);
            throw new InitToolsException(
                "NothingToTrain",
                all.Length == 0
                    ? $"Model '{name}' has no weights to train."
                    : $"All weights of model '{name}' are frozen; at least one layer must not be.",
                FaultKind.InvalidOperation, name);
        }
        HasFrozen = All.Count < all.Length;
        Kernels = [.. KernelsOf(model)
            .Where(kernel => kernel.Weight.requires_grad)
            .DistinctBy(kernel => kernel.Weight.Handle)
            .Select(kernel => new TrainedKernel(kernel.Weight, kernel.UnitDimension, IndexOf(kernel.Weight)))];
    }

    /// <summary>All of them, in the model's order.</summary>
    public IReadOnlyList<Parameter> All { get; }

    /// <summary>Those that penalties, weight decay and the norm's limit are for: not biases, not the parameters of normalization.</summary>
    public IReadOnlyList<TrainedKernel> Kernels { get; }

    /// <summary>Whether the model has parameters beside these.</summary>
    public bool HasFrozen { get; }

    // A layer of InitTools says itself which of its parameters are kernels; of other modules the weights are.
    private static IEnumerable<(Parameter Weight, int UnitDimension)> KernelsOf(TensorModule model)
    {
        foreach (Module module in model.named_modules().Select(entry => entry.module).Prepend(model))
        {
            if (module is Layer layer)
            {
                foreach ((_, Parameter kernel) in layer.GetKernelParameters()) yield return (kernel, 0);
            }
            else if (!module.named_children().Any() && ModuleLayers.WeightOf(module) is { } weight)
            {
                yield return (weight, ModuleLayers.IsTransposed(module) ? 1 : 0);
            }
        }
    }

    private int IndexOf(Parameter weight) => All.Select((parameter, i) => (parameter, i)).First(entry => entry.parameter.Handle == weight.Handle).i;
}

/// <summary>A kernel among the trained parameters.</summary>
/// <param name="Weight">The weights.</param>
/// <param name="UnitDimension">The dimension that counts the units.</param>
/// <param name="Index">Its place among all trained parameters.</param>
internal sealed record TrainedKernel(Parameter Weight, int UnitDimension, int Index);
