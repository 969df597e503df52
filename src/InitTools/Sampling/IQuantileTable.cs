namespace InitTools.Sampling;

/// <summary>A quantile in 32 pieces, a polynomial each.</summary>
internal unsafe interface IQuantileTable
{
    /// <summary>The degree of the polynomials, 3 to 8.</summary>
    static abstract int Degree { get; }

    /// <summary>Rows of 32 floats, one for each piece, aligned to the widest vectors.</summary>
    static abstract float* Rows { get; }
}
