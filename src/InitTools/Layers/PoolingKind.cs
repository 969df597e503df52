namespace InitTools;

/// <summary>What a pooling layer takes of each window.</summary>
public enum PoolingKind
{
    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The mean, of the values inside the image.</summary>
    Average,
}
