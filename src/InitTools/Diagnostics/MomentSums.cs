namespace InitTools;

/// <summary>
/// Count, range and central sums of some numbers: the sums of the second to fourth powers of their differences to their own
/// mean. Two of them combine into that of both sets without the numbers.
/// </summary>
internal readonly record struct MomentSums(
    long Count, double Mean, double Second, double Third, double Fourth, double Minimum, double Maximum, long Zeros)
{
    /// <summary>Of no numbers.</summary>
    public static MomentSums None { get; } = new(0, 0, 0, 0, 0, double.PositiveInfinity, double.NegativeInfinity, 0);

    /// <summary>
    /// Combines two (Pébay 2008, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order
    /// statistical moments", equations 2.1 and 3.1 to 3.3 for two sets).
    /// </summary>
    public static MomentSums operator +(in MomentSums a, in MomentSums b)
    {
        if (a.Count == 0) return b;
        if (b.Count == 0) return a;
        double n = (double)a.Count + b.Count;
        double shareA = a.Count / n;
        double shareB = b.Count / n;
        double delta = b.Mean - a.Mean;
        double product = delta * delta * shareA * b.Count;
        return new(
            a.Count + b.Count,
            a.Mean + (delta * shareB),
            a.Second + b.Second + product,
            a.Third + b.Third + (product * delta * (shareA - shareB)) + (3 * delta * ((shareA * b.Second) - (shareB * a.Second))),
            a.Fourth + b.Fourth + (product * delta * delta * ((shareA * shareA) - (shareA * shareB) + (shareB * shareB)))
                + (6 * delta * delta * ((shareA * shareA * b.Second) + (shareB * shareB * a.Second)))
                + (4 * delta * ((shareA * b.Third) - (shareB * a.Third))),
            Math.Min(a.Minimum, b.Minimum),
            Math.Max(a.Maximum, b.Maximum),
            a.Zeros + b.Zeros);
    }
}
