using InitTools.Native;
using TorchSharp;
using TorchSharp.Modules;

namespace InitTools;

/// <summary>
/// A layer of a <see cref="SequentialModel"/>: a description until its input shape is known, from then on a TorchSharp module
/// with weights. It belongs to at most one model.
/// </summary>
public abstract class Layer : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    /// <summary>Creates a layer that isn't built yet.</summary>
    /// <param name="type">The kind of layer: <c>Dense</c>.</param>
    /// <param name="name">Its name, or null to let the model choose one.</param>
    /// <param name="seed">The seed of its weights, or null to take the model's.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidLayerName</c>: empty, or with a dot.</exception>
    private protected Layer(string type, string? name, long? seed)
        : base(CheckName(type, name))
    {
        Type = type;
        IsNamed = name is not null;
        Name = name ?? DefaultName;
        Seed = seed;
    }

    /// <summary>The layer's name, unique in its model.</summary>
    public string Name { get; private set; }

    /// <summary>The kind of layer, such as <c>Dense</c>.</summary>
    public string Type { get; }

    /// <summary>The seed of the layer's weights; null: the model's.</summary>
    public long? Seed { get; }

    /// <summary>The number of weights and biases, or null while the input size isn't known.</summary>
    public virtual long? ParameterCount => 0;

    /// <summary>Whether the weights stay as they are in training (<see cref="Freeze"/>).</summary>
    public bool Frozen { get; private set; }

    /// <summary>The shape of one output sample, or null until the layer is built.</summary>
    public IReadOnlyList<long>? OutputShape { get; private set; }

    /// <summary>The shape of one input sample, or null until the layer is built.</summary>
    internal IReadOnlyList<long>? InputShape { get; private set; }

    /// <summary>Whether the layer and its weights were disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The model or block that the layer belongs to, or null.</summary>
    internal torch.nn.Module? Owner { get; private set; }

    /// <summary>Whether the user chose the name.</summary>
    internal bool IsNamed { get; }

    /// <summary>What the names of layers of this type begin with when nobody chose one.</summary>
    internal string DefaultName => Type.ToLowerInvariant();

    /// <summary>What tells the layer from others of its model that have no name either: its type and main arguments.</summary>
    private protected abstract string Signature { get; }

    /// <summary>The activation that the layer ends with, or null if it has none.</summary>
    internal virtual Activation? Function => null;

    /// <summary>The shape of one sample that the layer was made for, or null.</summary>
    internal virtual IReadOnlyList<long>? DeclaredInputShape => null;

    /// <summary>The layers inside, one path beside the other; the first is the one that a signal passes first.</summary>
    internal virtual IReadOnlyList<IReadOnlyList<Layer>> Paths => [];

    /// <summary>The layers inside.</summary>
    internal IEnumerable<Layer> Children => Paths.SelectMany(path => path);

    /// <summary>The random numbers that the layer draws in training, or null if it draws none.</summary>
    internal LayerNoise? Noise { get; private protected init; }

    /// <summary>The names of the parameters that are kernels: what penalties and initializers are for, unlike biases and scales.</summary>
    private protected virtual IReadOnlyList<string> KernelNames => [];

    /// <summary>The layer's arguments beyond its name and seed, as numbers, texts, lists and dictionaries of them.</summary>
    private protected abstract IEnumerable<(string Name, object? Value)> Arguments { get; }

    /// <summary>
    /// What defines the layer, without its weights, as plain data that survives JSON: <see cref="FromDescription"/> reads it back.
    /// </summary>
    /// <returns>Type, Name (null if the model chose it), Seed and the arguments of the layer's kind.</returns>
    public IDictionary<string, object?> Describe()
    {
        var plain = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(Type)] = Type, [nameof(Name)] = IsNamed ? Name : null, [nameof(Seed)] = Seed,
        };
        foreach ((string name, object? value) in Arguments) plain[name] = value;
        // Inside of a frozen block a layer that isn't frozen has to say so.
        if (Frozen || Owner is Layer { Frozen: true }) plain[nameof(Frozen)] = Frozen;
        return plain;
    }

    /// <summary>Makes the layer that <see cref="Describe"/> described, without its weights.</summary>
    /// <param name="plain">The description; values may come from JSON. What is missing takes its default.</param>
    /// <returns>A layer of the same kind, in no model.</returns>
    /// <exception cref="InitToolsException"><c>InvalidLayerDescription</c>, <c>UnknownLayerType</c>, or an argument out of range.</exception>
    public static Layer FromDescription(System.Collections.IDictionary plain) => LayerCatalogue.Create(new LayerDescription(plain));

    /// <summary>Keeps the weights of the layer, and of those inside, from being trained: they take no gradient.</summary>
    /// <param name="frozen">False lets them be trained again.</param>
    public void Freeze(bool frozen = true)
    {
        FreezeAlone(frozen);
        foreach (Layer child in Children) child.Freeze(frozen);
    }

    /// <summary>Freezes the layer's own weights, not those of layers inside.</summary>
    internal void FreezeAlone(bool frozen)
    {
        Frozen = frozen;
        foreach ((_, Parameter parameter) in named_parameters(false)) parameter.requires_grad = !frozen;
    }

    /// <summary>The kernels of this layer, without those of layers inside: what weight penalties are taken of.</summary>
    /// <returns>Name and live parameter; nothing for a layer without kernels or one that isn't built.</returns>
    public IEnumerable<(string Name, Parameter Values)> GetKernelParameters() => KernelNames
        .Select(name => (name, get_parameter(name)!))
        .Where(entry => entry.Item2 is not null);

    /// <summary>The layer's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>What the layer needs for inputs of a shape; checks everything and allocates nothing.</summary>
    /// <param name="inputShape">The shape of one input sample.</param>
    /// <param name="name">The layer's name, for error messages; its own isn't chosen before all is well.</param>
    /// <returns>The output shape and the parameters.</returns>
    /// <exception cref="InitToolsException">The layer can't take that input, or an initializer can't fill a parameter.</exception>
    internal LayerPlan Plan(IReadOnlyList<long> inputShape, string name)
    {
        LayerPlan plan = PlanFor(inputShape, name);
        foreach (ParameterPlan parameter in plan.Parameters)
            parameter.Check(get_parameter(parameter.Name)?.dtype ?? torch.ScalarType.Float32);
        return plan;
    }

    /// <summary>Works out shapes and parameters; a parameter is checked afterwards.</summary>
    private protected abstract LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name);

    /// <summary>Runs the layer as <see cref="torch.nn.Module{T, TResult}.call(T)"/> does and tells a probe what it looks at.</summary>
    /// <param name="input">The input batch.</param>
    /// <param name="name">The layer's name in the model, with dots inside of blocks.</param>
    /// <param name="recorder">Takes what a probe looks at.</param>
    /// <returns>The output; all tensors are left to the caller's dispose scope.</returns>
    internal virtual torch.Tensor Trace(torch.Tensor input, string name, TraceRecorder recorder) => recorder.Pass(call(input));

    /// <summary>Makes the layer part of a model or block, under a name that is unique there.</summary>
    internal void Join(torch.nn.Module owner, string name)
    {
        Owner = owner;
        Name = name;
    }

    /// <summary>Creates the planned parameters, if they don't exist, and draws their values.</summary>
    internal void Draw(LayerPlan plan, ParameterSource source)
    {
        Prepare();
        foreach (ParameterPlan parameter in plan.Parameters) source.Fill(ParameterFor(parameter), parameter);
        foreach (BufferPlan buffer in plan.Buffers) Reset(buffer);
        Noise?.Restart(source.Seed, source.LayerName);
        InputShape = plan.InputShape;
        OutputShape = plan.OutputShape;
        LayerChain.Draw([.. Children], plan.Children, source.Of);
    }

    /// <summary>Makes part of the layer what was only planned for it.</summary>
    internal virtual void Prepare()
    {
    }

    /// <summary>Takes a tensor for the values of a parameter or buffer, of whatever element type it is.</summary>
    /// <param name="name">The name of a parameter or buffer that the layer has.</param>
    /// <param name="values">The values, of the same shape; the layer's from then on.</param>
    internal void Adopt(string name, torch.Tensor values)
    {
        values.DetachFromDisposeScope();
        if (get_parameter(name) is { } parameter)
        {
            Parameter adopted = ParameterFactory.Create(values, !Frozen);
            adopted.DetachFromDisposeScope();
            ConditionallyRegisterParameter(name, adopted);
            parameter.Dispose();
            return;
        }
        torch.Tensor? buffer = get_buffer(name);
        ConditionallyRegisterBuffer(name, values);
        buffer?.Dispose();
    }

    private Parameter ParameterFor(ParameterPlan plan)
    {
        if (get_parameter(plan.Name) is { } existing) return existing;
        Parameter values = ParameterFactory.Create(torch.empty([.. plan.Shape.Dimensions]), !Frozen);
        values.DetachFromDisposeScope();
        register_parameter(plan.Name, values);
        return values;
    }

    private void Reset(BufferPlan plan)
    {
        if (get_buffer(plan.Name) is { } existing)
        {
            existing.SetAll(plan.Value);
            return;
        }
        torch.Tensor values = torch.empty([plan.Size]);
        values.SetAll(plan.Value);
        values.DetachFromDisposeScope();
        register_buffer(plan.Name, values);
    }

    /// <summary>
    /// What the streams of this layer's parameters are derived from: its name if the user gave one, otherwise its signature
    /// and its number among such layers, so that a layer of another kind put in between changes nothing.
    /// </summary>
    /// <param name="seen">How many layers of each signature came before; counted up.</param>
    internal string StreamName(Dictionary<string, int> seen)
    {
        if (IsNamed) return Name;
        int number = seen[Signature] = seen.GetValueOrDefault(Signature) + 1;
        // A name has no dot, so none can be the same as this.
        return $".{Signature}#{number}";
    }

    /// <summary>The values of a parameter or buffer as a tensor that the caller owns.</summary>
    private protected torch.Tensor CopyParameter(string name)
    {
        if (IsDisposed)
        {
            throw new InitToolsException(
                "DisposedModel", $"Layer '{Name}' is disposed; its weights are gone.", FaultKind.InvalidOperation, Name);
        }
        using IDisposable noGrad = torch.no_grad();
        return (get_parameter(name) ?? get_buffer(name))?.clone() ?? throw new InitToolsException(
            "LayerNotBuilt",
            $"Layer '{Name}' has no weights yet: give it an InputSize, or put it into a model with New-SequentialModel.",
            FaultKind.InvalidOperation, Name);
    }

    /// <inheritdoc/>
    protected override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => Keep(() => base._to(dtype, non_blocking));

    /// <inheritdoc/>
    protected override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        Keep(() => base._to(deviceType, deviceIndex, non_blocking));

    /// <inheritdoc/>
    protected override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) =>
        Keep(() => base._to(device, dtype, non_blocking));

    // TorchSharp makes new parameters, all of which take gradients, that are results of a conversion, and leaves the old ones behind.
    private Layer Keep(Func<torch.nn.Module> convert)
    {
        torch.Tensor[] before = [.. named_parameters(false).Select(entry => entry.parameter), .. named_buffers(false).Select(entry => entry.buffer)];
        using (torch.no_grad()) convert();
        FreezeAlone(Frozen);
        HashSet<nint> kept = [.. named_parameters(false).Select(entry => entry.parameter.Handle), .. named_buffers(false).Select(entry => entry.buffer.Handle)];
        foreach (torch.Tensor old in before)
            if (!old.IsInvalid && !kept.Contains(old.Handle)) old.Dispose();
        return this;
    }

    /// <summary>
    /// Nothing: parameters are registered when they are drawn. TorchSharp would go through the fields and take the owner for a child.
    /// </summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    private static string CheckName(string type, string? name)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Contains('.', StringComparison.Ordinal)))
            throw InitToolsException.Argument("InvalidLayerName", "Name", name, "a text that isn't blank and has no dot");
        TorchLibrary.EnsureLoaded();
        return name ?? type;
    }
}
