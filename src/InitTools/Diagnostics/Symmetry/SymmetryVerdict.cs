namespace InitTools;

/// <summary>Whether units of a layer, or two layers, start alike; the gravest that holds.</summary>
public enum SymmetryVerdict
{
    /// <summary>Nothing starts alike.</summary>
    None,

    /// <summary>The layer begins with the same numbers as another one, scaled perhaps.</summary>
    ReusedSeed,

    /// <summary>Units of the layer have equal weights and biases.</summary>
    DuplicateUnits,

    /// <summary>The incoming weights of every unit are one and the same number.</summary>
    Constant,
}
