using System.Runtime.CompilerServices;

namespace InitTools.Sampling;

/// <summary>
/// The generator Philox4x32-10: a keyed bijection of a 128-bit counter, ten rounds of two multiplications each, that passes
/// the batteries of statistical tests (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
/// section 3.3). The key is the seed; the counter's lower half numbers the blocks of a stream, its upper half is the stream.
/// </summary>
internal static unsafe class Philox
{
    /// <summary>How many round keys there are: two for each of the ten rounds.</summary>
    public const int KeyCount = 20;

    /// <summary>How many blocks a group has; each is two pairs of 32-bit words.</summary>
    public const int BlocksPerGroup = 4 * Neighbours;

    private const int Neighbours = 8;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>Writes the round keys of a seed: the last two, as the last round wants them, in the upper half.</summary>
    public static void ExpandKey(ulong seed, ulong* keys)
    {
        uint key0 = (uint)seed;
        uint key1 = (uint)(seed >> 32);
        for (int i = 0; i < KeyCount; i += 2, key0 += Weyl0, key1 += Weyl1)
        {
            keys[i] = key0;
            keys[i + 1] = key1;
        }
        keys[KeyCount - 2] <<= 32;
        keys[KeyCount - 1] <<= 32;
    }

    /// <summary>
    /// Draws groups of 32 blocks. A group is four times eight blocks: their first pairs of words, block by block, then their
    /// second pairs, so that a vector of any width holds neighbours. In memory word 1 comes before word 0 and word 3 before
    /// word 2: that is how the last round leaves them.
    /// </summary>
    /// <param name="destination">Room for 64 pairs a group, aligned to the vectors.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="first">The number of the first group in the stream.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="keys">The round keys.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<TLanes>(ulong* destination, int groups, ulong first, ulong stream, ulong* keys)
        where TLanes : struct, ILanes<TLanes>
    {
        ulong* numbers = stackalloc ulong[Neighbours] { 0, 1, 2, 3, 4, 5, 6, 7 };
        TLanes lane = TLanes.Load(numbers);
        ulong block = first * BlocksPerGroup;
        for (; groups > 0; groups--)
        {
            for (int i = 0; i < Neighbours; i += TLanes.Count)
                Draw(TLanes.Add64(lane, TLanes.Create64(block + (ulong)i)), stream, keys, destination + i);
            block += BlocksPerGroup;
            destination += 2 * BlocksPerGroup;
        }
    }

    /// <summary>
    /// Draws one block a lane, for four registers at once: a round waits for its multiplications, and the other registers'
    /// fill the time. A product's lower half is an output word as it is, and the upper half is combined into another, so only
    /// the lower half of each lane counts until the last round, which leaves both words where the product put them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Draw<TLanes>(TLanes block, ulong stream, ulong* keys, ulong* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes a0 = block;
        TLanes b0 = TLanes.Add64(block, TLanes.Create64(Neighbours));
        TLanes c0 = TLanes.Add64(block, TLanes.Create64(2 * Neighbours));
        TLanes d0 = TLanes.Add64(block, TLanes.Create64(3 * Neighbours));
        // The upper half of a number is the same in all blocks of a group.
        TLanes a1 = TLanes.ShiftRight64(block, 32), b1 = a1, c1 = a1, d1 = a1;
        TLanes a2 = TLanes.Create64(stream), b2 = a2, c2 = a2, d2 = a2;
        TLanes a3 = TLanes.Create64(stream >> 32), b3 = a3, c3 = a3, d3 = a3;
        for (ulong* end = keys + (KeyCount - 2); keys < end; keys += 2)
        {
            TLanes key0 = TLanes.Create64(keys[0]);
            TLanes key1 = TLanes.Create64(keys[1]);
            Round(ref a0, ref a1, ref a2, ref a3, key0, key1);
            Round(ref b0, ref b1, ref b2, ref b3, key0, key1);
            Round(ref c0, ref c1, ref c2, ref c3, key0, key1);
            Round(ref d0, ref d1, ref d2, ref d3, key0, key1);
        }
        FinishRound(a0, a1, a2, a3, keys, destination);
        FinishRound(b0, b1, b2, b3, keys, destination + (2 * Neighbours));
        FinishRound(c0, c1, c2, c3, keys, destination + (4 * Neighbours));
        FinishRound(d0, d1, d2, d3, keys, destination + (6 * Neighbours));
    }

    /// <summary>One round but the last. The two ways to take an upper half occupy different units of the processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TLanes>(
        ref TLanes word0, ref TLanes word1, ref TLanes word2, ref TLanes word3, TLanes key0, TLanes key1)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes product0 = TLanes.MultiplyLow(word0, TLanes.Create64(Multiplier0));
        TLanes product1 = TLanes.MultiplyLow(word2, TLanes.Create64(Multiplier1));
        word0 = TLanes.Xor(TLanes.UpperHalf(product1), word1, key0);
        word1 = product1;
        word2 = TLanes.Xor(TLanes.ShiftRight64(product0, 32), word3, key1);
        word3 = product0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishRound<TLanes>(
        TLanes word0, TLanes word1, TLanes word2, TLanes word3, ulong* keys, ulong* destination)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes product0 = TLanes.MultiplyLow(word0, TLanes.Create64(Multiplier0));
        TLanes product1 = TLanes.MultiplyLow(word2, TLanes.Create64(Multiplier1));
        TLanes first = TLanes.Xor(product1, TLanes.ShiftLeft64(word1, 32), TLanes.Create64(keys[0]));
        TLanes second = TLanes.Xor(product0, TLanes.ShiftLeft64(word3, 32), TLanes.Create64(keys[1]));
        TLanes.Store(first, (byte*)destination);
        TLanes.Store(second, (byte*)(destination + Neighbours));
    }
}
