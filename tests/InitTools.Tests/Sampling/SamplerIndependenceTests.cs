using InitTools.Sampling;
using MathNet.Numerics.Distributions;

namespace InitTools.Tests.Sampling;

/// <summary>Bits, correlations and integers; fixed seeds, each assertion at a false-alarm rate of 1e-6.</summary>
public sealed class SamplerIndependenceTests
{
    private const int Count = 1 << 22;

    [Fact]
    public void Top_and_bottom_bits_of_uniform_values_are_uniform()
    {
        float[] values = Draw(new RandomStream(11, 1));
        var top = new int[256];
        var bottom = new int[256];
        int counted = 0;
        foreach (float value in values)
        {
            // Between 1/2 and 1 all floats are equally far apart, so their mantissas are equally likely.
            if (Math.Abs(value) < 0.5f) continue;
            uint mantissa = BitConverter.SingleToUInt32Bits(value);
            top[(mantissa >> 15) & 0xFF]++;
            bottom[mantissa & 0xFF]++;
            counted++;
        }
        AssertUniform(top, counted);
        AssertUniform(bottom, counted);
    }

    [Theory]
    [InlineData(55)]
    [InlineData(32)]
    [InlineData(8)]
    [InlineData(0)]
    public void Bytes_of_words_are_uniform(int shift)
    {
        var words = new long[Count];
        Sampler.FillIntegers(words, long.MaxValue, new RandomStream(12, 1));
        var counts = new int[256];
        foreach (long word in words) counts[(word >> shift) & 0xFF]++;
        AssertUniform(counts, Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(128)]
    public void Neighbours_in_a_stream_are_uncorrelated(int lag)
    {
        float[] values = Draw(new RandomStream(13, 1));
        AssertUncorrelated(values.AsSpan(lag), values.AsSpan(0, Count - lag));
    }

    [Theory]
    [InlineData(13, 2)]
    [InlineData(14, 1)]
    [InlineData(12, 1)]
    [InlineData(13, 1L << 32)]
    [InlineData(13 + (1L << 32), 1)]
    public void Streams_and_seeds_are_uncorrelated(long seed, long stream) =>
        AssertUncorrelated(Draw(new RandomStream(13, 1)), Draw(new RandomStream((ulong)seed, (ulong)stream)));

    [Fact]
    public void Streams_of_similar_names_are_uncorrelated() => AssertUncorrelated(
        Draw(RandomStream.FromName(42, "layer1.weight")), Draw(RandomStream.FromName(42, "layer2.weight")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Integers_are_equally_likely(int exclusiveMaximum)
    {
        var integers = new long[1 << 20];
        Sampler.FillIntegers(integers, exclusiveMaximum, new RandomStream(15, 1));
        var counts = new int[exclusiveMaximum];
        foreach (long integer in integers) counts[integer]++;
        if (exclusiveMaximum > 1) AssertUniform(counts, integers.Length);
    }

    [Fact]
    public void Integers_depend_on_their_place_alone()
    {
        var many = new long[1000];
        var few = new long[37];
        Sampler.FillIntegers(many, 1L << 40, new RandomStream(16, 1));
        Sampler.FillIntegers(few, 1L << 40, new RandomStream(16, 1));
        Assert.Equal(many[..37], few);
    }

    [Fact]
    public void Every_order_is_equally_likely()
    {
        var counts = new int[24];
        const int Draws = 1 << 16;
        for (ulong draw = 0; draw < Draws; draw++)
        {
            int[] order = Sampler.Permutation(4, new RandomStream(17, draw));
            Assert.Equal([0, 1, 2, 3], order.Order());
            int rank = (order[0] * 6) + (order[1..].Count(x => x < order[1]) * 2) + (order[2] > order[3] ? 1 : 0);
            counts[rank]++;
        }
        AssertUniform(counts, Draws);
        Assert.Empty(Sampler.Permutation(0, new RandomStream(17, 1)));
        Assert.Equal(Enumerable.Range(0, 1000), Sampler.Permutation(1000, new RandomStream(17, 1)).Order());
    }

    private static float[] Draw(RandomStream stream)
    {
        var values = new float[Count];
        Sampler.Fill(values, new UniformLaw(-1, 1), stream);
        return values;
    }

    private static void AssertUniform(int[] counts, int total)
    {
        double expected = (double)total / counts.Length;
        double statistic = counts.Sum(count => (count - expected) * (count - expected) / expected);
        double p = 1 - ChiSquared.CDF(counts.Length - 1, statistic);
        Assert.InRange(p, Statistics.FalseAlarm / 2, 1 - (Statistics.FalseAlarm / 2));
    }

    private static void AssertUncorrelated(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        Assert.InRange(3 * sum / Math.Sqrt(a.Length), -Statistics.Tolerance, Statistics.Tolerance);
    }
}
