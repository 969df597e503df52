using CsCheck;
using MathNet.Numerics.Distributions;

namespace InitTools.Tests;

public sealed class NormalExpectationTests
{
    [Fact]
    public void Moments_are_exact() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0.01, 30]).Sample(
            (mean, deviation) =>
            {
                double variance = deviation * deviation;
                double fourth = Math.Pow(mean, 4) + 6 * mean * mean * variance + 3 * variance * variance;
                ActivationCases.AssertClose(1, NormalExpectation.Of(_ => 1, mean, deviation), 1e-13);
                Assert.Equal(mean, NormalExpectation.Of(z => z, mean, deviation), 1e-12 * (Math.Abs(mean) + deviation));
                ActivationCases.AssertClose(mean * mean + variance, NormalExpectation.Of(z => z * z, mean, deviation), 1e-12);
                ActivationCases.AssertClose(fourth, NormalExpectation.Of(z => z * z * z * z, mean, deviation), 1e-12);
            },
            iter: 200);

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Exponential_growth_is_no_matter(double deviation) =>
        ActivationCases.AssertClose(
            Math.Exp(deviation * deviation / 2), NormalExpectation.Of(Math.Exp, 0, deviation), 1e-12);

    [Fact]
    public void Listed_kinks_cost_no_accuracy() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0.1, 10], Gen.Double[-2, 2]).Sample(
            (mean, deviation, kink) => Assert.Equal(
                MeanAbove(kink, mean, deviation),
                NormalExpectation.Of(z => Math.Max(0, z - kink), mean, deviation, [kink]),
                1e-12 * deviation),
            iter: 300);

    [Theory]
    [InlineData(0, 0.3, 1e-12)]
    [InlineData(0, 7, 1e-12)]
    [InlineData(1.3, 1, 1e-10)]
    [InlineData(-2.7, 1.5, 1e-10)]
    public void Kinks_not_listed_are_found(double kink, double deviation, double tolerance) =>
        Assert.Equal(
            MeanAbove(kink, 0, deviation),
            NormalExpectation.Of(z => Math.Max(0, z - kink), 0, deviation),
            tolerance * deviation);

    [Fact]
    public void A_jump_that_is_not_listed_is_found() =>
        Assert.Equal(Normal.CDF(0, 1, -0.3), NormalExpectation.Of(z => z > 0.3 ? 1 : 0), 1e-12);

    /// <summary>E[sech^2(z)] tends to 2 phi(0)/deviation: the integral of sech^2 is 2.</summary>
    [Theory]
    [InlineData(1e3, 0)]
    [InlineData(1e5, 0)]
    [InlineData(1e5, 3e4)]
    public void A_wide_distribution_does_not_step_over_the_bend(double deviation, double mean)
    {
        double expected = 2 * Normal.PDF(mean, deviation, 0);
        double actual = NormalExpectation.Of(ActivationCatalogue.Tanh.Derivative, mean, deviation);
        ActivationCases.AssertClose(expected, actual, 1e-5);
    }

    [Fact]
    public void Zero_deviation_evaluates_at_the_mean() => Assert.Equal(8, NormalExpectation.Of(z => z * z * z, 2, 0));

    [Fact]
    public void A_function_in_single_precision_ends_at_its_own_accuracy() =>
        Assert.Equal(
            NormalExpectation.Of(Math.Tanh, 0.5, 2), NormalExpectation.Of(z => MathF.Tanh((float)z), 0.5, 2), 1e-7);

    [Fact]
    public void NaN_of_the_function_is_not_hidden() =>
        Assert.Equal(double.NaN, NormalExpectation.Of(z => z > 1 ? double.NaN : 0));

    [Fact]
    public void Negative_deviation_is_rejected() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalExpectation.Of(z => z, 0, -1));

    /// <summary>E[max(0, z - kink)].</summary>
    private static double MeanAbove(double kink, double mean, double deviation)
    {
        double u = (mean - kink) / deviation;
        return deviation * (u * Normal.CDF(0, 1, u) + Normal.PDF(0, 1, u));
    }
}
