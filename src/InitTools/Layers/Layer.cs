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
    /// <summary>Creates a layer without weights.</summary>
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

    /// <summary>The kind of layer: <c>Dense</c>.</summary>
    public string Type { get; }

    /// <summary>The seed of the layer's weights; null: the model's.</summary>
    public long? Seed { get; }

    /// <summary>The number of weights and biases, or null while the input size isn't known.</summary>
    public abstract long? ParameterCount { get; }

    /// <summary>The shape of one output sample, or null until the layer is built.</summary>
    public IReadOnlyList<long>? OutputShape { get; private set; }

    /// <summary>The shape of one input sample, or null until the layer is built.</summary>
    private protected IReadOnlyList<long>? InputShape { get; private set; }

    /// <summary>Whether the layer and its weights were disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The model that the layer belongs to, or null.</summary>
    internal SequentialModel? Owner { get; private set; }

    /// <summary>Whether the user chose the name.</summary>
    internal bool IsNamed { get; }

    /// <summary>What the names of layers of this type begin with when nobody chose one.</summary>
    internal string DefaultName => Type.ToLowerInvariant();

    /// <summary>What tells the layer from others of its model that have no name either: its type and main arguments.</summary>
    private protected abstract string Signature { get; }

    /// <summary>The layer's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>What the layer needs for inputs of a shape; checks everything and allocates nothing.</summary>
    /// <param name="inputShape">The shape of one input sample.</param>
    /// <returns>The output shape and the parameters.</returns>
    /// <exception cref="InitToolsException">The layer can't take that input, or an initializer can't fill a parameter.</exception>
    internal abstract LayerPlan Plan(IReadOnlyList<long> inputShape);

    /// <summary>Runs the layer and keeps what a probe looks at.</summary>
    /// <param name="input">The input batch.</param>
    /// <returns>The pre-activation z and the output h = f(z), both left to the caller's dispose scope.</returns>
    internal abstract (torch.Tensor PreActivation, torch.Tensor Output) Trace(torch.Tensor input);

    /// <summary>Makes the layer part of a model, under a name that is unique there.</summary>
    internal void JoinModel(SequentialModel model, string name)
    {
        Owner = model;
        Name = name;
    }

    /// <summary>Creates the planned parameters, if they don't exist, and draws their values.</summary>
    internal void Draw(LayerPlan plan, ParameterSource source)
    {
        foreach (ParameterPlan parameter in plan.Parameters)
        {
            if (get_parameter(parameter.Name) is not { } values)
            {
                values = new Parameter(torch.empty([.. parameter.Shape.Dimensions]));
                values.DetachFromDisposeScope();
                register_parameter(parameter.Name, values);
            }
            source.Fill(values, parameter);
        }
        InputShape = plan.InputShape;
        OutputShape = plan.OutputShape;
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

    /// <summary>A parameter's values as a tensor that the caller owns.</summary>
    private protected torch.Tensor CopyParameter(string name)
    {
        if (IsDisposed)
        {
            throw new InitToolsException(
                "DisposedModel", $"Layer '{Name}' is disposed; its weights are gone.", FaultKind.InvalidOperation, Name);
        }
        using IDisposable noGrad = torch.no_grad();
        return get_parameter(name)?.clone() ?? throw new InitToolsException(
            "LayerNotBuilt",
            $"Layer '{Name}' has no weights yet: give it an InputSize, or put it into a model with New-SequentialModel.",
            FaultKind.InvalidOperation, Name);
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
