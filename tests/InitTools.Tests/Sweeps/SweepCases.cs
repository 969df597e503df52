namespace InitTools.Tests;

/// <summary>Small sweeps for tests.</summary>
internal static class SweepCases
{
    public static SweepGrid Grid(
        string initializers = "auto he_normal", string activations = "tanh relu", string depths = "1 3", string widths = "4 8",
        int repeat = 1, long seed = 42, Dataset? dataset = null, int batchSize = 16, string? shard = null) => new(
            [.. initializers.Split(' ').Select(name => name == "auto" ? null : InitializerCatalogue.Find(name, "Initializer"))],
            [.. activations.Split(' ').Select(name => ActivationCatalogue.Find(name, "Activation"))],
            [.. depths.Split(' ').Select(int.Parse)],
            [.. widths.Split(' ').Select(int.Parse)],
            repeat, seed, dataset, batchSize, shard is null ? null : SweepShard.Parse(shard));

    /// <summary>Twelve samples of three values, in three classes.</summary>
    public static Dataset Data(string name = "twelve", float first = 0.5f) => new(
        name, [first, .. Enumerable.Range(1, 35).Select(i => (float)Math.Sin(i))], [3], [.. Enumerable.Range(0, 12).Select(i => i % 3L)]);

    /// <summary>All rows, in the order of their names.</summary>
    public static SweepRun[] Run(SweepGrid grid, SweepOptions? options = null)
    {
        using var sweep = new Sweep(grid, options);
        return [.. sweep.TakeAll().Select(outcome => outcome.Run!).OrderBy(run => run.Model, StringComparer.Ordinal)];
    }

    /// <summary>All rows with a cache, and the names of the runs that were computed.</summary>
    public static (SweepRun[] Rows, string[] Computed, IReadOnlyList<string> Warnings) RunCached(string path, SweepGrid grid)
    {
        using SweepCache cache = SweepCache.Open(path);
        var computed = new System.Collections.Concurrent.ConcurrentQueue<string>();
        SweepRun[] rows = Run(grid, new SweepOptions { Cache = cache, Computing = run => computed.Enqueue(run.Name) });
        return (rows, [.. computed.Order(StringComparer.Ordinal)], cache.Warnings);
    }
}
