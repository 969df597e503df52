using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>A parameter that a layer will have: what it is called, its shape and how it gets its first values.</summary>
internal sealed record ParameterPlan(string Name, TensorShape Shape, Initializer Initializer);

/// <summary>What a layer makes of an input shape, worked out before anything is allocated.</summary>
internal sealed record LayerPlan(
    IReadOnlyList<long> InputShape, IReadOnlyList<long> OutputShape, IReadOnlyList<ParameterPlan> Parameters);

/// <summary>
/// Where the values of one layer's parameters come from. Each parameter has a stream of its own, derived from the layer's and
/// its own name, so that one seed never gives two parameters the same values.
/// </summary>
/// <param name="LayerName">What the layer's streams are derived from.</param>
/// <param name="Override">A seed that goes before all others, or null.</param>
/// <param name="LayerSeed">The layer's seed, or null.</param>
/// <param name="ModelSeed">The model's seed, or null.</param>
/// <param name="Options">Threads and cancellation.</param>
internal sealed record ParameterSource(string LayerName, long? Override, long? LayerSeed, long? ModelSeed, SamplerOptions? Options)
{
    public void Fill(torch.Tensor values, ParameterPlan parameter)
    {
        Initializer initializer = parameter.Initializer;
        RandomStream stream = (Override ?? initializer.Seed ?? LayerSeed ?? ModelSeed) is { } seed
            ? RandomStream.FromName(seed, $"{LayerName}.{parameter.Name}")
            : RandomStream.Fresh();
        initializer.Fill(values, parameter.Shape.Layout, stream, Options);
    }
}
