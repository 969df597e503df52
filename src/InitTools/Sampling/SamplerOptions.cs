namespace InitTools.Sampling;

/// <summary>How a draw is carried out. None of it changes what is drawn.</summary>
public sealed record SamplerOptions
{
    private readonly int _maxThreads = Environment.ProcessorCount;
    private readonly int? _vectorWidth;

    internal static SamplerOptions Default { get; } = new();

    /// <summary>The most threads to draw on, the calling one among them; 1 or more, by default one for each processor.</summary>
    /// <exception cref="InitToolsException"><c>InvalidMaxThreads</c>: less than 1.</exception>
    public int MaxThreads
    {
        get => _maxThreads;
        init => _maxThreads = value >= 1
            ? value
            : throw InitToolsException.Argument("InvalidMaxThreads", nameof(MaxThreads), value, "1 or more");
    }

    /// <summary>
    /// The width of the vectors in bits, one of <see cref="Sampler.SupportedVectorWidths"/>, 0 for none; null takes the
    /// widest.
    /// </summary>
    /// <exception cref="InitToolsException"><c>InvalidVectorWidth</c>: not a width of this machine.</exception>
    public int? VectorWidth
    {
        get => _vectorWidth;
        init => _vectorWidth = value is not { } width || Sampler.SupportedVectorWidths.Contains(width)
            ? value
            : throw InitToolsException.Argument(
                "InvalidVectorWidth", nameof(VectorWidth), value,
                $"a width that this machine has: {string.Join(", ", Sampler.SupportedVectorWidths)}");
    }

    /// <summary>Ends a draw early, with an <see cref="OperationCanceledException"/>; memory is then partly filled.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Is told, on the calling thread, before an initializer draws values that their type makes 0 of; null for nobody.</summary>
    public Action<Underflow>? Underflowed { get; init; }
}
