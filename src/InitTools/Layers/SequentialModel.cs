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

    private readonly Layer[] _layers;

    /// <summary>Creates a model and draws the weights of all its layers. If anything is wrong, no layer is changed.</summary>
    /// <param name="layers">The layers from input to output, each in no other model.</param>
    /// <param name="inputShape">The shape of one sample, without the batch; null takes it from the first layer's input size.</param>
    /// <param name="name">The model's name; null is <c>sequential</c>.</param>
    /// <param name="seed">The seed of all layers that have none; null draws fresh weights.</param>
    /// <param name="options">Threads and cancellation; null for the defaults.</param>
    /// <exception cref="InitToolsException">
    /// <c>EmptyModel</c>, <c>DisposedModel</c>, <c>InputShapeRequired</c>, <c>InvalidInputShape</c>, <c>LayerInUse</c>, <c>DuplicateLayerName</c>,
    /// <c>InputSizeMismatch</c>, <c>ShapeTooLarge</c>, or a shape that an initializer can't fill.
    /// </exception>
    public SequentialModel(
        IEnumerable<Layer> layers,
        IReadOnlyList<long>? inputShape = null,
        string? name = null,
        long? seed = null,
        SamplerOptions? options = null)
        : base(name ?? DefaultName)
    {
        _layers = [.. layers];
        Name = name ?? DefaultName;
        Seed = seed;
        InputShape = CheckInput(inputShape);
        string[] names = ChooseNames();
        IReadOnlyList<LayerPlan> plans = PlanLayers();
        MemoryBudget.Check(plans);

        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].JoinModel(this, names[i]);
            register_module(names[i], _layers[i]);
        }
        Draw(plans, Seed, null, options);
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
    public long ParameterCount => _layers.Sum(layer => layer.ParameterCount ?? 0);

    /// <summary>Whether the model and its weights were disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The model's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        torch.Tensor signal = input;
        foreach (Layer layer in _layers)
        {
            torch.Tensor output = layer.call(signal);
            if (!ReferenceEquals(signal, input)) signal.Dispose();
            signal = output;
        }
        return signal;
    }

    /// <summary>Draws new weights for all layers, each by its own initializers.</summary>
    /// <param name="kernelInitializer">Gives a layer another kernel initializer, which it keeps; null keeps what it has.</param>
    /// <param name="seed">Goes before every other seed; null draws fresh weights, but for layers with a seed of their own.</param>
    /// <param name="options">Threads and cancellation. A cancelled run leaves the layers before it new, the others as they were.</param>
    /// <exception cref="InitToolsException">
    /// <c>DisposedModel</c>, or an initializer can't fill a kernel: then nothing was changed.
    /// </exception>
    internal void Initialize(Func<DenseLayer, Initializer>? kernelInitializer, long? seed, SamplerOptions? options)
    {
        ModelState.ThrowIfDisposed(this);
        DenseLayer[] dense = [.. _layers.OfType<DenseLayer>()];
        Initializer[] before = [.. dense.Select(layer => layer.KernelInitializer)];
        IReadOnlyList<LayerPlan> plans;
        try
        {
            if (kernelInitializer is not null)
                foreach (DenseLayer layer in dense) layer.KernelInitializer = kernelInitializer(layer);
            plans = PlanLayers();
        }
        catch
        {
            for (int i = 0; i < dense.Length; i++) dense[i].KernelInitializer = before[i];
            throw;
        }
        Draw(plans, null, seed, options);
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

    private void Draw(IReadOnlyList<LayerPlan> plans, long? modelSeed, long? overridingSeed, SamplerOptions? options)
    {
        using IDisposable noGrad = torch.no_grad();
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < _layers.Length; i++)
        {
            Layer layer = _layers[i];
            layer.Draw(plans[i], new ParameterSource(layer.StreamName(seen), overridingSeed, layer.Seed, modelSeed, options));
        }
    }

    private List<LayerPlan> PlanLayers()
    {
        var plans = new List<LayerPlan>(_layers.Length);
        IReadOnlyList<long> shape = InputShape;
        foreach (Layer layer in _layers)
        {
            plans.Add(layer.Plan(shape));
            shape = plans[^1].OutputShape;
        }
        return plans;
    }

    private IReadOnlyList<long> CheckInput(IReadOnlyList<long>? inputShape)
    {
        if (_layers.Length == 0)
        {
            throw new InitToolsException(
                "EmptyModel", "No layer came in; a model needs one or more, from New-DenseLayer.", FaultKind.InvalidArgument);
        }
        if (_layers.FirstOrDefault(layer => layer.IsDisposed) is { } gone)
        {
            throw new InitToolsException(
                "DisposedModel", $"Layer '{gone.Name}' is disposed; make another one for this model.", FaultKind.InvalidOperation, gone.Name);
        }
        if (_layers.FirstOrDefault(layer => layer.Owner is not null) is { } used)
        {
            throw new InitToolsException(
                "LayerInUse",
                $"Layer '{used.Name}' belongs to model '{used.Owner}' already; make another one for this model.",
                FaultKind.InvalidOperation, used.Name);
        }
        if (_layers.GroupBy(layer => layer, ReferenceEqualityComparer.Instance).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InitToolsException(
                "LayerInUse", $"Layer '{twice.Key}' came in twice; make another one for the second place.",
                FaultKind.InvalidOperation, twice.Key);
        }
        if (inputShape is not null)
        {
            return inputShape.Count > 0 && inputShape.All(size => size >= 1)
                ? [.. inputShape]
                : throw InitToolsException.Argument(
                    "InvalidInputShape", nameof(InputShape), inputShape, "one or more dimensions of 1 or more each, without the batch");
        }
        return _layers[0] is DenseLayer { InputSize: { } size }
            ? [size]
            : throw new InitToolsException(
                "InputShapeRequired",
                "InputShape is missing; it must be the shape of one sample, or the first layer must have an InputSize.",
                FaultKind.InvalidArgument);
    }

    private string[] ChooseNames()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (Layer layer in _layers.Where(layer => layer.IsNamed))
        {
            if (!taken.Add(layer.Name))
            {
                throw InitToolsException.Argument(
                    "DuplicateLayerName", "Name", layer.Name, "different for each layer of a model: seeds are told apart by it");
            }
        }
        int number = 0;
        return [.. _layers.Select(layer =>
        {
            if (layer.IsNamed) return layer.Name;
            string name;
            do name = $"{layer.DefaultName}_{++number}";
            while (!taken.Add(name));
            return name;
        })];
    }
}
