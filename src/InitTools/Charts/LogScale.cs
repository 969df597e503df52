namespace InitTools;

/// <summary>A logarithmic scale along some cells of a line, from a whole decade to another.</summary>
internal sealed class LogScale
{
    private readonly int _lowest;
    private readonly int _highest;
    private readonly int _cells;

    private LogScale(int lowest, int highest, int cells) => (_lowest, _highest, _cells) = (lowest, highest, cells);

    /// <summary>The scale that some values need; what isn't finite and above 0 has no place and doesn't count.</summary>
    /// <param name="values">The values.</param>
    /// <param name="cells">The width.</param>
    public static LogScale For(IEnumerable<double> values, int cells)
    {
        double[] logs = [.. values.Where(value => value > 0 && double.IsFinite(value)).Select(Math.Log10)];
        if (logs.Length == 0) return new LogScale(-1, 0, cells);
        // The smallest value shall have a bar, too.
        int lowest = (int)Math.Ceiling(logs.Min() - 0.01) - 1;
        return new LogScale(lowest, Math.Max(lowest + 1, (int)Math.Ceiling(logs.Max() - 1e-9)), cells);
    }

    /// <summary>How many cells lie between the lower end and a value, from 0 to the width.</summary>
    public double Place(double value) =>
        Math.Clamp((Math.Log10(value) - _lowest) / (_highest - _lowest), 0, 1) * _cells;

    /// <summary>The decades to label, so far apart that the labels don't touch: each with its cell.</summary>
    /// <param name="labelWidth">The width of a label with the space before it.</param>
    public IEnumerable<(int Exponent, int Cell)> Ticks(int labelWidth)
    {
        int stride = 1;
        while ((double)_cells * stride / (_highest - _lowest) < labelWidth) stride++;
        for (int exponent = _lowest; exponent <= _highest; exponent++)
        {
            int cell = (int)Math.Min(_cells - 1, Math.Round(Place(Math.Pow(10, exponent))));
            if (exponent % stride == 0) yield return (exponent, cell);
        }
    }
}
