using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>
/// The drive over memory and threads. A stream is cut into groups of eight blocks of the generator: the eight first pairs of
/// words, block by block, then the eight second pairs, so that a vector of any width holds neighbours. Chunks of groups go
/// to whichever thread is free.
/// </summary>
internal sealed unsafe class SampleFill<TLaw, TFormat>
    where TLaw : struct, ILaw
    where TFormat : struct, IElementFormat
{
    private const int BlocksPerGroup = 8;
    private const int ChunkBytes = 1 << 18;

    private readonly TLaw _law;
    private readonly RandomStream _stream;
    private readonly SamplerOptions _options;
    private readonly byte* _origin;
    private readonly long _start;
    private readonly long _end;
    private long _nextChunk;

    private SampleFill(TLaw law, RandomStream stream, long offset, void* destination, long count, SamplerOptions options)
    {
        (_law, _stream, _options) = (law, stream, options);
        (_start, _end) = (offset, offset + count);
        _origin = (byte*)destination - (offset * TFormat.ElementSize);
        _nextChunk = _start / ChunkElements;
    }

    private static int GroupElements => 2 * BlocksPerGroup * TFormat.ElementsPerLane;

    private static int ChunkElements => ChunkBytes / TFormat.ElementSize;

    /// <summary>Fills memory with elements of a stream, on the calling thread where more would not pay.</summary>
    public static void Run(TLaw law, RandomStream stream, long offset, void* destination, long count, SamplerOptions options)
    {
        long chunks = ((offset + count - 1) / ChunkElements) - (offset / ChunkElements) + 1;
        int threads = (int)Math.Min(options.MaxThreads, chunks);
        if (threads == 1 && chunks == 1)
        {
            ulong* keys = stackalloc ulong[Philox.KeyCount];
            Philox.ExpandKey(stream.Seed, keys);
            options.CancellationToken.ThrowIfCancellationRequested();
            DrawRange(law, keys, stream.Stream, offset, offset + count, (byte*)destination, Sampler.WidthOf(options));
            return;
        }
        var fill = new SampleFill<TLaw, TFormat>(law, stream, offset, destination, count, options);
        if (threads == 1) fill.DrawChunks();
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => fill.DrawChunks());
        options.CancellationToken.ThrowIfCancellationRequested();
    }

    private void DrawChunks()
    {
        ulong* keys = stackalloc ulong[Philox.KeyCount];
        Philox.ExpandKey(_stream.Seed, keys);
        int width = Sampler.WidthOf(_options);
        while (!_options.CancellationToken.IsCancellationRequested)
        {
            long chunk = (Interlocked.Increment(ref _nextChunk) - 1) * ChunkElements;
            if (chunk >= _end) return;
            long start = Math.Max(chunk, _start);
            long end = Math.Min(chunk + ChunkElements, _end);
            DrawRange(_law, keys, _stream.Stream, start, end, _origin + (start * TFormat.ElementSize), width);
        }
    }

    /// <summary>Draws elements from start to end; a group that is wanted in part is drawn aside.</summary>
    private static void DrawRange(
        TLaw law, ulong* keys, ulong stream, long start, long end, byte* destination, int width)
    {
        int group = GroupElements;
        byte* aside = stackalloc byte[group * TFormat.ElementSize];
        while (start < end)
        {
            long first = start / group;
            long wholes = start % group == 0 ? (end - start) / group : 0;
            if (wholes > 0)
            {
                DrawGroups(law, keys, stream, first, wholes, destination, width);
                start += wholes * group;
                destination += wholes * group * TFormat.ElementSize;
                continue;
            }
            DrawGroups(law, keys, stream, first, 1, aside, width);
            int skipped = (int)(start % group);
            int wanted = (int)Math.Min(group - skipped, end - start);
            new ReadOnlySpan<byte>(aside + (skipped * TFormat.ElementSize), wanted * TFormat.ElementSize)
                .CopyTo(new(destination, wanted * TFormat.ElementSize));
            start += wanted;
            destination += wanted * TFormat.ElementSize;
        }
    }

    private static void DrawGroups(
        TLaw law, ulong* keys, ulong stream, long first, long count, byte* destination, int width)
    {
        switch (width)
        {
            case 512: DrawGroups<Lanes512>(law, keys, stream, first, count, destination); break;
            case 256: DrawGroups<Lanes256>(law, keys, stream, first, count, destination); break;
            case 128: DrawGroups<Lanes128>(law, keys, stream, first, count, destination); break;
            default: DrawGroups<Lanes64>(law, keys, stream, first, count, destination); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DrawGroups<TLanes>(
        TLaw law, ulong* keys, ulong stream, long first, long count, byte* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        ulong* numbers = stackalloc ulong[BlocksPerGroup] { 0, 1, 2, 3, 4, 5, 6, 7 };
        TLanes lane = TLanes.Load(numbers);
        int laneBytes = TFormat.ElementsPerLane * TFormat.ElementSize;
        ulong block = (ulong)first * BlocksPerGroup;
        for (; count > 0; count--)
        {
            for (int i = 0; i < BlocksPerGroup; i += TLanes.Count)
            {
                TLanes blocks = TLanes.Add64(lane, TLanes.Create64(block + (ulong)i));
                Philox.Draw(blocks, stream, keys, out TLanes pair0, out TLanes pair1);
                TFormat.Store(law.Shape(pair0), destination + (i * laneBytes));
                TFormat.Store(law.Shape(pair1), destination + ((BlocksPerGroup + i) * laneBytes));
            }
            block += BlocksPerGroup;
            destination += 2 * BlocksPerGroup * laneBytes;
        }
    }
}
