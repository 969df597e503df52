using TorchSharp;

namespace InitTools;

/// <summary>
/// Dropout (Srivastava et al. 2014), inverted: in training each value is 0 with a probability, and the others are divided by the
/// rest, so that the mean stays; otherwise nothing happens. Masks come from InitTools' own sampler, never from libtorch's
/// generator: equal seeds give equal trainings.
/// </summary>
public sealed class DropoutLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="rate">The probability of a value to be dropped, 0 or more and under 1.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of the masks; null takes the model's.</param>
    /// <exception cref="InitToolsException"><c>InvalidRate</c> or <c>InvalidLayerName</c>.</exception>
    public DropoutLayer(double rate, string? name = null, long? seed = null)
        : base("Dropout", name, seed)
    {
        Rate = CheckRate(rate);
        Noise = new LayerNoise();
    }

    /// <summary>The probability of a value to be dropped.</summary>
    public double Rate { get; }

    private protected override string Signature => FormattableString.Invariant($"dropout({Rate})");

    private protected override IEnumerable<(string Name, object? Value)> Arguments => [(nameof(Rate), Rate)];

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (!training || Rate == 0) return input.alias();
        using torch.Tensor kept = Kept(Noise!, input, Rate);
        using torch.Tensor scale = kept.DivideInPlace(1 - Rate);
        return input * scale;
    }

    internal static DropoutLayer Read(LayerDescription plain) => new(plain.Number(nameof(Rate), 0), plain.Name, plain.Seed);

    internal static double CheckRate(double rate) => rate is >= 0 and < 1
        ? rate
        : throw InitToolsException.Argument("InvalidRate", nameof(Rate), rate, "0 or more and under 1");

    /// <summary>A mask of the input's shape and type: 1 for what is kept, 0 for what is dropped.</summary>
    internal static torch.Tensor Kept(LayerNoise noise, torch.Tensor input, double rate)
    {
        using IDisposable noGrad = torch.no_grad();
        using torch.Tensor values = noise.Uniform(input, 0, 1);
        using torch.Tensor kept = values.IsAtLeast(rate);
        return kept.to(input.dtype);
    }

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name) => new(inputShape, inputShape, []);
}
