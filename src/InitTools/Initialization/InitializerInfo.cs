namespace InitTools;

/// <summary>What the catalogue says of one named law.</summary>
public sealed record InitializerInfo
{
    /// <summary>The law's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its other spellings: those of Keras and of PyTorch that mean the same law.</summary>
    public required IReadOnlyList<string> Alias { get; init; }

    /// <summary>The variance times n, for the laws of variance scaling; else null.</summary>
    public double? Scale { get; init; }

    /// <summary>What n is, for the laws of variance scaling; else null.</summary>
    public FanMode? Mode { get; init; }

    /// <summary>The distribution's shape, for the laws of variance scaling; else null.</summary>
    public ScalingDistribution? Distribution { get; init; }

    /// <summary>The variance of an element as a formula: <c>2/fan_in</c>.</summary>
    public required string Variance { get; init; }

    /// <summary>The activations that the law suits (Table 11-1); empty where it is for other uses.</summary>
    public required IReadOnlyList<string> Activation { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
