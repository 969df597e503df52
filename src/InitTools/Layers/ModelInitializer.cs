using InitTools.Sampling;
using TorchSharp;
using Module = TorchSharp.torch.nn.Module;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Gives a model's layers new weights, in place.</summary>
public static class ModelInitializer
{
    /// <summary>
    /// Draws new weights. Of a <see cref="SequentialModel"/> each layer keeps its own initializers unless another is given. Of
    /// other modules the kernels (weights of two dimensions or more, embeddings excepted) are drawn and the biases beside them
    /// set to 0; other parameters stay. The groups of a convolution are kernels of their own. Everything is checked first: after an error
    /// no weight has changed.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="kernelInitializer">The initializer of all kernels; null keeps a layer's own, or for other modules <paramref name="byActivation"/>.</param>
    /// <param name="byActivation">Chooses each kernel's initializer by the activation behind it (Table 11-1).</param>
    /// <param name="seed">Goes before every other seed. Null: an initializer's or layer's own seed, or else fresh weights.</param>
    /// <param name="options">
    /// Threads and cancellation. A run that is cancelled leaves the layers before it new, those after it as they were, and the kernel that
    /// it was drawing partly new.
    /// </param>
    /// <exception cref="InitToolsException"><c>DisposedModel</c>, or a shape that the initializer can't fill.</exception>
    public static void Initialize(
        TensorModule model,
        Initializer? kernelInitializer = null,
        bool byActivation = false,
        long? seed = null,
        SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Func<Activation, Initializer>? choose = byActivation ? InitializerCatalogue.Recommend
            : kernelInitializer is not null ? _ => kernelInitializer
            : null;
        Initialize(model, choose, seed, options);
    }

    /// <summary>The same with an initializer for each activation that may come behind a kernel; null as above.</summary>
    internal static void Initialize(TensorModule model, Func<Activation, Initializer>? choose, long? seed, SamplerOptions? options)
    {
        ModelState.ThrowIfDisposed(model);
        if (model is SequentialModel sequential)
        {
            sequential.Initialize(choose, seed, options);
            return;
        }
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        Initialize(PlanModule(model, choose ?? InitializerCatalogue.Recommend), seed, options);
    }

    private static void Initialize(List<(torch.Tensor Target, ParameterPlan Plan)> parameters, long? seed, SamplerOptions? options)
    {
        // The parameter's own name is in the plan; a layer name would only repeat it.
        var source = new ParameterSource("", seed, null, null, options);
        foreach ((torch.Tensor target, ParameterPlan plan) in parameters) source.Fill(target, plan);
    }

    private static List<(torch.Tensor Target, ParameterPlan Plan)> PlanModule(
        TensorModule model, Func<Activation, Initializer> choose)
    {
        var parameters = new List<(torch.Tensor, ParameterPlan)>();
        (string Name, Module Module)[] leaves = [.. ModuleLayers.Leaves(model)];
        for (int i = 0; i < leaves.Length; i++)
        {
            (string name, Module module) = leaves[i];
            if (ModuleLayers.WeightOf(module) is not { } weight) continue;
            Initializer chosen = choose(ActivationBehind(leaves, i));
            foreach ((string kernel, torch.Tensor values) in ModuleLayers.KernelsOf(name, module, weight))
            {
                var shape = new TensorShape(values.shape);
                chosen.Check(shape, weight.dtype);
                parameters.Add((values, new ParameterPlan(kernel, shape, chosen)));
            }
            if (module.named_parameters(false).FirstOrDefault(entry => entry.name == "bias").parameter is { } bias)
                parameters.Add((bias, new ParameterPlan($"{name}.bias", new TensorShape(bias.shape), new Zeros())));
        }
        return parameters.Count > 0 ? parameters : throw new InitToolsException(
            "NothingToInitialize", $"Model '{ModelState.NameOf(model)}' has no layer with weights.",
            FaultKind.InvalidData, ModelState.NameOf(model));
    }

    // The first activation before the next layer with weights; what lies between, such as normalization, doesn't matter.
    private static Activation ActivationBehind((string Name, Module Module)[] leaves, int layer)
    {
        foreach ((_, Module module) in leaves.Skip(layer + 1).TakeWhile(leaf => ModuleLayers.WeightOf(leaf.Module) is null))
            if (ActivationCatalogue.TryFind(module.GetType().Name, out Activation? activation)) return activation;
        return ActivationCatalogue.Linear;
    }
}
