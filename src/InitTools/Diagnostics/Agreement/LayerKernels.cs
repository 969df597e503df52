using TorchSharp;

namespace InitTools;

/// <summary>A kernel with what it is to be compared with.</summary>
internal sealed record LayerKernel(string Name, torch.Tensor Values, Initializer Initializer);

/// <summary>The kernels of layers and modules, each with its initializer.</summary>
internal static class LayerKernels
{
    /// <summary>Lists them; the tensors share the layers' memory and are left to the caller's dispose scope.</summary>
    public static IEnumerable<LayerKernel> Of(torch.nn.Module module, Initializer? initializer) => module switch
    {
        SequentialModel model => model.AllLayers.SelectMany(layer => OfLayer(layer, initializer)),
        Layer layer => LayerChain.Flatten([layer]).SelectMany(inner => OfLayer(inner, initializer)),
        _ => OfModule(module, initializer),
    };

    // An initializer that is asked about is that of the kernels; a recurrent one has its own law.
    private static IEnumerable<LayerKernel> OfLayer(Layer layer, Initializer? initializer)
    {
        HashSet<string> kernels = [.. layer.GetKernelParameters().Select(kernel => kernel.Name)];
        if (layer.InputShape is not { } input)
        {
            throw new InitToolsException(
                "LayerNotBuilt",
                $"Layer '{layer.Name}' has no weights yet: give it an InputSize, or put it into a model with New-SequentialModel.",
                FaultKind.InvalidOperation, layer.Name);
        }
        return layer.Plan(input, layer.Name).Parameters
            .Where(plan => kernels.Contains(plan.Name) && (initializer is null || plan.Name == KernelLayer.Weight))
            .SelectMany(plan => Blocks(layer, plan, initializer));
    }

    private static IEnumerable<LayerKernel> Blocks(Layer layer, ParameterPlan plan, Initializer? initializer)
    {
        torch.Tensor values = layer.get_parameter(plan.Name)!;
        long rows = plan.Shape.Dimensions[0] / plan.Blocks.Count;
        return plan.Blocks.Select((own, block) => new LayerKernel(
            $"{layer.Name}.{plan.Name}" + (plan.Blocks.Count == 1 ? "" : $"[{block}]"),
            values.narrow(0, block * rows, rows),
            initializer ?? own));
    }

    // As they were drawn: a transposed convolution keeps its inputs first, and groups are kernels of their own.
    private static IEnumerable<LayerKernel> OfModule(torch.nn.Module module, Initializer? initializer) =>
        from leaf in ModuleLayers.Leaves(module)
        let weight = ModuleLayers.WeightOf(leaf.Module)
        where weight is not null
        from kernel in ModuleLayers.KernelsOf(leaf.Name, leaf.Module, weight.detach())
        select new LayerKernel(
            kernel.Name,
            kernel.Values,
            initializer ?? throw new InitToolsException(
                "InitializerRequired", $"'{module.GetName()}' doesn't say how its weights began; name the initializer to compare them with.",
                FaultKind.InvalidArgument, module.GetName()));
}
