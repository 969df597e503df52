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
    /// Draws one block a lane. A product's lower half is an output word as it is, and the upper half is combined into another:
    /// only the lower half of each lane counts until the last round, which leaves both words where the product put them.
    /// </summary>
    /// <param name="block">The number of the block in each lane.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="keys">The round keys.</param>
    /// <param name="first">In each lane word 1 of the block below word 0.</param>
    /// <param name="second">In each lane word 3 of the block below word 2.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Draw<TLanes>(TLanes block, ulong stream, ulong* keys, out TLanes first, out TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes multiplier0 = TLanes.Create64(Multiplier0);
        TLanes multiplier1 = TLanes.Create64(Multiplier1);
        TLanes word0 = block;
        TLanes word1 = TLanes.ShiftRight64(block, 32);
        TLanes word2 = TLanes.Create64(stream);
        TLanes word3 = TLanes.Create64(stream >> 32);
        TLanes product0, product1;
        for (int i = 0; i < KeyCount - 2; i += 2)
        {
            product0 = TLanes.MultiplyLow(word0, multiplier0);
            product1 = TLanes.MultiplyLow(word2, multiplier1);
            word0 = TLanes.Xor(TLanes.ShiftRight64(product1, 32), word1, TLanes.Create64(keys[i]));
            word1 = product1;
            word2 = TLanes.Xor(TLanes.ShiftRight64(product0, 32), word3, TLanes.Create64(keys[i + 1]));
            word3 = product0;
        }
        product0 = TLanes.MultiplyLow(word0, multiplier0);
        product1 = TLanes.MultiplyLow(word2, multiplier1);
        first = TLanes.Xor(product1, TLanes.ShiftLeft64(word1, 32), TLanes.Create64(keys[KeyCount - 2]));
        second = TLanes.Xor(product0, TLanes.ShiftLeft64(word3, 32), TLanes.Create64(keys[KeyCount - 1]));
    }
}
