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
            ? [.. sequential.Layers.Select((layer, i) => Describe(sequential, layer, i + 1))]
            : [.. ModuleLayers.Leaves(model).Select((leaf, i) => Describe(model, leaf.Name, leaf.Module, i + 1))];
    }

    private static LayerSummary Describe(SequentialModel model, Layer layer, int number) => new()
    {
        Model = model.Name,
        Layer = number,
        Name = layer.Name,
        Type = layer.Type,
        OutputShape = string.Join('x', layer.OutputShape!),
        ParameterCount = layer.ParameterCount ?? 0,
        Activation = (layer as DenseLayer)?.Activation,
        Initializer = (layer as DenseLayer)?.KernelInitializer.Name,
    };

    private static LayerSummary Describe(TensorModule model, string name, Module module, int number) => new()
    {
        Model = ModelState.NameOf(model),
        Layer = number,
        Name = name,
        Type = module.GetType().Name,
        ParameterCount = module.named_parameters(false).Sum(entry => entry.parameter.NumberOfElements),
        Activation = ModuleLayers.WeightOf(module) is null && ActivationCatalogue.TryFind(module.GetType().Name, out Activation? activation) ? activation.Name : null,
    };
}
