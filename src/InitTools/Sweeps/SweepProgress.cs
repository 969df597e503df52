namespace InitTools;

/// <summary>How far a sweep is.</summary>
/// <param name="Total">The number of runs.</param>
/// <param name="Finished">How many of them are done, those from the cache and those that failed among them.</param>
/// <param name="Cached">How many came from the cache.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="TimeLeft">
/// How long the rest will take if it is computed as fast as what was computed so far; null as long as nothing was. Runs count by
/// the size of their networks, so that the deep and wide ones at the end don't come as a surprise.
/// </param>
public sealed record SweepProgress(long Total, long Finished, long Cached, long Failed, TimeSpan? TimeLeft);
