using static InitTools.Tests.HealthRows;

namespace InitTools.Tests;

/// <summary>Each of AutoTrainer's rules with figures on both sides of its threshold.</summary>
public sealed class AutoTrainerRuleTests
{
    private const string Pack = "AutoTrainer";

    [Fact]
    public void Sound_rows_give_no_finding() => Assert.Empty(
        RulePackCatalogue.Find(Pack).Measure(new("net", [.. Enumerable.Range(1, 4).Select(i => Epoch(i))], Around(Layer()).Probes)));

    [Theory]
    [InlineData(0.99e-4, 0.2, true)]
    [InlineData(1.01e-4, 0.2, false)] // small beside the last, but not small
    [InlineData(0.99e-4, 0.05, false)] // small, but not beside the last
    public void The_first_kernel_s_gradient_vanishes_beside_the_last_one_s(double first, double last, bool fires) =>
        Assert.Equal(fires, Find(Pack, "GradientVanish", Norms(first, last)).Any(found => found.Verdict == HealthVerdict.Vanishing));

    [Theory]
    [InlineData(71, true)]
    [InlineData(69, false)]
    public void The_first_kernel_s_gradient_explodes_beside_the_last_one_s(double first, bool fires) =>
        Assert.Equal(fires, Find(Pack, "GradientExplode", Norms(first, 1)).Any(found => found.Verdict == HealthVerdict.Exploding));

    [Theory]
    [InlineData(0.71, 0.71, true)]
    [InlineData(1, 0.39, false)]
    [InlineData(1, 0.41, true)]
    public void Seventy_percent_of_zero_gradients_are_dying_ReLUs(double first, double second, bool fires)
    {
        ProbeSnapshot probe = new(1, [Layer(1) with { WeightGradientZeroFraction = first }, Layer(2) with { WeightGradientZeroFraction = second }]);
        Assert.Equal(fires, Find(Pack, "DyingRelu", Of(probe)).Any(found => found.Verdict == HealthVerdict.Dead));
    }

    [Fact]
    public void A_training_that_satisfies_is_not_asked_for_its_gradients()
    {
        TrainingHistory sick = Norms(1e-6, 1) with { Epochs = [Epoch(1) with { Accuracy = 0.6, ValidationAccuracy = 0.69 }] };
        Assert.Single(Find(Pack, "GradientVanish", sick));
        Assert.Empty(Find(Pack, "GradientVanish", sick with { Epochs = [Epoch(1) with { Accuracy = 0.6, ValidationAccuracy = 0.71 }] }));
    }

    [Theory]
    [InlineData(0.031, true)]
    [InlineData(0.029, false)]
    public void Swings_of_the_accuracy_in_a_fifth_of_the_epochs_are_unstable(double swing, bool fires)
    {
        double[] accuracy = [0.5, 0.8, 0.8 - swing, 0.8, 0.8 - swing, 0.81, 0.82, 0.83, 0.84, 0.85];
        TrainingEpoch[] epochs = [.. accuracy.Select((value, i) => Epoch(i + 1) with { Accuracy = value })];
        Assert.Equal(fires, Find(Pack, "OscillatingLoss", Of(epochs)).Any(found => found.Verdict == HealthVerdict.LearningRateTooHigh));
    }

    [Theory]
    [InlineData(0.69, true)]
    [InlineData(0.7, false)]
    public void A_best_accuracy_under_0_7_is_slow(double best, bool fires)
    {
        TrainingHistory history = Of(Epoch(1) with { Accuracy = best, ValidationAccuracy = 0.2 }, Epoch(2) with { Accuracy = 0.3, ValidationAccuracy = null });
        Assert.Equal(fires, Find(Pack, "SlowConvergence", history).Any(found => found.Verdict == HealthVerdict.NotLearning));
        Assert.Empty(Find(Pack, "SlowConvergence", Of(Epoch(1) with { Accuracy = null, ValidationAccuracy = null })));
    }

    [Fact]
    public void A_loss_that_is_no_number_has_exploded() => Assert.Equal(
        HealthVerdict.Exploding, Assert.Single(Find(Pack, "NonFiniteLoss", Of(Epoch(1, double.PositiveInfinity)))).Verdict);

    private static TrainingHistory Norms(double first, double last) =>
        Of(new ProbeSnapshot(1, [Layer(1) with { WeightGradientNorm = first }, Layer(2) with { WeightGradientNorm = last }]));
}
