namespace InitTools;

/// <summary>One line of a model's summary.</summary>
public sealed record LayerSummary
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The layer's number; 1 is nearest the input.</summary>
    public required int Layer { get; init; }

    /// <summary>The layer's name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of layer.</summary>
    public required string Type { get; init; }

    /// <summary>The shape of one output sample, such as <c>28x28x3</c>; null where it isn't known without running the model.</summary>
    public string? OutputShape { get; init; }

    /// <summary>The number of weights and biases.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Whether the layer's own weights stay as they are in training (<see cref="InitTools.Layer.Freeze"/>).</summary>
    public bool Frozen { get; init; }

    /// <summary>The activation's name, or null if there is none that is known.</summary>
    public string? Activation { get; init; }

    /// <summary>The kernel initializer's name, or null where it isn't known.</summary>
    public string? Initializer { get; init; }
}
