namespace InitTools;

/// <summary>
/// The runs of a sweep: every combination of initializers, activations, depths, widths and repetitions. They are made as they are
/// asked for, so that a large grid takes no more memory than a small one. What is given twice runs once.
/// </summary>
public sealed class SweepGrid
{
    /// <summary>The number of samples in a batch unless another one is given.</summary>
    public const int DefaultBatchSize = 256;

    private readonly (Initializer Initializer, Activation Activation)[] _laws;
    private readonly int[] _depths;
    private readonly int[] _widths;
    private readonly int _repeat;
    private readonly int _batchSize;
    private readonly SweepData _data;

    /// <summary>Creates a grid.</summary>
    /// <param name="initializers">How the weights begin; null among them is the law recommended for the activation.</param>
    /// <param name="activations">The activations of the hidden layers.</param>
    /// <param name="depths">The numbers of hidden layers, each 1 or more; the last layer comes on top.</param>
    /// <param name="widths">The numbers of units of a hidden layer, each 1 or more.</param>
    /// <param name="repeat">How often each combination runs, each time with a seed of its own; 1 or more.</param>
    /// <param name="seed">The seed that those of all runs are derived from.</param>
    /// <param name="dataset">
    /// Where inputs and labels come from; the last layer has a unit a class. Null: standard normal inputs, as many as the network is
    /// wide, and ten random classes.
    /// </param>
    /// <param name="batchSize">The number of samples in a batch, 1 or more; a smaller dataset is taken whole.</param>
    /// <param name="shard">The part of the sweep to run; null is the whole.</param>
    /// <exception cref="InitToolsException">
    /// <c>EmptySweep</c>: a list is empty. <c>InvalidDepth</c>, <c>InvalidWidth</c>, <c>InvalidRepeat</c>, <c>InvalidBatchSize</c>:
    /// less than 1. <c>LabelsRequired</c>: a dataset without labels. <c>SweepTooLarge</c>: more than 2^63 - 1 runs.
    /// </exception>
    public SweepGrid(
        IReadOnlyList<Initializer?> initializers,
        IReadOnlyList<Activation> activations,
        IReadOnlyList<int> depths,
        IReadOnlyList<int> widths,
        int repeat = 1,
        long seed = 0,
        Dataset? dataset = null,
        int batchSize = DefaultBatchSize,
        SweepShard? shard = null)
    {
        CheckList("Initializer", initializers);
        CheckList("Activation", activations);
        CheckList("Depth", depths);
        CheckList("Width", widths);
        foreach (int depth in depths) CheckPositive("Depth", depth);
        foreach (int width in widths) CheckPositive("Width", width);
        _laws = [.. initializers
            .SelectMany(law => activations.Select(f => (law ?? InitializerCatalogue.Recommend(f), f)))
            .Distinct()];
        _depths = [.. depths.Distinct()];
        _widths = [.. widths.Distinct()];
        _repeat = CheckPositive("Repeat", repeat);
        _batchSize = CheckPositive("BatchSize", batchSize);
        _data = SweepData.From(dataset);
        Seed = seed;
        Shard = shard ?? SweepShard.Whole;
        Total = CountAll();
    }

    private SweepGrid(SweepGrid other, long seed)
    {
        (_laws, _depths, _widths, _repeat) = (other._laws, other._depths, other._widths, other._repeat);
        (_batchSize, _data, Shard, Total) = (other._batchSize, other._data, other.Shard, other.Total);
        Seed = seed;
    }

    /// <summary>The seed that those of all runs are derived from.</summary>
    public long Seed { get; }

    /// <summary>The part of the sweep that runs.</summary>
    public SweepShard Shard { get; }

    /// <summary>The number of runs of the whole sweep.</summary>
    public long Total { get; }

    /// <summary>The number of runs of this shard.</summary>
    public long Count => Shard.Share(Total);

    /// <summary>
    /// The runs of this shard: the initializer changes slowest, then the activation, the depth, the width and the repetition.
    /// </summary>
    public IEnumerable<SweepConfiguration> Runs => Shard.Places(Total).Select(RunAt);

    /// <summary>The work of all runs of this shard, in the unit of <see cref="SweepConfiguration.Work"/>; that of a shard is estimated.</summary>
    internal double Work =>
        _depths.Sum(depth => _widths.Sum(width => SweepConfiguration.WorkOf(depth, width, _batchSize, _data)))
        * _laws.Length * _repeat * ((double)Count / Total);

    /// <summary>The same grid with another seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <returns>The grid.</returns>
    public SweepGrid WithSeed(long seed) => new(this, seed);

    private SweepConfiguration RunAt(long place)
    {
        (place, long repeat) = Math.DivRem(place, _repeat);
        (place, long width) = Math.DivRem(place, _widths.Length);
        (long law, long depth) = Math.DivRem(place, _depths.Length);
        return new SweepConfiguration(
            _laws[law].Initializer, _laws[law].Activation, _depths[depth], _widths[width], (int)repeat + 1, Seed, _batchSize, _data);
    }

    private long CountAll()
    {
        Int128 total = (Int128)_laws.Length * _depths.Length * _widths.Length * _repeat;
        return total <= long.MaxValue
            ? (long)total
            : throw new InitToolsException(
                "SweepTooLarge", $"The grid has {total} runs; it must have less than 2^63.", FaultKind.InvalidArgument, total);
    }

    private static void CheckList<T>(string parameter, IReadOnlyList<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count > 0) return;
        throw new InitToolsException(
            "EmptySweep", $"{parameter} is empty; it must be one value or more.", FaultKind.InvalidArgument, parameter);
    }

    private static int CheckPositive(string parameter, int value) =>
        value >= 1 ? value : throw InitToolsException.Argument("Invalid" + parameter, parameter, value, "1 or more");
}
