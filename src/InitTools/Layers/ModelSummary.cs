using Module = TorchSharp.torch.nn.Module;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Lists the layers of a model without running it.</summary>
public static class ModelSummary
{
    /// <summary>Lists the layers.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <returns>One line a layer, from input to output; of other modules their parts without children, in order of registration.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.DisposedModel</c>.</exception>
    public static IReadOnlyList<LayerSummary> Of(TensorModule model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelState.ThrowIfDisposed(model);
        return model is SequentialModel sequential
            ? [.. sequential.Layers.SelectMany(layer => Rows(layer, layer.Name)).Select((row, i) => row with { Model = sequential.Name, Layer = i + 1 })]
            : [.. ModuleLayers.Leaves(model).Select((leaf, i) => Describe(model, leaf.Name, leaf.Module, i + 1))];
    }

    // The layers inside of a block come before it: what it does to their outputs is done last.
    private static IEnumerable<LayerSummary> Rows(Layer layer, string name) =>
        layer.Children.SelectMany(child => Rows(child, $"{name}.{child.Name}")).Append(new LayerSummary
        {
            Model = "",
            Layer = 0,
            Name = name,
            Type = layer.Type,
            OutputShape = string.Join('x', layer.OutputShape!),
            ParameterCount = layer.ParameterCount ?? 0,
            Frozen = layer.Frozen || IsFrozen(layer),
            Activation = layer.Function?.Name,
            Initializer = (layer as KernelLayer)?.KernelInitializer.Name,
        });

    private static LayerSummary Describe(TensorModule model, string name, Module module, int number) => new()
    {
        Model = ModelState.NameOf(model),
        Layer = number,
        Name = name,
        Type = module.GetType().Name,
        ParameterCount = module.named_parameters(false).Sum(entry => entry.parameter.NumberOfElements),
        Frozen = IsFrozen(module),
        Activation = ModuleLayers.WeightOf(module) is null && ActivationCatalogue.TryFind(module.GetType().Name, out Activation? activation) ? activation.Name : null,
    };

    // Without Freeze, by the parameters themselves.
    private static bool IsFrozen(Module module) =>
        module.named_parameters(false).ToArray() is { Length: > 0 } own && own.All(entry => !entry.parameter.requires_grad);
}
