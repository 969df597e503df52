using InitTools.Sampling;

namespace InitTools.Tests.Sampling;

/// <summary>The densities that pictures lay over histograms, against the derivative of the books' distribution functions.</summary>
public sealed class LawDensityTests
{
    public static TheoryData<string, double, double> Laws => new()
    {
        { "uniform", -0.3, 0.7 },
        { "normal", 0.5, 0.02 },
        { "truncated", -1, 3 },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void A_density_is_the_slope_of_the_distribution(string kind, double first, double second)
    {
        (SamplingLaw law, ReferenceLaw reference) = kind switch
        {
            "uniform" => ((SamplingLaw)new UniformLaw(first, second), ReferenceLaw.Uniform(first, second)),
            "normal" => (new NormalLaw(first, second), ReferenceLaw.Normal(first, second)),
            _ => (new TruncatedNormalLaw(first, second), ReferenceLaw.TruncatedNormal(first, second)),
        };
        double deviation = Math.Sqrt(reference.Variance), step = 1e-4 * deviation;
        for (double z = -3.05; z < 3.1; z += 0.1)
        {
            double x = reference.Mean + (z * deviation);
            double slope = (reference.Cdf(x + step) - reference.Cdf(x - step)) / (2 * step);
            Assert.Equal(slope * deviation, law.Density(x) * deviation, 1e-6);
        }
    }
}
