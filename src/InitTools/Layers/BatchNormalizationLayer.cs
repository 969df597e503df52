using TorchSharp;

namespace InitTools;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015, algorithms 1 and 2): gamma (x - mean) / sqrt(variance + epsilon) + beta for each
/// feature. In training mean and variance are the batch's, otherwise running averages of them; a frozen layer always uses those.
/// </summary>
public sealed class BatchNormalizationLayer : Layer
{
    private const string Gamma = "gamma";
    private const string Beta = "beta";
    private const string RunningMean = "running_mean";
    private const string RunningVariance = "running_variance";

    /// <summary>Creates the layer.</summary>
    /// <param name="momentum">
    /// The share of a running average that a batch leaves as it was, 0 to 1 (Keras' meaning; PyTorch's momentum is one minus it).
    /// </param>
    /// <param name="epsilon">What is added to the variance, above 0.</param>
    /// <param name="useGamma">Whether there is a gamma.</param>
    /// <param name="useBeta">Whether there is a beta.</param>
    /// <param name="gammaInitializer">How gamma begins; null is Ones.</param>
    /// <param name="betaInitializer">How beta begins; null is Zeros.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of gamma and beta; null takes the model's.</param>
    /// <exception cref="InitToolsException"><c>InvalidMomentum</c>, <c>InvalidEpsilon</c> or <c>InvalidLayerName</c>.</exception>
    public BatchNormalizationLayer(
        double momentum = 0.99, double epsilon = 1e-3, bool useGamma = true, bool useBeta = true, Initializer? gammaInitializer = null,
        Initializer? betaInitializer = null, string? name = null, long? seed = null)
        : base("BatchNormalization", name, seed)
    {
        Momentum = momentum is >= 0 and <= 1
            ? momentum
            : throw InitToolsException.Argument("InvalidMomentum", nameof(Momentum), momentum, "from 0 to 1");
        Epsilon = LawParameter.Positive(epsilon, nameof(Epsilon));
        GammaInitializer = useGamma ? gammaInitializer ?? new Ones() : null;
        BetaInitializer = useBeta ? betaInitializer ?? new Zeros() : null;
    }

    /// <summary>The share of a running average that a batch leaves as it was.</summary>
    public double Momentum { get; }

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

    private protected override string Signature => "batchnormalization";

    private protected override IEnumerable<(string Name, object? Value)> Arguments =>
    [
        (nameof(Momentum), Momentum), (nameof(Epsilon), Epsilon), ("UseGamma", GammaInitializer is not null),
        ("UseBeta", BetaInitializer is not null), (nameof(GammaInitializer), GammaInitializer?.ToDictionary()),
        (nameof(BetaInitializer), BetaInitializer?.ToDictionary()),
    ];

    /// <summary>A copy of the running means, one a feature, that the caller owns.</summary>
    /// <returns>The tensor.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor GetRunningMean() => CopyParameter(RunningMean);

    /// <summary>A copy of the running variances, one a feature, that the caller owns.</summary>
    /// <returns>The tensor.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor GetRunningVariance() => CopyParameter(RunningVariance);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        // libtorch wants the features second; in a sequence they are last.
        if (input.dim() != 3) return Normalize(input);
        using torch.Tensor featuresSecond = input.transpose(1, 2);
        using torch.Tensor normalized = Normalize(featuresSecond);
        return normalized.transpose(1, 2);
    }

    internal static BatchNormalizationLayer Read(LayerDescription plain) => new(
        plain.Number(nameof(Momentum), 0.99), plain.Number(nameof(Epsilon), 1e-3), plain.Flag("UseGamma", true), plain.Flag("UseBeta", true),
        plain.Initializer(nameof(GammaInitializer)), plain.Initializer(nameof(BetaInitializer)), plain.Name, plain.Seed);

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name)
    {
        long features = FeatureAxis.SizeOf(inputShape);
        return new LayerPlan(inputShape, inputShape, FeatureScale.Plan(features, (Gamma, GammaInitializer), (Beta, BetaInitializer)))
        {
            Buffers = [new BufferPlan(RunningMean, features, 0), new BufferPlan(RunningVariance, features, 1)],
        };
    }

    private torch.Tensor Normalize(torch.Tensor input) => torch.nn.functional.batch_norm(
        input, get_buffer(RunningMean)!, get_buffer(RunningVariance)!, get_parameter(Gamma), get_parameter(Beta),
        training && !Frozen, 1 - Momentum, Epsilon);
}
