namespace InitTools;

/// <summary>What a layer's histogram is of.</summary>
public enum HistogramQuantity
{
    /// <summary>The outputs h = f(z), over samples and units (Glorot and Bengio 2010, figure 6).</summary>
    Activation,

    /// <summary>The back-propagated signal dL/dz, over samples and units (Glorot and Bengio 2010, figure 7).</summary>
    Backprop,
}
