using InitTools.Sampling;

namespace InitTools.Tests.Sampling;

public sealed unsafe class QuantileTests
{
    /// <summary>Quantiles of the tail, found to 20 digits by Halley's method on the complementary error function.</summary>
    [Theory]
    [InlineData(5.551115123125783e-17, 8.2923610758135955382)]
    [InlineData(8.881784197001252e-16, 7.9560381254815309622)]
    [InlineData(2.842170943040401e-14, 7.5151552941589075804)]
    [InlineData(9.094947017729282e-13, 7.0477002566644087254)]
    [InlineData(1.4551915228366852e-11, 6.6510353798930105467)]
    [InlineData(2.9103830456733704e-11, 6.5482693678317307554)]
    [InlineData(9.313225746154785e-10, 6.0093535655307438932)]
    [InlineData(2.9802322387695312e-08, 5.4199831749168679884)]
    [InlineData(9.5367431640625e-07, 4.763001034267813957)]
    [InlineData(3.0517578125e-05, 4.0087725941685849623)]
    [InlineData(0.0009765625, 3.0972690781987844624)]
    [InlineData(0.0078125, 2.4175590162365050618)]
    [InlineData(0.03125, 1.8627318674216514555)]
    [InlineData(0.0625, 1.5341205443525463117)]
    [InlineData(0.125, 1.1503493803760081783)]
    [InlineData(0.25, 0.6744897501960817432)]
    [InlineData(0.375, 0.31863936396437516302)]
    [InlineData(0.46875, 0.07841241273311219854)]
    [InlineData(0.4990234375, 0.0024478816191106774544)]
    [InlineData(0.4999990463256836, 2.3905070062955740613e-6)]
    [InlineData(0.4999999999990905, 2.2797651350911114627e-12)]
    [InlineData(0.4999999999999999, 2.7829164246717669222e-16)]
    [InlineData(0.075, 1.4395314709384559349)]
    [InlineData(0.0749, 1.4402382675279636631)]
    public void Quantiles_in_double_precision_are_exact_to_1e_15(double tail, double quantile) =>
        Assert.InRange((Quantile(0.5 - tail, tail) / quantile) - 1, -1e-15, 1e-15);

    [Fact]
    public void The_normal_law_is_within_its_stated_error_for_every_kind_of_word() =>
        CheckNormal<NormalQuantile>(1, tolerance: 2.5e-7);

    [Fact]
    public void The_truncated_law_is_within_its_stated_error_for_every_kind_of_word() =>
        CheckTruncated<TruncatedNormalQuantile>(1, tolerance: 2e-7);

    /// <summary>As float16 and bfloat16 take them.</summary>
    [Fact]
    public void The_short_polynomials_are_within_their_stated_errors_for_every_kind_of_word()
    {
        CheckNormal<NormalQuantile16>(HalfFormat.Unit, tolerance: 1.7e-5);
        CheckTruncated<TruncatedNormalQuantile16>(BFloat16Format.Unit, tolerance: 2.3e-5);
    }

    private static void CheckNormal<TTable>(double unit, double tolerance)
        where TTable : struct, IQuantileTable
    {
        var law = new NormalSingle<TTable>(new NormalLaw(0, 1), unit);
        foreach (uint word in Words())
        {
            double fromMean = (word | 1) * Math.ScaleB(1, -33);
            CheckValue(word, law.Shape(Pair(word)), Quantile(fromMean, 0.5 - fromMean) * unit, tolerance);
        }
    }

    private static void CheckTruncated<TTable>(double unit, double tolerance)
        where TTable : struct, IQuantileTable
    {
        const double Inside = 0.47724986805182079;
        var cut = new TruncatedNormalLaw(0, 1);
        var law = new TruncatedNormalSingle<TTable>(cut, OpenRange.Between(cut.Lower, cut.Upper, SampleType.Float32), unit);
        foreach (uint word in Words())
        {
            double fromMean = Inside * ((word | 1) * Math.ScaleB(1, -32));
            CheckValue(word, law.Shape(Pair(word)), Quantile(fromMean, 0.5 - fromMean) * unit, tolerance);
        }
    }

    /// <summary>Words of both signs at every scale from either end, and many between.</summary>
    private static IEnumerable<uint> Words()
    {
        for (int bit = 0; bit < 32; bit++)
        {
            for (uint near = 0; near < 64; near++)
            {
                uint word = (1u << bit) - 32 + near;
                yield return word;
                yield return ~word;
            }
        }
        for (ulong word = 0; word <= uint.MaxValue; word += 4099) yield return (uint)word;
    }

    private static void CheckValue(uint word, Lanes64 values, double quantile, double tolerance)
    {
        ulong bits;
        Lanes64.Store(values, (byte*)&bits);
        float value = BitConverter.UInt32BitsToSingle((uint)bits);
        double error = (Math.Abs(value) / quantile) - 1;
        if (Math.Abs(error) > tolerance || float.IsNegative(value) != (word % 2 == 1))
            Assert.Fail($"Word {word:X8} gives {value:R}, {error:E2} from {quantile:R}.");
    }

    private static Lanes64 Pair(uint word) => Lanes64.Create32(word);

    private static double Quantile(double fromMean, double tail)
    {
        double value;
        Lanes64.Store(DoubleQuantile.Evaluate(Lanes64.CreateDouble(fromMean), Lanes64.CreateDouble(tail)), (byte*)&value);
        return value;
    }
}
