namespace InitTools;

/// <summary>Folds the bars of a deep net into as many as fit, so that none that is sick gets lost.</summary>
internal static class ChartFolding
{
    /// <summary>
    /// Lets neighbours share a bar. The first and the last stay alone; of the others groups of equal size are represented by the
    /// sickest, which is the one of the worst tone and, among those, the one farthest from the last layer's value.
    /// </summary>
    /// <param name="bars">The bars of a net from input to output.</param>
    /// <param name="limit">The most bars, 3 or more.</param>
    /// <param name="last">The last layer's value.</param>
    /// <returns>At most so many bars, those for several numbered from the first to the last that they stand for.</returns>
    public static IReadOnlyList<ChartBar> Fold(IReadOnlyList<ChartBar> bars, int limit, double last)
    {
        if (bars.Count <= limit) return bars;
        int size = (int)Math.Ceiling((bars.Count - 2) / (double)(limit - 2));
        return
        [
            bars[0],
            .. bars.Skip(1).Take(bars.Count - 2).Chunk(size).Select(group => Join(group, last)),
            bars[^1],
        ];
    }

    private static ChartBar Join(ChartBar[] group, double last)
    {
        ChartBar sickest = group.OrderByDescending(bar => bar.Tone).ThenByDescending(bar => Distance(bar.Value, last)).First();
        string[] numbers = [.. group.Select(bar => bar.Number).Where(number => number.Length > 0)];
        return numbers.Length == 0 || numbers[0] == numbers[^1]
            ? sickest with { Number = numbers.FirstOrDefault("") }
            : sickest with { Number = $"{numbers[0]}-{numbers[^1]}" };
    }

    private static double Distance(double value, double last) =>
        value > 0 && double.IsFinite(value) && last > 0 ? Math.Abs(Math.Log(value / last)) : double.PositiveInfinity;
}
