using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>Finds, in any TorchSharp module, the layers with weights.</summary>
internal static class ModuleLayers
{
    /// <summary>The modules without children, each once, in the order of registration.</summary>
    public static IEnumerable<(string Name, Module Module)> Leaves(Module root)
    {
        if (!root.named_children().Any()) return [(root.GetName(), root)];
        return root.named_modules()
            .Where(entry => !entry.module.named_children().Any())
            .DistinctBy(entry => entry.module, ReferenceEqualityComparer.Instance)
            .Select(entry => (entry.name, entry.module));
    }

    /// <summary>The kernel of a layer, or null: a vector scales, as in normalization; an embedding looks up, it sums nothing.</summary>
    public static Parameter? WeightOf(Module module) =>
        module is not (Embedding or EmbeddingBag)
        && module.named_parameters(false).FirstOrDefault(entry => entry.name == "weight").parameter is { } weight
        && weight.dim() >= 2
            ? weight
            : null;

    /// <summary>
    /// Whether a module does nothing but pass its input through dense layers and activations, one after the other: that can be told
    /// of a <see cref="SequentialModel"/> and of a <c>Sequential</c> alone.
    /// </summary>
    public static bool IsChain(Module module) => module switch
    {
        SequentialModel model => model.Layers.Select((layer, i) => LayerLaw.IsLink(layer, i > 0 ? model.Layers[i - 1] : null)).All(link => link),
        Sequential => module.children().All(IsChain),
        Linear or DenseLayer or TorchSharp.Modules.Identity or Flatten => true,
        _ => module is not Layer && !module.named_children().Any() && ActivationCatalogue.TryFind(module.GetType().Name, out _),
    };

    /// <summary>Whether a layer keeps its inputs first, as a transposed convolution does.</summary>
    public static bool IsTransposed(Module module) => module is ConvTranspose1d or ConvTranspose2d or ConvTranspose3d;

    /// <summary>The number of groups of channels that a layer convolves apart; 1 of all others.</summary>
    public static long GroupsOf(Module module) => module switch
    {
        Convolution convolution => convolution.groups,
        ConvolutionLayer convolution => convolution.Groups,
        _ => 1,
    };

    /// <summary>
    /// The kernels that a TorchSharp layer keeps in one weight, outputs first: a single one, or one of each group, as an output sees the
    /// inputs of its group alone, and an input feeds no other's outputs.
    /// </summary>
    /// <param name="name">The layer's name, which theirs begin with.</param>
    /// <param name="module">The layer.</param>
    /// <param name="weight">Its weight.</param>
    /// <returns>Names and views, left to the caller's dispose scope.</returns>
    public static IReadOnlyList<(string Name, torch.Tensor Values)> KernelsOf(string name, Module module, torch.Tensor weight)
    {
        torch.Tensor Kernel(torch.Tensor values) => IsTransposed(module) ? values.transpose(0, 1) : values;
        int groups = (int)GroupsOf(module);
        if (groups == 1) return [($"{name}.weight", Kernel(weight))];
        // Inputs or outputs first: either are in the order of the groups.
        long rows = weight.shape[0] / groups;
        return [.. Enumerable.Range(0, groups).Select(group => ($"{name}.weight[{group}]", Kernel(weight.narrow(0, group * rows, rows))))];
    }

    /// <summary>Fan-in and fan-out of a TorchSharp layer's kernel, in groups those of one of them.</summary>
    public static Fans FansOf(Module module, Parameter weight)
    {
        long[] shape = weight.shape;
        shape[0] /= GroupsOf(module);
        Fans fans = new TensorShape(shape).Fans;
        return IsTransposed(module) ? new Fans(fans.Out, fans.In) : fans;
    }
}
