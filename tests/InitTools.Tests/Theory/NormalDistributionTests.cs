using CsCheck;
using MathNet.Numerics.Distributions;

namespace InitTools.Tests;

public sealed class NormalDistributionTests
{
    /// <summary>Phi(x) and phi(x) computed with 400 digits.</summary>
    public static TheoryData<double, double, double> Exact => new()
    {
        { -37, 5.725571222524577e-300, 2.1200065515246056e-298 },
        { -20.1, 3.6896808637213897e-90, 7.434525389680312e-89 },
        { -8, 6.220960574271784e-16, 5.052271083536892e-15 },
        { -2, 0.02275013194817921, 0.05399096651318805 },
        { -0.3, 0.3820885778110474, 0.3813878154605241 },
        { 0, 0.5, 0.3989422804014327 },
        { 0.3, 0.6179114221889527, 0.3813878154605241 },
        { 2, 0.9772498680518208, 0.05399096651318805 },
        { 8, 0.9999999999999993, 5.052271083536892e-15 },
    };

    [Theory]
    [MemberData(nameof(Exact))]
    public void Cumulative_and_density_keep_their_digits(double x, double cumulative, double density)
    {
        ActivationCases.AssertClose(cumulative, NormalDistribution.Cumulative(x), 2e-15);
        ActivationCases.AssertClose(density, NormalDistribution.Density(x), 2e-15);
    }

    [Fact]
    public void Cumulative_agrees_with_an_independent_one() =>
        Gen.Double[-30, 30].Sample(
            x => ActivationCases.AssertClose(Normal.CDF(0, 1, x), NormalDistribution.Cumulative(x), 2e-13), iter: 20_000);

    [Theory]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(-1e200, 0)]
    [InlineData(1e200, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NaN, double.NaN)]
    public void Cumulative_has_its_limits(double x, double expected) =>
        Assert.Equal(expected, NormalDistribution.Cumulative(x));
}
