using TorchSharp;

namespace InitTools;

/// <summary>A fully connected layer: h = f(x W^T + b), with W of shape (units, inputs), on the last dimension of its input.</summary>
public sealed class DenseLayer : Layer
{
    private const string Weight = "weight";
    private const string Bias = "bias";

    private readonly Activation _activation;
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
    /// <exception cref="InitToolsException"><c>InvalidUnits</c>, <c>InvalidInputSize</c> or <c>InvalidLayerName</c>.</exception>
    public DenseLayer(
        int units,
        int? inputSize = null,
        Activation? activation = null,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        bool useBias = true,
        string? name = null,
        long? seed = null)
        : base("Dense", name, seed)
    {
        Units = units >= 1 ? units : throw InitToolsException.Argument("InvalidUnits", nameof(Units), units, "1 or more");
        if (inputSize < 1) throw InitToolsException.Argument("InvalidInputSize", nameof(InputSize), inputSize, "1 or more");
        _declaredInputSize = inputSize;
        _activation = activation ?? ActivationCatalogue.Linear;
        KernelInitializer = kernelInitializer ?? InitializerCatalogue.Find("GlorotUniform", nameof(KernelInitializer));
        BiasInitializer = useBias ? biasInitializer ?? new Zeros() : null;
        if (inputSize is { } size)
        {
            LayerPlan plan = Plan([size]);
            MemoryBudget.Check([plan]);
            Draw(plan, new ParameterSource(StreamName([]), null, seed, null, null));
        }
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>The number of inputs; null until it is known.</summary>
    public int? InputSize => _declaredInputSize ?? (int?)InputShape?[^1];

    /// <summary>The name of f.</summary>
    public string Activation => _activation.Name;

    /// <summary>How W begins.</summary>
    public Initializer KernelInitializer { get; internal set; }

    /// <summary>How b begins; null where there is no bias.</summary>
    public Initializer? BiasInitializer { get; }

    /// <inheritdoc/>
    public override long? ParameterCount => (long)Units * (InputSize + (BiasInitializer is null ? 0 : 1));

    /// <summary>f itself.</summary>
    internal Activation Function => _activation;

    private protected override string Signature => $"dense({Units},{_activation.Name})";

    /// <summary>A copy of W, of shape (units, inputs), that the caller owns.</summary>
    /// <returns>The tensor.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor GetKernel() => CopyParameter(Weight);

    /// <summary>A copy of b, of shape (units), that the caller owns.</summary>
    /// <returns>The tensor; null where there is no bias.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor? GetBias() => BiasInitializer is null ? null : CopyParameter(Bias);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        torch.Tensor z = PreActivate(input);
        torch.Tensor h = _activation.Forward(z);
        if (!ReferenceEquals(h, z)) z.Dispose();
        return h;
    }

    internal override (torch.Tensor PreActivation, torch.Tensor Output) Trace(torch.Tensor input)
    {
        torch.Tensor z = PreActivate(input);
        return (z, _activation.Forward(z));
    }

    internal override LayerPlan Plan(IReadOnlyList<long> inputShape)
    {
        long inputs = inputShape[^1];
        if (_declaredInputSize is { } declared && declared != inputs)
        {
            throw InitToolsException.Argument(
                "InputSizeMismatch", $"InputSize of layer '{Name}'", declared, $"{inputs}, the size of what comes into it");
        }
        var kernel = new ParameterPlan(Weight, new TensorShape([Units, inputs]), KernelInitializer);
        kernel.Initializer.Check(kernel.Shape, get_parameter(Weight)?.dtype ?? torch.ScalarType.Float32);
        long[] outputShape = [.. inputShape.SkipLast(1), Units];
        if (BiasInitializer is null) return new LayerPlan(inputShape, outputShape, [kernel]);
        var bias = new ParameterPlan(Bias, new TensorShape([Units]), BiasInitializer);
        bias.Initializer.Check(bias.Shape, get_parameter(Bias)?.dtype ?? torch.ScalarType.Float32);
        return new LayerPlan(inputShape, outputShape, [kernel, bias]);
    }

    private torch.Tensor PreActivate(torch.Tensor input) =>
        torch.nn.functional.linear(input, get_parameter(Weight)!, get_parameter(Bias));
}
