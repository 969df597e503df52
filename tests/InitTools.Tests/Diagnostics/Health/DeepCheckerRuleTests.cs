using MathNet.Numerics.Distributions;
using static InitTools.Tests.HealthRows;

namespace InitTools.Tests;

/// <summary>Each of TheDeepChecker's rules with figures on both sides of its threshold.</summary>
public sealed class DeepCheckerRuleTests
{
    private const string Pack = "DeepChecker";

    [Fact]
    public void Sound_rows_give_no_finding() => Assert.Empty(
        RulePackCatalogue.Find(Pack).Measure(new("net", [.. Enumerable.Range(1, 4).Select(i => Epoch(i))], Around(Layer()).Probes)));

    [Fact]
    public void The_critical_ratio_is_the_F_distribution_s()
    {
        // With infinitely many degrees of freedom below, F(1, n) is chi-square with 1.
        Assert.Equal(InitialWeightRule.CriticalRatio, new ChiSquared(1).InverseCumulativeDistribution(0.9), 1e-5);
    }

    [Theory]
    [InlineData("relu", 2.0 / 50, 2.7, false)]
    [InlineData("relu", 2.0 / 50, 2.71, true)]
    [InlineData("relu", 2.0 / 50, 1 / 2.71, true)]
    [InlineData("tanh", 2.0 / 100, 2.7, false)]
    [InlineData("tanh", 2.0 / 100, 2.71, true)]
    [InlineData("sigmoid", 1.0 / 50, 2.7, false)]
    [InlineData("sigmoid", 1.0 / 50, 2.71, true)]
    [InlineData("selu", 2.0 / 50, 2.7, false)] // He, LeCun or Glorot, whichever is nearest
    [InlineData("selu", 2.0 / 50, 2.71, true)]
    [InlineData(null, 1.0 / 50, 1 / 2.7, false)]
    public void Weights_are_tested_against_the_recommended_variance(string? activation, double variance, double ratio, bool fires)
    {
        LayerGradient row = Layer() with { Activation = activation, WeightStandardDeviation = Math.Sqrt(variance * ratio) };
        IReadOnlyList<Finding> found = Find(Pack, "InitialWeight", Around(row));
        Assert.Equal(fires, found.Count == 1);
        Assert.All(found, finding => Assert.Equal((HealthVerdict.WrongScale, "dense_2"), (finding.Verdict, finding.Layer)));
    }

    [Fact]
    public void Weights_that_are_all_equal_are_symmetric_and_those_that_have_moved_are_not_tested()
    {
        Assert.Equal(HealthVerdict.Symmetric, Assert.Single(Find(Pack, "InitialWeight", Around(Layer() with { WeightStandardDeviation = 0 }))).Verdict);
        LayerGradient moved = Layer(step: 50) with { WeightStandardDeviation = 3, WeightChange = 5 };
        Assert.Empty(Find(Pack, "InitialWeight", Around(moved)));
    }

    [Theory]
    [InlineData("relu", 0.49, true)]
    [InlineData("relu", 0.51, false)]
    [InlineData("tanh", 1.99, false)]
    [InlineData("tanh", 2.01, true)]
    [InlineData("linear", 5, false)]
    [InlineData(null, 5, false)]
    public void Activations_spread_from_0_5_to_2(string? activation, double deviation, bool fires) => Assert.Equal(
        fires,
        Find(Pack, "ActivationDistribution", Around(Layer() with { Activation = activation, ActivationStandardDeviation = deviation })).Count == 1);

    [Theory]
    [InlineData(0.9e-4, true, HealthVerdict.NotLearning)]
    [InlineData(1.1e-4, false, HealthVerdict.Healthy)]
    [InlineData(0.099, false, HealthVerdict.Healthy)]
    [InlineData(0.101, true, HealthVerdict.LearningRateTooHigh)]
    [InlineData(0, true, HealthVerdict.NotLearning)]
    public void Updates_have_a_logarithm_from_minus_4_to_minus_1(double ratio, bool fires, HealthVerdict verdict)
    {
        IReadOnlyList<Finding> found = Find(Pack, "UnstableLearning", Around(Layer() with { WeightUpdateRatio = ratio }));
        Assert.Equal(fires, found.Count == 1);
        Assert.All(found, finding => Assert.Equal((verdict, Math.Log10(ratio)), (finding.Verdict, finding.Measured)));
    }

    [Theory]
    [InlineData("VanishingGradient", 0.9e-6, true)]
    [InlineData("VanishingGradient", 1.1e-6, false)]
    [InlineData("ExplodingGradient", 1.1e6, true)]
    [InlineData("ExplodingGradient", 0.9e6, false)]
    public void A_mean_gradient_is_from_1e_6_to_1e6(string rule, double mean, bool fires) =>
        Assert.Equal(fires, Find(Pack, rule, Around(Layer() with { WeightGradientMeanAbsolute = mean })).Count == 1);

    [Fact]
    public void Numbers_that_are_none_are_an_instability() =>
        Assert.Single(Find(Pack, "NumericalInstability", Around(Layer() with { BackpropStandardDeviation = double.NaN })));
}
