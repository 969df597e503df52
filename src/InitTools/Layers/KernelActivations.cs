namespace InitTools;

/// <summary>
/// Finds the activation behind each kernel: the layer's own, or else that of the first activation layer before the next kernel.
/// What lies between, such as normalization or pooling, doesn't matter.
/// </summary>
internal static class KernelActivations
{
    /// <summary>Calls back for every layer with a kernel in a model.</summary>
    public static void Visit(IReadOnlyList<Layer> layers, Action<KernelLayer, Activation> visit) =>
        Visit(layers, ActivationCatalogue.Linear, visit);

    // From the output to the input, with the activation that a kernel would have behind it at that place.
    private static Activation Visit(IReadOnlyList<Layer> layers, Activation behind, Action<KernelLayer, Activation> visit)
    {
        foreach (Layer layer in layers.Reverse())
        {
            if (layer is KernelLayer kernel)
            {
                visit(kernel, IsLinear(kernel.Function) ? behind : kernel.Function);
                behind = ActivationCatalogue.Linear;
            }
            else
            {
                if (layer.Function is { } own && !IsLinear(own)) behind = own;
                foreach (IReadOnlyList<Layer> path in layer.Paths.Skip(1)) Visit(path, behind, visit);
                if (layer.Paths.Count > 0) behind = Visit(layer.Paths[0], behind, visit);
            }
        }
        return behind;
    }

    private static bool IsLinear(Activation activation) => ReferenceEquals(activation, ActivationCatalogue.Linear);
}
