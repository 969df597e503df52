using CsCheck;
using InitTools.Sampling;

namespace InitTools.Tests.Sampling;

/// <summary>What is drawn depends on law, type and stream alone.</summary>
public sealed unsafe class SamplerBitsTests
{
    private static readonly RandomStream Stream = new(20, 26);

    public static IEnumerable<SamplingLaw> Laws =>
        [new UniformLaw(-0.05, 0.05), new UniformLaw(0, 1), new NormalLaw(1, 0.02), new TruncatedNormalLaw(-0.5, 2)];

    public static TheoryData<SampleType, int> TypesAndLaws()
    {
        var cases = new TheoryData<SampleType, int>();
        foreach (SampleType type in Enum.GetValues<SampleType>())
        {
            for (int law = 0; law < Laws.Count(); law++) cases.Add(type, law);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(TypesAndLaws))]
    public void Every_width_and_every_number_of_threads_gives_the_same_bits(SampleType type, int law)
    {
        const int Count = 300_007;
        byte[] expected = Draw(type, law, Count, 0, new SamplerOptions { MaxThreads = 1, VectorWidth = 0 });
        foreach (int width in Sampler.SupportedVectorWidths)
        {
            foreach (int threads in new[] { 1, 2, 3, 64 })
            {
                var options = new SamplerOptions { MaxThreads = threads, VectorWidth = width };
                Assert.True(expected.AsSpan().SequenceEqual(Draw(type, law, Count, 0, options)), Sampler.Describe(options));
            }
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndLaws))]
    public void A_range_drawn_alone_is_that_range_of_the_whole(SampleType type, int law)
    {
        const int Count = 200_000;
        byte[] whole = Draw(type, law, Count, 0, null);
        int size = whole.Length / Count;
        Gen.Select(Gen.Int[0, Count], Gen.OneOf(Gen.Int[0, 300], Gen.Int[0, Count])).Sample(
            (start, length) =>
            {
                length = Math.Min(length, Count - start);
                return whole.AsSpan(start * size, length * size).SequenceEqual(Draw(type, law, length, start, null));
            },
            seed: "0N0XIzNsQ0O2", iter: 60);
    }

    [Fact]
    public void A_range_far_into_the_stream_does_not_depend_on_where_it_is_cut()
    {
        const long Far = (1L << 34) - 1000;
        byte[] whole = Draw(SampleType.Float32, 2, 2000, Far, null);
        Assert.Equal(whole[^1204..], Draw(SampleType.Float32, 2, 301, Far + 1699, null));
    }

    /// <summary>Bits that no later version and no other machine may change: the first elements of each type and law.</summary>
    [Theory]
    [InlineData(SampleType.Float16, 0, "5EA5C229FD28E52917A9B62584236319")]
    [InlineData(SampleType.Float16, 1, "A534993B1E3BAF3B8D2EC9392D393638")]
    [InlineData(SampleType.Float16, 2, "1A3CE83BEB3BE73BDD3BF43BF83B013C")]
    [InlineData(SampleType.Float16, 3, "4A3F8ABEE1BDA8BE31C029BCD3BAFEB6")]
    [InlineData(SampleType.BFloat16, 0, "ACBC383D203D3D3D23BDB73C703C2C3B")]
    [InlineData(SampleType.BFloat16, 1, "953E733F643F763FD23D393F263F073F")]
    [InlineData(SampleType.BFloat16, 2, "833F7D3F7D3F7D3F7C3F7F3F7F3F803F")]
    [InlineData(SampleType.BFloat16, 3, "E93FD1BFBCBFD5BF06C085BF5ABFE0BE")]
    [InlineData(SampleType.Float32, 0, "62B6ABBCB246383DF7AA1F3DE3A43C3D")]
    [InlineData(SampleType.Float32, 1, "03AE943E2F2C733FDACA633F0EE7753F")]
    [InlineData(SampleType.Float32, 2, "3D36833FB7F07C3FC9637D3FABDB7C3F")]
    [InlineData(SampleType.Float32, 3, "6C42E93F1D34D1BF3612BCBF4F0ED5BF")]
    [InlineData(SampleType.Float64, 0, "02AB5B2AD608973F2CC2E0679C9497BF")]
    [InlineData(SampleType.Float64, 1, "70A53CEDC232E73FA586133F1E43D13F")]
    [InlineData(SampleType.Float64, 2, "83C6E592F430F03FF62F686E759BEF3F")]
    [InlineData(SampleType.Float64, 3, "D094B255074DE43FA51E7FD6C9A1FABF")]
    public void The_bits_are_those_of_every_version(SampleType type, int law, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Draw(type, law, 8, 0, null)[..16]));

    [Fact]
    public void Halves_are_the_floats_rounded_to_nearest()
    {
        const int Count = 1 << 20;
        var options = new SamplerOptions { MaxThreads = 1 };
        foreach (double deviation in new[] { 1, 1e-4, 3e-7, 1000 })
        {
            var floats = new float[Count];
            var halves = new Half[Count];
            var law = new NormalLaw(0, deviation);
            Sampler.Fill(floats, law, Stream, options: options);
            Sampler.Fill(halves, law, Stream, options: options);
            for (int i = 0; i < Count; i++)
            {
                if ((Half)floats[i] != halves[i]) Assert.Fail($"{floats[i]:R} became {halves[i]} and not {(Half)floats[i]}.");
            }
        }
    }

    [Fact]
    public void BFloat16_are_the_floats_rounded_to_nearest()
    {
        const int Count = 1 << 20;
        var floats = new float[Count];
        var upper = new ushort[Count];
        var law = new NormalLaw(0, 1);
        Sampler.Fill(floats, law, Stream);
        fixed (ushort* memory = upper) Sampler.Fill(memory, SampleType.BFloat16, Count, law, Stream);
        for (int i = 0; i < Count; i++)
        {
            float rounded = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
            float below = BitConverter.UInt32BitsToSingle((uint)(upper[i] - 1) << 16);
            float above = BitConverter.UInt32BitsToSingle((uint)(upper[i] + 1) << 16);
            float error = Math.Abs(floats[i] - rounded);
            if (error > Math.Abs(floats[i] - below) || error > Math.Abs(floats[i] - above))
                Assert.Fail($"{floats[i]:R} became {rounded:R}.");
        }
    }

    [Fact]
    public void Streams_of_names_are_fixed_and_differ()
    {
        Assert.Equal(new RandomStream(7, 0x3803DE844AA357CE), RandomStream.FromName(7, "dense.weight"));
        IEnumerable<string> layers = Enumerable.Range(0, 10_000).Select(i => $"layer{i}");
        string[] names = [.. layers.Select(layer => layer + ".weight"), .. layers.Select(layer => layer + ".bias"), "", "å", "A", "a"];
        Assert.Equal(names.Length, names.Select(name => RandomStream.FromName(-1, name).Stream).Distinct().Count());
        Assert.Equal(ulong.MaxValue, RandomStream.FromName(-1, "a").Seed);
        Assert.NotEqual(RandomStream.Fresh(), RandomStream.Fresh());
    }

    private static byte[] Draw(SampleType type, int law, int count, long offset, SamplerOptions? options)
    {
        int size = type switch { SampleType.Float64 => 8, SampleType.Float32 => 4, _ => 2 };
        var bytes = new byte[count * size];
        fixed (byte* memory = bytes) Sampler.Fill(memory, type, count, Laws.ElementAt(law), Stream, offset, options);
        return bytes;
    }
}
