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

    /// <summary>A law's uniform words become the same values in every type, rounded to nearest.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1e-4)]
    [InlineData(3e-7)]
    [InlineData(1000)]
    public void Uniform_draws_in_small_types_are_the_floats_rounded_to_nearest(double maximum)
    {
        var law = new UniformLaw(-maximum / 3, maximum);
        OpenRange half = OpenRange.Between(law.Minimum, law.Maximum, SampleType.Float16);
        OpenRange bfloat = OpenRange.Between(law.Minimum, law.Maximum, SampleType.BFloat16);
        (float[] floats, Half[] halves, float[] bfloats) = DrawAll(law);
        for (int i = 0; i < floats.Length; i++)
        {
            Assert.Equal((Half)Math.Clamp(floats[i], (float)half.First, (float)half.Last), halves[i]);
            double inside = Math.Clamp(floats[i], bfloat.First, bfloat.Last);
            Assert.InRange(Math.Abs(bfloats[i] - inside), 0, Math.ScaleB(Math.Abs(inside), -8));
        }
    }

    /// <summary>
    /// The normal laws of small types take shorter polynomials; what they are off by is 0.05 of the last place at most, beside the half
    /// of it that rounding takes.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1e-4)]
    [InlineData(3e-7)]
    [InlineData(1000)]
    public void Normal_draws_in_small_types_are_within_a_little_over_half_a_unit_in_the_last_place(double deviation)
    {
        foreach (SamplingLaw law in new SamplingLaw[] { new NormalLaw(0, deviation), new TruncatedNormalLaw(0, deviation) })
        {
            (float[] floats, Half[] halves, float[] bfloats) = DrawAll(law);
            for (int i = 0; i < floats.Length; i++)
            {
                int exponent = Math.ILogB(floats[i]);
                Check(law, floats[i], (double)halves[i], Math.ScaleB(1, Math.Max(exponent, -14) - 10), 0.55);
                Check(law, floats[i], bfloats[i], Math.ScaleB(1, exponent - 7), 0.506);
            }
        }

        // Next to the cut the nearest value may be the cut itself, which is never drawn.
        static void Check(SamplingLaw law, float exact, double drawn, double unit, double tolerance) => Assert.InRange(
            Math.Abs(drawn - exact) / unit,
            0,
            law is TruncatedNormalLaw cut && Math.Abs(exact) > cut.Upper - unit ? 1 : tolerance);
    }

    /// <summary>Every half, what lies in the middle between two, and the floats beside both.</summary>
    [Fact]
    public void Conversion_to_half_rounds_to_nearest_and_ties_to_even()
    {
        const int Infinity = 0x7C00;
        for (ushort bits = 0; bits < Infinity; bits++)
        {
            float half = (float)BitConverter.UInt16BitsToHalf(bits);
            float middle = half + (((float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1)) - half) / 2);
            float[] values = bits == Infinity - 1 ? [half] : [half, MathF.BitIncrement(half), MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle)];
            foreach (float value in values)
            {
                Assert.Equal((Half)value, ToHalf(value));
                Assert.Equal((Half)(-value), ToHalf(-value));
            }
        }
    }

    [Fact]
    public void Conversion_to_bfloat16_rounds_to_nearest_and_ties_to_even()
    {
        for (uint bits = 0; bits < 0x7F7F; bits++)
        {
            foreach (uint fraction in new uint[] { 0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF })
            {
                uint expected = bits + (fraction > 0x8000 || (fraction == 0x8000 && bits % 2 == 1) ? 1u : 0);
                Lanes64 value = Lanes64.Create32((bits << 16) | fraction);
                Assert.Equal(expected, Lowest(BFloat16Format.Convert(value, value)));
            }
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

    private static Half ToHalf(float value)
    {
        Lanes64 scaled = Lanes64.CreateSingle(value * (float)HalfFormat.Unit);
        return BitConverter.UInt16BitsToHalf(Lowest(HalfFormat.Convert(scaled, scaled)));
    }

    private static ushort Lowest(Lanes64 lanes)
    {
        ulong bits;
        Lanes64.Store(lanes, (byte*)&bits);
        return (ushort)bits;
    }

    private static (float[] Floats, Half[] Halves, float[] BFloats) DrawAll(SamplingLaw law)
    {
        const int Count = 1 << 19;
        var floats = new float[Count];
        var halves = new Half[Count];
        var upper = new ushort[Count];
        Sampler.Fill(floats, law, Stream);
        Sampler.Fill(halves, law, Stream);
        fixed (ushort* memory = upper) Sampler.Fill(memory, SampleType.BFloat16, Count, law, Stream);
        return (floats, halves, Array.ConvertAll(upper, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)));
    }

    private static byte[] Draw(SampleType type, int law, int count, long offset, SamplerOptions? options)
    {
        int size = type switch { SampleType.Float64 => 8, SampleType.Float32 => 4, _ => 2 };
        var bytes = new byte[count * size];
        fixed (byte* memory = bytes) Sampler.Fill(memory, type, count, Laws.ElementAt(law), Stream, offset, options);
        return bytes;
    }
}
