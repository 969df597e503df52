using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>A fully connected layer: h = f(x W^T + b), with W of shape (units, inputs), on the last dimension of its input.</summary>
public sealed class DenseLayer : KernelLayer
{
    private readonly int? _declaredInputSize;

    /// <summary>Creates a dense layer; its weights are drawn when the input size is known.</summary>
    /// <param name="units">The number of outputs, 1 or more.</param>
    /// <param name="inputSize">The number of inputs, 1 or more; null to find it when the model is built.</param>
    /// <param name="activation">f; null is the identity.</param>
    /// <param name="kernelInitializer">How W begins; null is GlorotUniform, as in Keras.</param>
    /// <param name="biasInitializer">How b begins; null is Zeros.</param>
    /// <param name="useBias">Whether there is a b.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of W and b; null takes the model's.</param>
    /// <param name="options">Threads and cancellation of a draw that the input size allows at once; null for the defaults.</param>
    /// <exception cref="InitToolsException"><c>InvalidUnits</c>, <c>InvalidInputSize</c> or <c>InvalidLayerName</c>.</exception>
    public DenseLayer(
        int units,
        int? inputSize = null,
        Activation? activation = null,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        bool useBias = true,
        string? name = null,
        long? seed = null,
        SamplerOptions? options = null)
        : this(units, inputSize, activation, kernelInitializer, biasInitializer, useBias, name, seed, options, false)
    {
    }

    private DenseLayer(
        int units, int? inputSize, Activation? activation, Initializer? kernelInitializer, Initializer? biasInitializer, bool useBias,
        string? name, long? seed, SamplerOptions? options, bool blank)
        : base("Dense", activation, kernelInitializer, biasInitializer, useBias, name, seed)
    {
        Units = units >= 1 ? units : throw InitToolsException.Argument("InvalidUnits", nameof(Units), units, "1 or more");
        if (inputSize < 1) throw InitToolsException.Argument("InvalidInputSize", nameof(InputSize), inputSize, "1 or more");
        _declaredInputSize = inputSize;
        if (inputSize is { } size)
        {
            LayerPlan plan = Plan([size], Name);
            MemoryBudget.Check([plan]);
            DrawAtOnce(plan, new ParameterSource(StreamName([]), null, seed, null, options) { Blank = blank });
        }
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>The number of inputs; null until it is known.</summary>
    public int? InputSize => _declaredInputSize ?? (int?)InputShape?[^1];

    /// <inheritdoc/>
    public override long? ParameterCount => (long)Units * (InputSize + (BiasInitializer is null ? 0 : 1));

    internal override IReadOnlyList<long>? DeclaredInputShape => _declaredInputSize is { } size ? [size] : null;

    internal override Fans Fans => new(InputSize!.Value, Units);

    private protected override string Signature => $"dense({Units},{Activation})";

    private protected override IEnumerable<(string Name, object? Value)> Arguments =>
        [(nameof(Units), Units), (nameof(InputSize), _declaredInputSize), .. KernelArguments];

    internal static DenseLayer Read(LayerDescription plain) => new(
        plain.Integer(nameof(Units)), plain.IntegerOrNull(nameof(InputSize)), plain.Activation(nameof(Activation)),
        plain.Initializer(nameof(KernelInitializer)), plain.Initializer(nameof(BiasInitializer)), plain.Flag("UseBias", true),
        plain.Name, plain.Seed, null, plain.Blank);

    // A draw that was cancelled leaves no layer behind that anybody could dispose of.
    private void DrawAtOnce(LayerPlan plan, ParameterSource source)
    {
        using IDisposable noGrad = torch.no_grad();
        try
        {
            Draw(plan, source);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal override int UnitDimension(torch.Tensor output) => (int)output.dim() - 1;

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name)
    {
        long inputs = inputShape[^1];
        if (_declaredInputSize is { } declared && declared != inputs)
        {
            throw InitToolsException.Argument(
                "InputSizeMismatch", $"InputSize of layer '{name}'", declared, $"{inputs}, the size of what comes into it");
        }
        return new LayerPlan(inputShape, [.. inputShape.SkipLast(1), Units], PlanParameters([Units, inputs]));
    }

    private protected override torch.Tensor PreActivate(torch.Tensor input) =>
        torch.nn.functional.linear(input, get_parameter(Weight)!, get_parameter(Bias));
}
