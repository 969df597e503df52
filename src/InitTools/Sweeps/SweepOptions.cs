namespace InitTools;

/// <summary>How a sweep is carried out. None of it changes a row.</summary>
public sealed record SweepOptions
{
    private readonly int _throttleLimit = Environment.ProcessorCount;

    /// <summary>How many runs are computed at the same time, each on one thread; 1 or more, by default one a processor.</summary>
    /// <exception cref="InitToolsException"><c>InvalidThrottleLimit</c>: less than 1.</exception>
    public int ThrottleLimit
    {
        get => _throttleLimit;
        init => _throttleLimit = value >= 1
            ? value
            : throw InitToolsException.Argument("InvalidThrottleLimit", nameof(ThrottleLimit), value, "1 or more");
    }

    /// <summary>Where finished runs are kept and looked up; null keeps none. The caller disposes of it after the sweep.</summary>
    public SweepCache? Cache { get; init; }

    /// <summary>Stops the sweep; runs that are finished are in the cache.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Called by the thread that is about to compute a run, for tests.</summary>
    internal Action<SweepConfiguration>? Computing { get; init; }
}
