using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Layers one after the other, with their weights: a TorchSharp module, so TorchSharp's optimizers and losses take it as it
/// is. The caller owns it and disposes of it; its layers go with it.
/// </summary>
public sealed class SequentialModel : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const string DefaultName = "sequential";

    private Layer[] _layers;

    /// <summary>Creates a model and draws the weights of all its layers. If anything is wrong, no layer is changed.</summary>
    /// <param name="layers">The layers from input to output, each in no other model.</param>
    /// <param name="inputShape">The shape of one sample, without the batch; null takes it from the first layer's input size.</param>
    /// <param name="name">The model's name; null is <c>sequential</c>.</param>
    /// <param name="seed">The seed of all layers that have none; null draws fresh weights.</param>
    /// <param name="options">Threads and cancellation; null for the defaults.</param>
    /// <exception cref="InitToolsException">
    /// <c>EmptyModel</c>, <c>DisposedModel</c>, <c>InputShapeRequired</c>, <c>InvalidInputShape</c>, <c>LayerInUse</c>, <c>DuplicateLayerName</c>,
    /// <c>InputSizeMismatch</c>, <c>InputRankMismatch</c> and others of a layer that can't take what comes into it,
    /// <c>ShapeTooLarge</c>, or a shape that an initializer can't fill.
    /// </exception>
    public SequentialModel(
        IEnumerable<Layer> layers,
        IReadOnlyList<long>? inputShape = null,
        string? name = null,
        long? seed = null,
        SamplerOptions? options = null)
        : this(layers, inputShape, name, seed, options, false)
    {
    }

    private SequentialModel(
        IEnumerable<Layer> layers, IReadOnlyList<long>? inputShape, string? name, long? seed, SamplerOptions? options, bool blank)
        : base(name ?? DefaultName)
    {
        _layers = [.. layers];
        Name = name ?? DefaultName;
        Seed = seed;
        InputShape = CheckInput(inputShape);
        string[] names = LayerChain.ChooseNames(_layers);
        IReadOnlyList<LayerPlan> plans = PlanWith(
            names, (layer, behind) => layer.KernelByActivation ? InitializerCatalogue.Recommend(behind) : null, MemoryBudget.Check);
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Join(this, names[i]);
            register_module(names[i], _layers[i]);
        }
        Draw(plans, Seed, null, options, blank);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The seed its weights were drawn from, or null.</summary>
    public long? Seed { get; }

    /// <summary>The layers from input to output.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The shape of one input sample, without the batch.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>The shape of one output sample, without the batch.</summary>
    public IReadOnlyList<long> OutputShape => _layers[^1].OutputShape!;

    /// <summary>The number of weights and biases.</summary>
    public long ParameterCount => AllLayers.Sum(layer => layer.ParameterCount ?? 0);

    /// <summary>The layers and all that are inside of them.</summary>
    internal IEnumerable<Layer> AllLayers => LayerChain.Flatten(_layers);

    /// <summary>Whether the model and its weights were disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The model's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => Pass(_layers, input);

    /// <summary>Passes a batch through layers, and disposes of what lies between.</summary>
    internal static torch.Tensor Pass(IReadOnlyList<Layer> layers, torch.Tensor input)
    {
        torch.Tensor signal = input;
        foreach (Layer layer in layers)
        {
            torch.Tensor output = layer.call(signal);
            if (!ReferenceEquals(signal, input)) signal.Dispose();
            signal = output;
        }
        return signal;
    }

    /// <summary>Draws new weights for all layers, each by its own initializers.</summary>
    /// <param name="kernelInitializer">
    /// Gives a layer another kernel initializer by the activation behind its kernel, which it keeps; null keeps what it has.
    /// </param>
    /// <param name="seed">Goes before every other seed; null draws fresh weights, but for layers with a seed of their own.</param>
    /// <param name="options">Threads and cancellation. A cancelled run leaves the layers before it new, the others as they were.</param>
    /// <exception cref="InitToolsException">
    /// <c>DisposedModel</c>, or an initializer can't fill a kernel: then nothing was changed.
    /// </exception>
    internal void Initialize(Func<Activation, Initializer>? kernelInitializer, long? seed, SamplerOptions? options)
    {
        ModelState.ThrowIfDisposed(this);
        IReadOnlyList<LayerPlan> plans = PlanWith(_layers.Select(layer => layer.Name), (_, behind) => kernelInitializer?.Invoke(behind));
        Draw(plans, null, seed, options);
    }

    /// <summary>Takes the layers of another model for its own; those that it had are disposed of, and so is the other model.</summary>
    /// <param name="other">A model for inputs of the same shape.</param>
    internal void TakeLayersOf(SequentialModel other)
    {
        Layer[] before = _layers;
        ClearModules();
        _layers = other._layers;
        foreach (Layer layer in _layers)
        {
            layer.Join(this, layer.Name);
            register_module(layer.Name, layer);
        }
        // Otherwise it would dispose of them.
        other.ClearModules();
        other._layers = [];
        other.Dispose();
        foreach (Layer layer in before) layer.Dispose();
    }

    /// <summary>
    /// Begins the random numbers that layers draw in training (dropout, randomized ReLU) anew, so that equal seeds give equal
    /// trainings. New weights begin them anew, too.
    /// </summary>
    /// <param name="seed">The seed; null for fresh numbers in every pass.</param>
    public void RestartNoise(long? seed)
    {
        foreach (Layer layer in AllLayers) layer.Noise?.Restart(layer.Seed ?? seed);
    }

    /// <summary>What defines the model, without its weights, as plain data that survives JSON.</summary>
    /// <returns>Name, InputShape, Seed and Layers; see <see cref="Layer.Describe"/>.</returns>
    public IDictionary<string, object?> Describe() => new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(Name)] = Name, [nameof(InputShape)] = InputShape.ToArray(), [nameof(Seed)] = Seed,
        [nameof(Layers)] = _layers.Select(layer => layer.Describe()).ToArray(),
    };

    /// <summary>Makes the model that <see cref="Describe"/> described, with weights drawn anew.</summary>
    /// <param name="plain">The description; values may come from JSON.</param>
    /// <returns>The model, the caller's.</returns>
    /// <exception cref="InitToolsException"><c>InvalidLayerDescription</c>, <c>UnknownLayerType</c> and those of the constructors.</exception>
    public static SequentialModel FromDescription(System.Collections.IDictionary plain) => FromDescription(plain, false);

    /// <summary>Makes the model that was described, without drawing weights if they come from elsewhere.</summary>
    internal static SequentialModel FromDescription(System.Collections.IDictionary plain, bool blank)
    {
        var description = new LayerDescription(plain) { Blank = blank };
        return new SequentialModel(
            description.Layers(nameof(Layers)), description.Sizes(nameof(InputShape)), description.Name, description.Seed, null, blank);
    }

    /// <summary>Nothing: the layers are registered when the model is built.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    private void Draw(
        IReadOnlyList<LayerPlan> plans, long? modelSeed, long? overridingSeed, SamplerOptions? options, bool blank = false) => LayerChain.Draw(
        _layers, plans,
        (layer, seen) => new ParameterSource(layer.StreamName(seen), overridingSeed, layer.Seed, modelSeed, options) { Blank = blank });

    // Plans with other initializers, where one is chosen; they go again if anything is wrong.
    private List<LayerPlan> PlanWith(
        IEnumerable<string> names, Func<KernelLayer, Activation, Initializer?> choose, Action<List<LayerPlan>>? check = null)
    {
        var before = new List<(KernelLayer Layer, Initializer Initializer)>();
        try
        {
            KernelActivations.Visit(_layers, (layer, behind) =>
            {
                if (choose(layer, behind) is not { } chosen) return;
                before.Add((layer, layer.KernelInitializer));
                layer.KernelInitializer = chosen;
            });
            List<LayerPlan> plans = LayerChain.Plan(_layers, names, InputShape);
            check?.Invoke(plans);
            return plans;
        }
        catch
        {
            foreach ((KernelLayer layer, Initializer initializer) in before) layer.KernelInitializer = initializer;
            throw;
        }
    }

    private IReadOnlyList<long> CheckInput(IReadOnlyList<long>? inputShape)
    {
        LayerChain.CheckFree(_layers);
        if (inputShape is not null)
        {
            return inputShape.Count > 0 && inputShape.All(size => size >= 1)
                ? [.. inputShape]
                : throw InitToolsException.Argument(
                    "InvalidInputShape", nameof(InputShape), inputShape, "one or more dimensions of 1 or more each, without the batch");
        }
        return _layers[0].DeclaredInputShape ?? throw new InitToolsException(
            "InputShapeRequired",
            "InputShape is missing; it must be the shape of one sample, or the first layer must have an InputSize.",
            FaultKind.InvalidArgument);
    }
}
