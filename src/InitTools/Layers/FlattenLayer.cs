using TorchSharp;

namespace InitTools;

/// <summary>Makes one vector of each sample, whatever its dimensions, the last of them running fastest.</summary>
public sealed class FlattenLayer : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <exception cref="InitToolsException"><c>InvalidLayerName</c>.</exception>
    public FlattenLayer(string? name = null)
        : base("Flatten", name, null)
    {
    }

    private protected override string Signature => "flatten";

    private protected override IEnumerable<(string Name, object? Value)> Arguments => [];

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => input.flatten(1);

    internal static FlattenLayer Read(LayerDescription plain) => new(plain.Name);

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name) =>
        new(inputShape, [inputShape.Aggregate(1L, (product, size) => product * size)], []);
}
