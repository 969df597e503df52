using TorchSharp;

namespace InitTools;

/// <summary>What a model and a block of layers have in common: layers one after the other, with names of their own.</summary>
internal static class LayerChain
{
    /// <summary>Refuses layers that can't become part of something.</summary>
    /// <exception cref="InitToolsException"><c>EmptyModel</c>, <c>DisposedModel</c> or <c>LayerInUse</c>.</exception>
    public static void CheckFree(IReadOnlyList<Layer> layers)
    {
        if (layers.Count == 0)
        {
            throw new InitToolsException(
                "EmptyModel", "No layer came in; a model needs one or more, from New-DenseLayer.", FaultKind.InvalidArgument);
        }
        if (layers.FirstOrDefault(layer => layer.IsDisposed) is { } gone)
        {
            throw new InitToolsException(
                "DisposedModel", $"Layer '{gone.Name}' is disposed; make another one for this model.", FaultKind.InvalidOperation, gone.Name);
        }
        if (layers.FirstOrDefault(layer => layer.Owner is not null) is { } used)
        {
            throw new InitToolsException(
                "LayerInUse",
                $"Layer '{used.Name}' belongs to model '{used.Owner}' already; make another one for this model.",
                FaultKind.InvalidOperation, used.Name);
        }
        if (layers.GroupBy(layer => layer, ReferenceEqualityComparer.Instance).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InitToolsException(
                "LayerInUse", $"Layer '{twice.Key}' came in twice; make another one for the second place.",
                FaultKind.InvalidOperation, twice.Key);
        }
    }

    /// <summary>The names of the layers, those that nobody chose numbered by kind.</summary>
    /// <exception cref="InitToolsException"><c>DuplicateLayerName</c>.</exception>
    public static string[] ChooseNames(IReadOnlyList<Layer> layers)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (Layer layer in layers.Where(layer => layer.IsNamed))
        {
            if (!taken.Add(layer.Name))
            {
                throw InitToolsException.Argument(
                    "DuplicateLayerName", "Name", layer.Name, "different for each layer of a model: seeds are told apart by it");
            }
        }
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. layers.Select(layer =>
        {
            if (layer.IsNamed) return layer.Name;
            string name;
            do name = $"{layer.DefaultName}_{numbers[layer.DefaultName] = numbers.GetValueOrDefault(layer.DefaultName) + 1}";
            while (!taken.Add(name));
            return name;
        })];
    }

    /// <summary>Plans the layers, each for the shape that the one before puts out.</summary>
    public static List<LayerPlan> Plan(IReadOnlyList<Layer> layers, IEnumerable<string> names, IReadOnlyList<long> inputShape)
    {
        var plans = new List<LayerPlan>(layers.Count);
        foreach ((Layer layer, string name) in layers.Zip(names))
        {
            plans.Add(layer.Plan(inputShape, name));
            inputShape = plans[^1].OutputShape;
        }
        return plans;
    }

    /// <summary>Draws the layers of a plan.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="plans">Their plans.</param>
    /// <param name="source">Makes the source of a layer's values; it is given how many layers of each signature came before.</param>
    public static void Draw(
        IReadOnlyList<Layer> layers, IReadOnlyList<LayerPlan> plans, Func<Layer, Dictionary<string, int>, ParameterSource> source)
    {
        using IDisposable noGrad = torch.no_grad();
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < layers.Count; i++) layers[i].Draw(plans[i], source(layers[i], seen));
    }

    /// <summary>The layers and all that are inside of them, each before the layers that it holds.</summary>
    public static IEnumerable<Layer> Flatten(IEnumerable<Layer> layers) =>
        layers.SelectMany(layer => Flatten(layer.Children).Prepend(layer));
}
