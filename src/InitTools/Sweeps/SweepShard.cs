using System.Globalization;

namespace InitTools;

/// <summary>One of several parts of a sweep, for as many machines or processes: <c>2/8</c> is the second of eight.</summary>
/// <remarks>
/// Of every n runs that follow one another in the grid each shard takes one, in an order that differs from group to group, so that
/// no shard gets all the deep or all the wide networks.
/// </remarks>
public readonly record struct SweepShard
{
    private SweepShard(int number, int count) => (Number, Count) = (number, count);

    /// <summary>The shard that is the whole sweep.</summary>
    public static SweepShard Whole { get; } = new(1, 1);

    /// <summary>Which shard it is, from 1 to <see cref="Count"/>.</summary>
    public int Number { get; }

    /// <summary>How many shards there are, 1 or more.</summary>
    public int Count { get; }

    /// <summary>Reads a shard.</summary>
    /// <param name="text">Number and count, such as <c>2/8</c>.</param>
    /// <returns>The shard.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidShard</c>: no two whole numbers with a slash between them, or the number isn't from 1 to the count.
    /// </exception>
    public static SweepShard Parse(string? text)
    {
        string[] parts = (text ?? "").Split('/');
        if (parts.Length == 2 && TryRead(parts[0], out int number) && TryRead(parts[1], out int count) && number <= count)
            return new SweepShard(number, count);
        throw InitToolsException.Argument(
            "InvalidShard", "Shard", text, "i/n, with i from 1 to n: 1/4 is the first of four");
    }

    /// <summary>The shard as it is written.</summary>
    /// <returns>Such as <c>2/8</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"{Number}/{Count}");

    /// <summary>How many of the first runs of a grid this shard takes.</summary>
    /// <param name="total">The number of runs in the grid.</param>
    internal long Share(long total) => (total / Count) + (PlaceIn(total / Count) < total % Count ? 1 : 0);

    /// <summary>The places in a grid that this shard takes, in their order, worked out as they are asked for.</summary>
    /// <param name="total">The number of runs in the grid.</param>
    internal IEnumerable<long> Places(long total)
    {
        long share = Share(total);
        for (long group = 0; group < share; group++) yield return (group * Count) + PlaceIn(group);
    }

    private long PlaceIn(long group) => (long)(((ulong)Number + (Mix((ulong)group) % (ulong)Count)) % (ulong)Count);

    // The finalizer of SplitMix64 (Steele, Lea and Flood 2014, Figure 17, variant 13).
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1;
}
