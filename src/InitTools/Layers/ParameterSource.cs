using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

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
    /// <summary>Whether values come from elsewhere later: then none are drawn.</summary>
    public bool Blank { get; init; }

    /// <summary>The seed of whatever has no initializer.</summary>
    public long? Seed => Override ?? LayerSeed ?? ModelSeed;

    /// <summary>The source of a layer inside this one.</summary>
    public ParameterSource Of(Layer child, Dictionary<string, int> seen) =>
        this with { LayerName = $"{LayerName}.{child.StreamName(seen)}", LayerSeed = child.Seed ?? LayerSeed };

    /// <summary>Overwrites a parameter, block by block.</summary>
    public void Fill(torch.Tensor values, ParameterPlan parameter)
    {
        if (Blank) return;
        if (parameter.Blocks.Count == 1)
        {
            Fill(values, parameter, parameter.Initializer, parameter.Name);
            return;
        }
        long rows = parameter.BlockShape.Dimensions[0];
        for (int block = 0; block < parameter.Blocks.Count; block++)
        {
            using torch.Tensor part = values.narrow(0, block * rows, rows);
            Fill(part, parameter, parameter.Blocks[block], $"{parameter.Name}[{block}]");
        }
    }

    private void Fill(torch.Tensor values, ParameterPlan parameter, Initializer initializer, string name)
    {
        RandomStream stream = (Override ?? initializer.Seed ?? LayerSeed ?? ModelSeed) is { } seed
            ? RandomStream.FromName(seed, $"{LayerName}.{name}")
            : RandomStream.Fresh();
        if (values.is_contiguous() && values.device_type == DeviceType.CPU)
        {
            initializer.Fill(values, parameter.Shape.Layout, stream, Options);
            return;
        }
        using torch.Tensor drawn = torch.empty(values.shape, dtype: values.dtype);
        initializer.Fill(drawn, parameter.Shape.Layout, stream, Options);
        values.copy_(drawn);
    }
}
