using TorchSharp;

namespace InitTools;

/// <summary>
/// An activation f that stands alone: h = f(z). As a layer PReLU learns its slope, and RReLU draws its slopes in training.
/// </summary>
public sealed class ActivationLayer : Layer
{
    // Xu et al. 2015, section 3.
    private const double LowestRandomSlope = 1.0 / 8;
    private const double HighestRandomSlope = 1.0 / 3;
    private const string Slope = "slope";

    private readonly Activation _activation;

    /// <summary>Creates the layer.</summary>
    /// <param name="activation">f.</param>
    /// <param name="slopeInitializer">For PReLU, how the slopes for negative inputs begin; null is 0.25 (He et al. 2015).</param>
    /// <param name="sharedSlope">For PReLU, whether all features share one slope; otherwise each has its own.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of slopes; null takes the model's.</param>
    /// <exception cref="InitToolsException"><c>InvalidLayerName</c>, or <c>SlopeNotOfActivation</c>: a slope for another than PReLU.</exception>
    public ActivationLayer(
        Activation activation, Initializer? slopeInitializer = null, bool sharedSlope = false, string? name = null, long? seed = null)
        : base("Activation", name, seed)
    {
        ArgumentNullException.ThrowIfNull(activation);
        _activation = activation;
        if (!Learns && (slopeInitializer is not null || sharedSlope))
        {
            throw new InitToolsException(
                "SlopeNotOfActivation", $"A slope is given for {activation.Name}, which has none to learn; only prelu has.",
                FaultKind.InvalidArgument, activation.Name);
        }
        SlopeInitializer = Learns ? slopeInitializer ?? new Constant(activation.Derivative(-1)) : null;
        SharedSlope = sharedSlope;
        if (ReferenceEquals(activation, ActivationCatalogue.Rrelu)) Noise = new LayerNoise();
    }

    /// <summary>The name of f.</summary>
    public string Activation => _activation.Name;

    /// <summary>How PReLU's slopes begin; null for other activations.</summary>
    public Initializer? SlopeInitializer { get; }

    /// <summary>Whether all features share one slope.</summary>
    public bool SharedSlope { get; }

    /// <inheritdoc/>
    public override long? ParameterCount => !Learns ? 0 : get_parameter(Slope)?.NumberOfElements;

    internal override Activation Function => _activation;

    private bool Learns => ReferenceEquals(_activation, ActivationCatalogue.Prelu);

    private protected override string Signature => $"activation({Activation})";

    private protected override IEnumerable<(string Name, object? Value)> Arguments =>
    [
        (nameof(Activation), Activation), (nameof(SlopeInitializer), SlopeInitializer?.ToDictionary()), (nameof(SharedSlope), SharedSlope),
    ];

    /// <summary>A copy of PReLU's slopes that the caller owns, one for each feature or one for all.</summary>
    /// <returns>The tensor; null for other activations.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor? GetSlope() => Learns ? CopyParameter(Slope) : null;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) =>
        get_parameter(Slope) is { } slope ? Leaky(input, FeatureAxis.Broadcast(slope, input))
        : training && Noise is not null ? Leaky(input, Noise.Uniform(input, LowestRandomSlope, HighestRandomSlope))
        : FeatureAxis.Activate(_activation, input);

    internal static ActivationLayer Read(LayerDescription plain) => new(
        plain.Activation(nameof(Activation)) ?? ActivationCatalogue.Linear, plain.Initializer(nameof(SlopeInitializer)),
        plain.Flag(nameof(SharedSlope), false), plain.Name, plain.Seed);

    internal override torch.Tensor Trace(torch.Tensor input, string name, TraceRecorder recorder) =>
        recorder.Activate(_activation, input, call(input));

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name)
    {
        if (SlopeInitializer is null) return new LayerPlan(inputShape, inputShape, []);
        var shape = new TensorShape([SharedSlope ? 1 : FeatureAxis.SizeOf(inputShape)]);
        return new LayerPlan(inputShape, inputShape, [new ParameterPlan(Slope, shape, SlopeInitializer)]);
    }

    // Written out: libtorch's prelu wants features second, and its rrelu draws from its own generator.
    private static torch.Tensor Leaky(torch.Tensor z, torch.Tensor slope)
    {
        using (slope)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            return z.relu().Plus(slope.to(z.dtype) * z.neg().relu(), -1).MoveToOuterDisposeScope();
        }
    }
}
