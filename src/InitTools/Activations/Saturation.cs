namespace InitTools;

/// <summary>On which sides an activation saturates: where its derivative is, or tends to, zero.</summary>
public enum Saturation
{
    /// <summary>On neither side.</summary>
    None,

    /// <summary>For very negative inputs only.</summary>
    Left,

    /// <summary>For very positive inputs only.</summary>
    Right,

    /// <summary>On both sides.</summary>
    Both,
}
