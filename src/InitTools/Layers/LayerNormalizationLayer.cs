using TorchSharp;

namespace InitTools;

/// <summary>
/// Layer normalization (Ba, Kiros and Hinton 2016): gamma (x - mean) / sqrt(variance + epsilon) + beta with the mean and variance
/// over the features of each sample, at each time of a sequence and each place of an image by itself, as in Keras.
/// </summary>
public sealed class LayerNormalizationLayer : Layer
{
    private const string Gamma = "gamma";
    private const string Beta = "beta";

    /// <summary>Creates the layer.</summary>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <param name="useGamma">Whether there is a gamma.</param>
    /// <param name="useBeta">Whether there is a beta.</param>
    /// <param name="gammaInitializer">How gamma begins; null is Ones.</param>
    /// <param name="betaInitializer">How beta begins; null is Zeros.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of gamma and beta; null takes the model's.</param>
    /// <exception cref="InitToolsException"><c>InvalidEpsilon</c> or <c>InvalidLayerName</c>.</exception>
    public LayerNormalizationLayer(
        double epsilon = 1e-3, bool useGamma = true, bool useBeta = true, Initializer? gammaInitializer = null,
        Initializer? betaInitializer = null, string? name = null, long? seed = null)
        : base("LayerNormalization", name, seed)
    {
        Epsilon = LawParameter.Positive(epsilon, nameof(Epsilon));
        GammaInitializer = useGamma ? gammaInitializer ?? new Ones() : null;
        BetaInitializer = useBeta ? betaInitializer ?? new Zeros() : null;
    }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>How gamma begins; null where there is none.</summary>
    public Initializer? GammaInitializer { get; }

    /// <summary>How beta begins; null where there is none.</summary>
    public Initializer? BetaInitializer { get; }

    /// <inheritdoc/>
    public override long? ParameterCount => OutputShape is { } shape
        ? FeatureAxis.SizeOf(shape) * ((GammaInitializer is null ? 0 : 1) + (BetaInitializer is null ? 0 : 1))
        : null;

    private protected override string Signature => "layernormalization";

    private protected override IEnumerable<(string Name, object? Value)> Arguments =>
    [
        (nameof(Epsilon), Epsilon), ("UseGamma", GammaInitializer is not null), ("UseBeta", BetaInitializer is not null),
        (nameof(GammaInitializer), GammaInitializer?.ToDictionary()), (nameof(BetaInitializer), BetaInitializer?.ToDictionary()),
    ];

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        int axis = FeatureAxis.InBatch((int)input.dim());
        // libtorch normalizes the last dimensions; in an image the features are second.
        using torch.Tensor featuresLast = input.movedim([axis], [-1]);
        using torch.Tensor normalized = torch.nn.functional.layer_norm(
            featuresLast, [input.shape[axis]], get_parameter(Gamma), get_parameter(Beta), Epsilon);
        return normalized.movedim([-1], [axis]);
    }

    internal static LayerNormalizationLayer Read(LayerDescription plain) => new(
        plain.Number(nameof(Epsilon), 1e-3), plain.Flag("UseGamma", true), plain.Flag("UseBeta", true),
        plain.Initializer(nameof(GammaInitializer)), plain.Initializer(nameof(BetaInitializer)), plain.Name, plain.Seed);

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name) => new(
        inputShape, inputShape,
        FeatureScale.Plan(FeatureAxis.SizeOf(inputShape), (Gamma, GammaInitializer), (Beta, BetaInitializer)));
}
