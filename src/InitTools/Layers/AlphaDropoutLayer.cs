using TorchSharp;

namespace InitTools;

/// <summary>
/// Alpha dropout (Klambauer et al. 2017, section 3), for SELU: in training a dropped value becomes alpha' = -1.7581, what SELU puts
/// out for large negative inputs, and all are then scaled and shifted so that mean 0 and variance 1 stay. Masks come from
/// InitTools' own sampler.
/// </summary>
public sealed class AlphaDropoutLayer : Layer
{
    // -scale alpha of SELU.
    private const double Dropped = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

    /// <summary>Creates the layer.</summary>
    /// <param name="rate">The probability of a value to be dropped, 0 or more and under 1.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of the masks; null takes the model's.</param>
    /// <exception cref="InitToolsException"><c>InvalidRate</c> or <c>InvalidLayerName</c>.</exception>
    public AlphaDropoutLayer(double rate, string? name = null, long? seed = null)
        : base("AlphaDropout", name, seed)
    {
        Rate = DropoutLayer.CheckRate(rate);
        Noise = new LayerNoise();
    }

    /// <summary>The probability of a value to be dropped.</summary>
    public double Rate { get; }

    private protected override string Signature => FormattableString.Invariant($"alphadropout({Rate})");

    private protected override IEnumerable<(string Name, object? Value)> Arguments => [(nameof(Rate), Rate)];

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (!training || Rate == 0) return input.alias();
        // Klambauer et al. 2017, section 3: a = (q + alpha'^2 q (1 - q))^(-1/2), b = -a (1 - q) alpha', with q what is kept.
        double kept = 1 - Rate;
        double a = 1 / Math.Sqrt(kept + (Dropped * Dropped * kept * Rate));
        double b = -a * Rate * Dropped;
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor mask = DropoutLayer.Kept(Noise!, input, Rate);
        torch.Tensor offset = mask.Scaled(-a * Dropped).Plus((a * Dropped) + b);
        return (input * mask.Scaled(a)).Plus(offset, 1).MoveToOuterDisposeScope();
    }

    internal static AlphaDropoutLayer Read(LayerDescription plain) => new(plain.Number(nameof(Rate), 0), plain.Name, plain.Seed);

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name) => new(inputShape, inputShape, []);
}
