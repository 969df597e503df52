using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Plotting;

/// <summary>A tensor to draw a histogram of, with the law that it was drawn from, where that is known.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">The tensor, which stays its owner's.</param>
/// <param name="Law">The initializer, or null.</param>
/// <param name="Shape">The shape that the initializer filled: one gate of a recurrent layer's, or one group of a convolution's.</param>
internal sealed record WeightSample(string Name, torch.Tensor Values, Initializer? Law, TensorShape? Shape)
{
    /// <summary>Reads tensors, layers and models; of the last two the kernels.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="law">The initializer of all tensors among them, or null.</param>
    /// <param name="layout">The layout of these tensors.</param>
    /// <exception cref="InitToolsException">
    /// <c>NothingToDraw</c>: a model without weights, a layer that isn't part of one yet, or a tensor that was disposed of; <c>DisposedModel</c>.
    /// </exception>
    public static WeightSample[] Of(IEnumerable<object> items, Initializer? law, TensorLayout layout)
    {
        int number = 0;
        return [.. items.SelectMany(item => item is torch.Tensor tensor ? [OfTensor(tensor, $"Tensor {++number}")] : OfModule((TensorModule)item))];

        WeightSample OfTensor(torch.Tensor tensor, string name) => tensor.IsInvalid
            ? throw new InitToolsException("NothingToDraw", $"{name} was disposed of.", FaultKind.InvalidOperation, name)
            : new WeightSample(name, tensor, law, law is null || tensor.dim() == 0 ? null : new TensorShape(tensor.shape, layout));
    }

    private static WeightSample[] OfModule(TensorModule module)
    {
        ModelState.ThrowIfDisposed(module);
        WeightSample[] samples = [.. ModelKernel.Of(module).Select(kernel => OfKernel(kernel, NameOf(kernel, module)))];
        return samples.Length > 0 ? samples : throw new InitToolsException(
            "NothingToDraw",
            $"'{ModelState.NameOf(module)}' has no kernel to draw. A layer gets its weights when New-SequentialModel builds it into a model.",
            FaultKind.InvalidData, ModelState.NameOf(module));
    }

    // A layer by itself goes by its own name; to its model it has no other.
    private static string NameOf(ModelKernel kernel, TensorModule root) =>
        root is Layer layer && ReferenceEquals(kernel.Module, root) ? layer.Name + kernel.Name[root.GetName().Length..] : kernel.Name;

    private static WeightSample OfKernel(ModelKernel kernel, string name)
    {
        ParameterPlan? plan = kernel.Module is Layer { InputShape: { } input } layer
            ? layer.Plan(input, layer.Name).Parameters.FirstOrDefault(plan => ReferenceEquals(layer.get_parameter(plan.Name), kernel.Weight))
            : null;
        return new WeightSample(name, kernel.Weight, plan?.Blocks[0], plan?.BlockShape);
    }
}
