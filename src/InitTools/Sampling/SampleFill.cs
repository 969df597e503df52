namespace InitTools.Sampling;

/// <summary>The drive over memory and threads: chunks of the stream go to whichever thread is free.</summary>
internal sealed unsafe class SampleFill<TLaw, TFormat>
    where TLaw : unmanaged, ILaw
    where TFormat : struct, IElementFormat
{
    // A chunk takes some 50 microseconds: long beside the cost of handing it out, short beside a wait for Ctrl+C.
    private const int ChunkBytes = 1 << 18;

    // What is larger than this is not in the caches when it is read next.
    private const long LargeBytes = 1 << 24;

    private readonly SampleRange<TLaw, TFormat> _range;
    private readonly CancellationToken _cancellationToken;
    private readonly byte* _origin;
    private readonly long _start;
    private readonly long _end;
    private long _nextChunk;

    private SampleFill(
        in SampleRange<TLaw, TFormat> range, byte* origin, long start, long end, CancellationToken cancellationToken)
    {
        _range = range;
        _cancellationToken = cancellationToken;
        _origin = origin;
        _start = start;
        _end = end;
        _nextChunk = start / ChunkElements;
    }

    private static int ChunkElements => ChunkBytes / TFormat.ElementSize;

    /// <summary>Fills memory with elements of a stream; what fits into one chunk is drawn by the calling thread.</summary>
    public static void Run(TLaw law, RandomStream stream, long offset, void* destination, long count, SamplerOptions options)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        long end = offset + count;
        bool isLarge = count > LargeBytes / TFormat.ElementSize;
        var range = new SampleRange<TLaw, TFormat>(law, stream, Sampler.WidthOf(options), isLarge);
        long chunks = ((end - 1) / ChunkElements) - (offset / ChunkElements) + 1;
        if (chunks == 1)
        {
            range.Draw(offset, end, (byte*)destination);
            return;
        }
        byte* origin = (byte*)destination - (offset * TFormat.ElementSize);
        new SampleFill<TLaw, TFormat>(range, origin, offset, end, options.CancellationToken)
            .DrawOn((int)Math.Min(options.MaxThreads, chunks));
        options.CancellationToken.ThrowIfCancellationRequested();
    }

    private void DrawOn(int threads)
    {
        if (threads == 1) DrawChunks();
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => DrawChunks());
    }

    private void DrawChunks()
    {
        while (!_cancellationToken.IsCancellationRequested)
        {
            long chunk = (Interlocked.Increment(ref _nextChunk) - 1) * ChunkElements;
            if (chunk >= _end) return;
            long start = Math.Max(chunk, _start);
            _range.Draw(start, Math.Min(chunk + ChunkElements, _end), _origin + (start * TFormat.ElementSize));
        }
    }
}
