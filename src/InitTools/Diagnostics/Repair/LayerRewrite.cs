using TorchSharp;
using Plain = System.Collections.Generic.IDictionary<string, object?>;

namespace InitTools;

/// <summary>The layers of a model as plain data, to be changed, and built anew with the weights that they had.</summary>
internal sealed class LayerRewrite
{
    private const string TypeKey = "Type";
    private const string NameKey = "Name";
    private const string ActivationKey = nameof(DenseLayer.Activation);
    private const string BodyKey = nameof(ResidualBlock.Body);

    /// <summary>A running average with Keras' 0.99 takes some 500 steps to arrive; what is repaired is to be looked at sooner.</summary>
    private const double Momentum = 0.9;

    private readonly SequentialModel _model;
    private readonly int _output;
    private List<Plain> _layers;

    public LayerRewrite(SequentialModel model)
    {
        _model = model;
        _layers = [.. model.Layers.Select(layer => layer.Describe())];
        // The last layer with kernels is the output, and what comes behind it belongs to it.
        _output = Math.Max(0, model.Layers.ToList().FindLastIndex(layer => layer is KernelLayer || layer.Children.Any()));
    }

    /// <summary>Replaces activations of hidden layers, but not those of recurrent ones.</summary>
    /// <returns>Whether there was one.</returns>
    public bool ReplaceActivations(IReadOnlyCollection<Activation> from, Activation to)
    {
        var names = from.Select(activation => activation.Name).ToHashSet();
        bool found = false;
        foreach (Plain layer in _layers.Take(_output)) found |= Replace(layer, names, to.Name);
        return found;
    }

    /// <summary>Puts batch normalization behind the kernels of hidden dense and convolutional layers that have no normalization yet.</summary>
    /// <returns>How many.</returns>
    public int Normalize()
    {
        int count = 0;
        _layers = [.. Normalize([.. _layers.Take(_output)], ref count), .. _layers.Skip(_output)];
        return count;
    }

    /// <summary>Puts skips around the hidden layers, with what follows their kernels, that keep the shape of their input.</summary>
    /// <returns>How many.</returns>
    public int AddSkips()
    {
        (int Start, int End)[] groups = [.. Groups().Where(group =>
            _model.Layers[group.Start] is KernelLayer
            && _model.Layers[group.Start].InputShape!.SequenceEqual(_model.Layers[group.End - 1].OutputShape!))];
        for (int i = groups.Length - 1; i >= 0; i--)
        {
            (int start, int end) = groups[i];
            Dictionary<string, object?> block = Make("Residual");
            block[BodyKey] = _layers[start..end].ToArray();
            block[nameof(ResidualBlock.Scale)] = 1 / Math.Sqrt(groups.Length);
            _layers.RemoveRange(start, end - start);
            _layers.Insert(start, block);
        }
        return groups.Length;
    }

    /// <summary>Builds the model with the layers as they are now; the one that came in is disposed of.</summary>
    /// <param name="copy">A copy of the model.</param>
    /// <param name="context">The seed of what is new.</param>
    /// <param name="fill">Gives the new model weights beyond those that its initializers draw.</param>
    public SequentialModel Build(SequentialModel copy, RepairContext context, Action<SequentialModel> fill)
    {
        Plain plain = _model.Describe();
        plain[nameof(SequentialModel.Layers)] = _layers.ToArray();
        var built = SequentialModel.FromDescription((System.Collections.IDictionary)plain, true);
        try
        {
            ModelCopy.Adapt(built, copy);
            built.Initialize(null, context.Seed, context.Drawing);
            fill(built);
        }
        catch
        {
            built.Dispose();
            throw;
        }
        copy.Dispose();
        return built;
    }

    /// <summary>Takes over kernels and biases: these layers are the same, in the same order, whatever was put between them.</summary>
    public void CarryKernels(SequentialModel built)
    {
        using IDisposable noGrad = torch.no_grad();
        foreach ((KernelLayer from, KernelLayer to) in _model.AllLayers.OfType<KernelLayer>().Zip(built.AllLayers.OfType<KernelLayer>()))
            ModelCopy.Parameters(from, to);
    }

    private static bool Replace(Plain layer, HashSet<string> names, string to)
    {
        bool found = false;
        foreach (Plain inside in Body(layer)) found |= Replace(inside, names, to);
        if (layer.ContainsKey(nameof(RecurrentLayer.RecurrentInitializer))) return found;
        if (layer.TryGetValue(ActivationKey, out object? name) && name is string text && names.Contains(text))
        {
            layer[ActivationKey] = to;
            layer.Remove(nameof(ActivationLayer.SlopeInitializer));
            return true;
        }
        return found;
    }

    private static List<Plain> Normalize(List<Plain> layers, ref int count)
    {
        var result = new List<Plain>();
        for (int i = 0; i < layers.Count; i++)
        {
            Plain layer = layers[i];
            result.Add(layer);
            if (layer.ContainsKey(BodyKey)) layer[BodyKey] = Normalize([.. Body(layer)], ref count).ToArray();
            if (layer[TypeKey] is not ("Dense" or "Convolution") || IsNormalization(layers.ElementAtOrDefault(i + 1))) continue;
            count++;
            Dictionary<string, object?> normalization = Make("BatchNormalization");
            normalization[nameof(BatchNormalizationLayer.Momentum)] = Momentum;
            result.Add(normalization);
            if (layer[ActivationKey] is not string activation || activation == ActivationCatalogue.Linear.Name) continue;
            layer[ActivationKey] = ActivationCatalogue.Linear.Name;
            Dictionary<string, object?> behind = Make("Activation");
            behind[ActivationKey] = activation;
            result.Add(behind);
        }
        return result;
    }

    private static bool IsNormalization(Plain? layer) => layer?[TypeKey] is "BatchNormalization" or "LayerNormalization";

    private static Plain[] Body(Plain layer) =>
        layer.TryGetValue(BodyKey, out object? body) && body is Plain[] inside ? inside : [];

    private static Dictionary<string, object?> Make(string type) =>
        new(StringComparer.OrdinalIgnoreCase) { [TypeKey] = type, [NameKey] = null };

    // A layer with kernels and what follows up to the next one; the output isn't among them.
    private IEnumerable<(int Start, int End)> Groups()
    {
        int[] starts = [.. Enumerable.Range(0, _output).Where(i => _model.Layers[i] is KernelLayer || _model.Layers[i].Children.Any()), _output];
        return starts.Zip(starts.Skip(1));
    }
}
