namespace InitTools;

/// <summary>What in the weights of one layer is alike: numbers and names only, to be kept, sorted and exported.</summary>
public sealed record LayerSymmetry
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The number of the kernel in the order of registration, from 1.</summary>
    public required int Layer { get; init; }

    /// <summary>The layer's name; with that of the parameter where a layer has several kernels.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of layer.</summary>
    public required string Type { get; init; }

    /// <summary>The number of units: outputs of a dense layer, filters of a convolution, entries of an embedding.</summary>
    public required long Units { get; init; }

    /// <summary>
    /// The number of units whose incoming weights and bias equal those of another unit that sees the same inputs, to the bit but for
    /// the sign of zeros.
    /// </summary>
    public required long DuplicateUnits { get; init; }

    /// <summary>
    /// The number of units whose incoming weights and bias are those of another unit with the other sign; no fault by itself, and
    /// sometimes meant, but behind an odd function such as tanh they compute the same.
    /// </summary>
    public required long MirroredUnits { get; init; }

    /// <summary>
    /// The share of units whose incoming weights are all one and the same number, 0 to 1; a unit with a single incoming weight counts
    /// if that is 0.
    /// </summary>
    public required double ConstantFraction { get; init; }

    /// <summary>The first other layer that begins with the same numbers, or null.</summary>
    public string? EqualTo { get; init; }

    /// <summary>The rank correlation of the leading weights with that layer's: 1, or -1 for the other sign; null without one.</summary>
    public double? Correlation { get; init; }

    /// <summary>The gravest that holds.</summary>
    public required SymmetryVerdict Verdict { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Recommendation { get; init; }
}
