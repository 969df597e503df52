namespace InitTools;

/// <summary>What <see cref="LsuvInitializer"/> did to one layer with a kernel: numbers and names only.</summary>
public sealed record LsuvStep
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The layer's number among those with kernels; 1 is nearest the input.</summary>
    public required int Layer { get; init; }

    /// <summary>The layer's name, with dots inside of blocks.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of layer.</summary>
    public required string Type { get; init; }

    /// <summary>The name of the law that the kernel was drawn from before it was scaled; null where a module's layers were drawn by activation.</summary>
    public string? Initializer { get; init; }

    /// <summary>The variance of the layer's output before its activation, with the kernel as drawn.</summary>
    public required double VarianceBefore { get; init; }

    /// <summary>The same with the kernel as scaled: within the tolerance of 1.</summary>
    public required double Variance { get; init; }

    /// <summary>How often the kernel was scaled; 0 where its variance was right as drawn.</summary>
    public required int Iteration { get; init; }

    /// <summary>What the drawn kernel was multiplied with in all.</summary>
    public required double Scale { get; init; }
}
