using InitTools.Sampling;

namespace InitTools.Tests.Sampling;

public sealed unsafe class PhiloxTests
{
    /// <summary>Counter, key and output of Random123's file of known answers, kat_vectors, for philox4x32-10.</summary>
    public static TheoryData<uint[], uint[], uint[]> KnownAnswers => new()
    {
        { [0, 0, 0, 0], [0, 0], [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8] },
        {
            [uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue], [uint.MaxValue, uint.MaxValue],
            [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
        },
        {
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0],
            [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]
        },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Blocks_equal_the_published_answers(uint[] counter, uint[] key, uint[] answer)
    {
        Assert.Equal(answer, Reference(counter, key));
        ulong block = counter[0] | ((ulong)counter[1] << 32);
        ulong stream = counter[2] | ((ulong)counter[3] << 32);
        ulong seed = key[0] | ((ulong)key[1] << 32);
        foreach (int width in Sampler.SupportedVectorWidths) Assert.Equal(answer, Block(width, block, stream, seed));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL << 32)]
    [InlineData(ulong.MaxValue / 1024)]
    public void Every_block_of_a_group_is_its_own(ulong group)
    {
        const ulong Seed = 0x0123_4567_89AB_CDEF;
        const ulong Stream = 0xFEDC_BA98_7654_3210;
        ulong first = group * Philox.BlocksPerGroup;
        foreach (int width in Sampler.SupportedVectorWidths)
        {
            for (ulong block = first; block < first + Philox.BlocksPerGroup; block++)
            {
                uint[] expected = Reference(
                    [(uint)block, (uint)(block >> 32), unchecked((uint)Stream), (uint)(Stream >> 32)],
                    [unchecked((uint)Seed), (uint)(Seed >> 32)]);
                Assert.Equal(expected, Block(width, block, Stream, Seed));
            }
        }
    }

    /// <summary>The generator as its paper states it.</summary>
    private static uint[] Reference(uint[] counter, uint[] key)
    {
        (uint c0, uint c1, uint c2, uint c3) = (counter[0], counter[1], counter[2], counter[3]);
        (uint k0, uint k1) = (key[0], key[1]);
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c0;
            ulong product1 = 0xCD9E8D57UL * c2;
            (c0, c1) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1);
            (c2, c3) = ((uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return [c0, c1, c2, c3];
    }

    /// <summary>One block out of the group that holds it.</summary>
    private static uint[] Block(int width, ulong block, ulong stream, ulong seed)
    {
        ulong* keys = stackalloc ulong[Philox.KeyCount];
        Philox.ExpandKey(seed, keys);
        ulong* pairs = stackalloc ulong[2 * Philox.BlocksPerGroup];
        ulong group = block / Philox.BlocksPerGroup;
        switch (width)
        {
            case 512: Philox.Fill<Lanes512>(pairs, 1, group, stream, keys); break;
            case 256: Philox.Fill<Lanes256>(pairs, 1, group, stream, keys); break;
            case 128: Philox.Fill<Lanes128>(pairs, 1, group, stream, keys); break;
            default: Philox.Fill<Lanes64>(pairs, 1, group, stream, keys); break;
        }
        int within = (int)(block % Philox.BlocksPerGroup);
        ulong first = pairs[(within / 8 * 16) + (within % 8)];
        ulong second = pairs[(within / 8 * 16) + 8 + (within % 8)];
        return [(uint)(first >> 32), (uint)first, (uint)(second >> 32), (uint)second];
    }
}
