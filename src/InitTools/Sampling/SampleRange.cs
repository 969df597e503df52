using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>
/// Draws ranges of a stream on the calling thread: words into the nearest cache, and from there, shaped, to memory.
/// </summary>
/// <param name="law">What shapes the words.</param>
/// <param name="stream">The stream.</param>
/// <param name="width">The width of the vectors in bits.</param>
/// <param name="pastCaches">Whether to write past the caches, which spares reading the memory first.</param>
[SkipLocalsInit]
internal readonly unsafe struct SampleRange<TLaw, TFormat>(TLaw law, RandomStream stream, int width, bool pastCaches)
    where TLaw : unmanaged, ILaw
    where TFormat : struct, IElementFormat
{
    private const int PairsPerGroup = 2 * Philox.BlocksPerGroup;
    private const int TileGroups = 16;
    private const int Alignment = 64;

    private readonly TLaw _law = law;
    private readonly RandomStream _stream = stream;
    private readonly int _width = width;
    private readonly bool _pastCaches = pastCaches;

    private static bool IsSmall => TFormat.ElementSize == sizeof(ushort);

    private static int GroupElements => PairsPerGroup * TFormat.ElementsPerLane;

    /// <summary>Draws the elements from start to end.</summary>
    public void Draw(long start, long end, byte* destination)
    {
        ulong* keys = stackalloc ulong[Philox.KeyCount];
        Philox.ExpandKey(_stream.Seed, keys);
        while (start < end)
        {
            long first = start / GroupElements;
            int skipped = (int)(start % GroupElements);
            long drawn = skipped == 0 ? (end - start) / GroupElements * GroupElements : 0;
            if (drawn > 0) DrawGroups(keys, first, drawn / GroupElements, destination, _pastCaches);
            else
            {
                drawn = Math.Min(GroupElements - skipped, end - start);
                DrawPart(keys, first, skipped, (int)drawn, destination);
            }
            start += drawn;
            destination += drawn * TFormat.ElementSize;
        }
    }

    private void DrawPart(ulong* keys, long group, int skipped, int count, byte* destination)
    {
        byte* whole = stackalloc byte[PairsPerGroup * sizeof(ulong)];
        DrawGroups(keys, group, 1, whole, pastCaches: false);
        new ReadOnlySpan<byte>(whole + (skipped * TFormat.ElementSize), count * TFormat.ElementSize)
            .CopyTo(new(destination, count * TFormat.ElementSize));
    }

    private void DrawGroups(ulong* keys, long first, long count, byte* destination, bool pastCaches)
    {
        switch (_width)
        {
            case 512: DrawGroups<Lanes512>(keys, first, count, destination, pastCaches); break;
            case 256: DrawGroups<Lanes256>(keys, first, count, destination, pastCaches); break;
            case 128: DrawGroups<Lanes128>(keys, first, count, destination, pastCaches); break;
            default: DrawGroups<Lanes64>(keys, first, count, destination, pastCaches); break;
        }
    }

    private void DrawGroups<TLanes>(ulong* keys, long first, long count, byte* destination, bool pastCaches)
        where TLanes : struct, ILanes<TLanes>
    {
        TLaw law = _law;
        byte* room = stackalloc byte[(TileGroups * PairsPerGroup * sizeof(ulong)) + Alignment];
        var words = (ulong*)(((nuint)room + Alignment - 1) & ~(nuint)(Alignment - 1));
        pastCaches &= (nuint)destination % Alignment == 0;
        while (count > 0)
        {
            int groups = (int)Math.Min(count, TileGroups);
            Philox.Fill<TLanes>(words, groups, (ulong)first, _stream.Stream, keys);
            int pairs = groups * PairsPerGroup;
            if (IsSmall && !IsWide<TLanes>())
            {
                Shape<TLanes>(&law, words, pairs, (byte*)words, pastCaches: false);
                Convert<TLanes>(words, pairs, destination, pastCaches);
            }
            else Shape<TLanes>(&law, words, pairs, destination, pastCaches);
            destination += groups * GroupElements * TFormat.ElementSize;
            first += groups;
            count -= groups;
        }
        // Writes past the caches may become visible out of order.
        if (pastCaches) Interlocked.MemoryBarrier();
    }

    // By its address, the law's numbers are read from memory into all lanes at once, which costs no instruction of its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Shape<TLanes>(TLaw* law, ulong* words, int pairs, byte* destination, bool pastCaches)
        where TLanes : struct, ILanes<TLanes>
    {
        int registerBytes = TLanes.Count * sizeof(ulong);
        for (ulong* end = words + pairs; words < end; words += 2 * TLanes.Count)
        {
            TLanes values = law->Shape(TLanes.Load(words));
            TLanes more = law->Shape(TLanes.Load(words + TLanes.Count));
            if (IsSmall && IsWide<TLanes>())
            {
                Put(TFormat.Convert(values, more), destination, pastCaches);
                destination += registerBytes;
                continue;
            }
            Put(values, destination, pastCaches);
            Put(more, destination + registerBytes, pastCaches);
            destination += 2 * registerBytes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert<TLanes>(ulong* values, int pairs, byte* destination, bool pastCaches)
        where TLanes : struct, ILanes<TLanes>
    {
        for (ulong* end = values + pairs; values < end; values += 2 * TLanes.Count)
        {
            Put(TFormat.Convert(TLanes.Load(values), TLanes.Load(values + TLanes.Count)), destination, pastCaches);
            destination += TLanes.Count * sizeof(ulong);
        }
    }

    // Narrower vectors take more instructions to look a number up: with the conversion in the same loop the compiler would be out of
    // its budget for inlining, and would call what ought to be an instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWide<TLanes>()
        where TLanes : struct, ILanes<TLanes> => TLanes.Count >= 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLanes>(TLanes values, byte* destination, bool pastCaches)
        where TLanes : struct, ILanes<TLanes>
    {
        if (pastCaches) TLanes.StorePastCaches(values, destination);
        else TLanes.Store(values, destination);
    }
}
