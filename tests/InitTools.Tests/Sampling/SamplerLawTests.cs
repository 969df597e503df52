using InitTools.Sampling;
using MathNet.Numerics.Distributions;

namespace InitTools.Tests.Sampling;

/// <summary>
/// The laws, at 2^24 draws and more with fixed seeds. Each assertion would fail with a probability of about 1e-6 if the seeds
/// were not fixed and all is right.
/// </summary>
public sealed unsafe class SamplerLawTests
{
    private static readonly RandomStream Stream = new(0x5EED, 3);

    /// <summary>The probability of Kolmogorov's statistic to exceed it is 2 exp(-2 x^2) = 1e-6.</summary>
    private static readonly double KolmogorovLimit = Math.Sqrt(Math.Log(2 / Statistics.FalseAlarm) / 2);

    /// <summary>
    /// Anderson and Darling's statistic exceeds 5.97 with a probability of 1e-3 (Marsaglia and Marsaglia 2004), and from there
    /// on its tail falls at least as fast as exp(-x), its largest weight being 1/2.
    /// </summary>
    private static readonly double AndersonLimit = 5.97 + Math.Log(1e-3 / Statistics.FalseAlarm);

    public static TheoryData<string, SampleType> Laws => new()
    {
        { "uniform", SampleType.Float32 },
        { "normal", SampleType.Float32 },
        { "truncated", SampleType.Float32 },
        { "uniform", SampleType.Float64 },
        { "normal", SampleType.Float64 },
        { "truncated", SampleType.Float64 },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Draws_follow_their_law(string name, SampleType type)
    {
        (SamplingLaw law, ReferenceLaw reference, Func<int, double> moment) = Find(name);
        var sample = new LargeSample(reference.Cdf, Draw(law, type));

        Assert.InRange(sample.KolmogorovSmirnov(), 0, KolmogorovLimit);
        Assert.InRange(sample.AndersonDarling(), 0, AndersonLimit);
        for (int order = 1; order <= 8; order++)
        {
            double error = Math.Sqrt((moment(2 * order) - (moment(order) * moment(order))) / LargeSample.Count);
            Assert.InRange((sample.Moment(order) - moment(order)) / error, -Statistics.Tolerance, Statistics.Tolerance);
        }
        Assert.True(reference.Lower < sample.Sorted[0] && sample.Sorted[^1] < reference.Upper);
        CheckDuplicates(sample, type);
        if (name == "normal")
        {
            foreach (double distance in new[] { 3, 4, 4.5, 5, 5.5 })
            {
                double p = LargeSample.BinomialPValue(
                    sample.CountBeyond(distance), LargeSample.Count, 2 * Normal.CDF(0, 1, -distance));
                Assert.InRange(p, Statistics.FalseAlarm, 1);
            }
        }
    }

    /// <summary>
    /// 2^29 draws: 20 are expected beyond 5.5 deviations and one beyond 6. None may lie beyond what 32 bits can say, 6.34.
    /// </summary>
    [Fact]
    public void Tails_have_the_right_weight()
    {
        const int Chunk = 1 << 22;
        const long Draws = 1L << 29;
        double[] distances = [4, 4.5, 5, 5.5, 6, 6.34];
        var hits = new long[distances.Length];
        var values = new float[Chunk];
        for (long start = 0; start < Draws; start += Chunk)
        {
            Sampler.Fill(values, new NormalLaw(0, 1), Stream with { Stream = 99 }, start);
            foreach (float value in values)
            {
                if (Math.Abs(value) <= 4) continue;
                for (int i = 0; i < distances.Length && Math.Abs(value) > distances[i]; i++) hits[i]++;
            }
        }
        Assert.Equal(0, hits[^1]);
        for (int i = 0; i < distances.Length - 1; i++)
        {
            double p = LargeSample.BinomialPValue(hits[i], Draws, 2 * Normal.CDF(0, 1, -distances[i]));
            Assert.True(p > Statistics.FalseAlarm, $"{hits[i]} beyond {distances[i]} (p = {p:E1})");
        }
    }

    /// <summary>The yardstick itself: small counts by hand, rare events by Poisson's law, many by the normal one.</summary>
    [Fact]
    public void Tail_counts_are_judged_by_the_binomial()
    {
        Assert.Equal(2.0 / 1024, LargeSample.BinomialPValue(0, 10, 0.5), 1e-12);
        Assert.Equal(2 * 56.0 / 1024, LargeSample.BinomialPValue(8, 10, 0.5), 1e-12);
        Assert.Equal(2 * Poisson.CDF(20, 6), LargeSample.BinomialPValue(6, 1L << 29, 20 / Math.ScaleB(1, 29)), 1e-8);
        double deviation = Math.Sqrt(LargeSample.Count * 0.0027 * 0.9973);
        long far = (long)((LargeSample.Count * 0.0027) + (4 * deviation));
        Assert.InRange(LargeSample.BinomialPValue(far, LargeSample.Count, 0.0027) / (2 * Normal.CDF(0, 1, -4)), 0.9, 1.1);
    }

    /// <summary>No draw lies at the cut, and the last float before it is as likely as its share of the law.</summary>
    [Fact]
    public void The_cut_has_no_atom()
    {
        const long Draws = 1L << 28;
        const int Chunk = 1 << 22;
        var values = new float[Chunk];
        float last = MathF.BitDecrement(2);
        long atLast = 0;
        for (long start = 0; start < Draws; start += Chunk)
        {
            Sampler.Fill(values, new TruncatedNormalLaw(0, 1), Stream with { Stream = 98 }, start);
            foreach (float value in values)
            {
                if (Math.Abs(value) < last) continue;
                Assert.Equal(last, Math.Abs(value));
                atLast++;
            }
        }
        // The last float stands for the half step below it and for all the way up to the cut.
        double density = Normal.PDF(0, 1, 2) / (1 - (2 * Normal.CDF(0, 1, -2)));
        double p = LargeSample.BinomialPValue(atLast, Draws, 2 * density * 1.5 * (2 - last));
        Assert.True(p > Statistics.FalseAlarm, $"{atLast} on the last float (p = {p:E1})");
    }

    [Theory]
    [InlineData(SampleType.Float16)]
    [InlineData(SampleType.BFloat16)]
    public void Small_types_follow_the_rounded_law_and_stay_inside(SampleType type)
    {
        foreach (string name in new[] { "uniform", "normal", "truncated" })
        {
            (SamplingLaw law, ReferenceLaw reference, _) = Find(name);
            double[] values = Draw(law, type)[..(1 << 20)];
            Statistics.AssertFollows(reference, values, rounding: type == SampleType.Float16 ? 3e-4 : 2e-3);
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(-1.0, 0.0)]
    [InlineData(1.0, 1.0001)]
    [InlineData(-3e-39, 1e-38)]
    [InlineData(1000.0, 1000.25)]
    [InlineData(-60000.0, 60000.0)]
    public void Uniform_ends_are_open_in_every_type_that_can_tell(double minimum, double maximum)
    {
        foreach (SampleType type in Enum.GetValues<SampleType>())
        {
            OpenRange range = OpenRange.Between(minimum, maximum, type);
            if (!(minimum < range.First && range.Last < maximum)) continue;
            double[] values = Draw(new UniformLaw(minimum, maximum), type)[..(1 << 18)];
            Assert.True(minimum < values.Min() && values.Max() < maximum, $"{type} {values.Min()} {values.Max()}");
        }
    }

    [Fact]
    public void A_law_too_narrow_for_its_type_gives_the_nearest_value()
    {
        var values = new float[100];
        Sampler.Fill(values, new UniformLaw(1 + 1e-9, 1 + 2e-9), Stream);
        Assert.All(values, value => Assert.Equal(1, value));
        Sampler.Fill(values, new TruncatedNormalLaw(3, 0), Stream);
        Assert.All(values, value => Assert.Equal(3, value));
        Sampler.Fill(values, new NormalLaw(-3, 0), Stream);
        Assert.All(values, value => Assert.Equal(-3, value));
    }

    private static void CheckDuplicates(LargeSample sample, SampleType type)
    {
        (int most, double pairs) = sample.Duplicates();
        if (type == SampleType.Float64)
        {
            // 2^47 pairs share one of 2^53 values with an expectation of 1/64.
            Assert.InRange(pairs, 0, 3);
            return;
        }
        // No float is more likely than 2^-24: then at most half as many pairs as draws are equal, and fewer than 16 in one place.
        double expected = LargeSample.Count / 2.0;
        Assert.InRange(pairs, 0, expected + (Statistics.Tolerance * Math.Sqrt(expected)));
        Assert.InRange(most, 1, 15);
    }

    private static double[] Draw(SamplingLaw law, SampleType type)
    {
        const int Count = LargeSample.Count;
        var values = new double[Count];
        if (type == SampleType.Float64)
        {
            Sampler.Fill(values, law, Stream);
            return values;
        }
        var bits = new byte[Count * (type == SampleType.Float32 ? 4 : 2)];
        fixed (byte* memory = bits)
        {
            Sampler.Fill(memory, type, Count, law, Stream);
            for (int i = 0; i < Count; i++)
            {
                values[i] = type switch
                {
                    SampleType.Float32 => ((float*)memory)[i],
                    SampleType.Float16 => (double)((Half*)memory)[i],
                    _ => BitConverter.UInt32BitsToSingle((uint)((ushort*)memory)[i] << 16),
                };
            }
        }
        return values;
    }

    /// <summary>A law about 0, the same from the books, and its moments about 0.</summary>
    private static (SamplingLaw Law, ReferenceLaw Reference, Func<int, double> Moment) Find(string name) => name switch
    {
        "uniform" => (new UniformLaw(-1, 1), ReferenceLaw.Uniform(-1, 1), order => order % 2 == 1 ? 0 : 1.0 / (order + 1)),
        "normal" => (new NormalLaw(0, 1), ReferenceLaw.Normal(0, 1), NormalMoment),
        _ => (new TruncatedNormalLaw(0, 1), ReferenceLaw.TruncatedNormal(0, 1), TruncatedMoment),
    };

    private static double NormalMoment(int order) =>
        order % 2 == 1 ? 0 : order == 0 ? 1 : (order - 1) * NormalMoment(order - 2);

    /// <summary>By parts: E[z^k] = (k - 1) E[z^(k-2)] - 2 * 2^(k-1) phi(2) / P(inside).</summary>
    private static double TruncatedMoment(int order)
    {
        if (order % 2 == 1) return 0;
        if (order == 0) return 1;
        double inside = 1 - (2 * Normal.CDF(0, 1, -2));
        return ((order - 1) * TruncatedMoment(order - 2)) - (2 * Math.Pow(2, order - 1) * Normal.PDF(0, 1, 2) / inside);
    }
}
