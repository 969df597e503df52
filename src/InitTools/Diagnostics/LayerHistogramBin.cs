namespace InitTools;

/// <summary>One bin of the histogram of a layer's values: numbers and names only, to be kept, sorted and exported.</summary>
public sealed record LayerHistogramBin
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The layer's number among the layers with weights; 1 is nearest the input.</summary>
    public required int Layer { get; init; }

    /// <summary>The layer's name.</summary>
    public required string Name { get; init; }

    /// <summary>What is counted.</summary>
    public required HistogramQuantity Quantity { get; init; }

    /// <summary>The bin's lower end, included.</summary>
    public required double From { get; init; }

    /// <summary>Its upper end, excluded but in the last bin.</summary>
    public required double To { get; init; }

    /// <summary>The number of finite values in the bin, over all batches.</summary>
    public required long Count { get; init; }

    /// <summary>
    /// The share of the layer's finite values in the bin over the bin's width: over all bins it integrates to 1. Infinite where the bin
    /// has no width, as all values are equal.
    /// </summary>
    public required double Density { get; init; }
}
