using static InitTools.Tests.HealthRows;

namespace InitTools.Tests;

/// <summary>Each of SageMaker Debugger's rules with figures on both sides of its threshold.</summary>
public sealed class SageMakerRuleTests
{
    private const string Pack = "SageMaker";

    [Fact]
    public void Sound_rows_give_no_finding()
    {
        TrainingHistory sound = new("net", [.. Enumerable.Range(1, 4).Select(i => Epoch(i))], Around(Layer()).Probes);
        Assert.Empty(RulePackCatalogue.Find(Pack).Measure(sound));
    }

    [Theory]
    [InlineData(0.99e-7, true)]
    [InlineData(1.01e-7, false)]
    [InlineData(0.0, true)]
    [InlineData(null, false)]
    public void A_mean_gradient_under_1e_7_vanishes(double? mean, bool fires) =>
        Check("VanishingGradient", Layer() with { WeightGradientMeanAbsolute = mean }, fires, HealthVerdict.Vanishing, mean);

    [Theory]
    [InlineData("relu", 0.51, true)]
    [InlineData("relu", 0.5, false)]
    [InlineData("tanh", 0.51, false)]
    [InlineData("relu", null, false)]
    public void Over_half_of_a_ReLU_layer_rarely_active_is_dead(string activation, double? rare, bool fires) =>
        Check("DeadRelu", Layer() with { Activation = activation, RarelyActiveFraction = rare }, fires, HealthVerdict.Dead, rare);

    [Theory]
    [InlineData("tanh", 0.51, true)]
    [InlineData("sigmoid", 0.9, true)]
    [InlineData("tanh", 0.5, false)]
    [InlineData("relu", 0.9, false)]
    public void Over_half_of_a_tanh_or_sigmoid_layer_at_its_ends_is_saturated(string activation, double? rare, bool fires) =>
        Check("SaturatedActivation", Layer() with { Activation = activation, RarelyActiveFraction = rare }, fires, HealthVerdict.Saturated, rare);

    [Theory]
    [InlineData(0.2, 1, false)]
    [InlineData(0.64, 1, true)] // (0.64 / 0.2)^2 = 10.24
    [InlineData(0.63, 1, false)] // 9.92
    [InlineData(0.06, 10, true)]
    [InlineData(0.06, 11, false)] // only the first ten steps count
    [InlineData(0.06, null, true)]
    public void Weight_variances_ten_times_apart_are_a_poor_initialization(double deviation, int? step, bool fires)
    {
        IReadOnlyList<Finding> found = Find(Pack, "PoorWeightInitialization", Around(Layer(step: step) with { WeightStandardDeviation = deviation }));
        Assert.Equal(fires, found.Count == 1);
        Assert.All(found, finding => Assert.Equal((HealthVerdict.WrongScale, null, 10.0), (finding.Verdict, finding.Layer, finding.Threshold)));
    }

    [Theory]
    [InlineData(0.9e-8, true, HealthVerdict.NotLearning)]
    [InlineData(1.1e-8, false, HealthVerdict.Healthy)]
    [InlineData(9.9, false, HealthVerdict.Healthy)]
    [InlineData(10.1, true, HealthVerdict.LearningRateTooHigh)]
    [InlineData(null, false, HealthVerdict.Healthy)]
    public void An_update_ratio_outside_of_1e_8_to_10_fires(double? ratio, bool fires, HealthVerdict verdict) =>
        Check("WeightUpdateRatio", Layer() with { WeightUpdateRatio = ratio }, fires, verdict, ratio);

    [Fact]
    public void All_zero_outputs_weights_or_gradients_fire()
    {
        Check("AllZero", Layer() with { ActivationMean = 0, ActivationStandardDeviation = 0 }, true, HealthVerdict.Dead, 1);
        Check("AllZero", Layer() with { WeightGradientZeroFraction = 1 }, true, HealthVerdict.Dead, 1);
        Check("AllZero", Layer() with { WeightStandardDeviation = 0, UpdateRatio = double.PositiveInfinity }, true, HealthVerdict.Dead, 1);
        Check("AllZero", Layer() with { WeightGradientZeroFraction = 0.99 }, false, HealthVerdict.Healthy, null);
        Check("AllZero", Layer() with { ActivationMean = 0.5, ActivationStandardDeviation = 0 }, false, HealthVerdict.Healthy, null);
        Check("AllZero", Layer() with { WeightStandardDeviation = 0, UpdateRatio = 3 }, false, HealthVerdict.Healthy, null); // all equal, not 0
    }

    [Theory]
    [InlineData(1e-6, 3, true)]
    [InlineData(1e-6, 2, false)]
    [InlineData(1e-4, 5, false)]
    public void Weights_that_stay_for_three_probes_are_unchanged(double ratio, int probes, bool fires)
    {
        TrainingHistory history = Of([.. Enumerable.Range(0, probes).Select(
            i => new ProbeSnapshot(1 + (10 * i), [Layer(1, 1 + (10 * i)) with { WeightUpdateRatio = ratio }, Layer(2, 1 + (10 * i))]))]);
        IReadOnlyList<Finding> found = Find(Pack, "UnchangedTensor", history);
        Assert.Equal(fires, found.Count == 1);
        Assert.All(found, finding => Assert.Equal(("dense_1", 21L, HealthVerdict.NotLearning), (finding.Layer, finding.Step, finding.Verdict)));
    }

    [Fact]
    public void A_loss_that_does_not_fall_over_ten_steps_fires()
    {
        Finding found = Assert.Single(Find(Pack, "LossNotDecreasing", Of(Epoch(1, 2.0), Epoch(2, 1.0), Epoch(3, 1.0), Epoch(4, 1.5))));
        Assert.Equal((60L, 2, HealthVerdict.NotLearning), (found.Step, found.Count, found.Verdict));
        Assert.Empty(Find(Pack, "LossNotDecreasing", Of(Epoch(1, 2.0), Epoch(2, 1.5), Epoch(3, 1.0))));
    }

    [Fact]
    public void A_loss_is_compared_with_one_ten_steps_before_at_least() => Assert.Empty(Find(
        Pack, "LossNotDecreasing", Of(Epoch(1, 2.0) with { Step = 4 }, Epoch(2, 2.5) with { Step = 8 }, Epoch(3, 1.9) with { Step = 14 })));

    [Theory]
    [InlineData(1.11, true)]
    [InlineData(1.09, false)]
    [InlineData(null, false)]
    public void A_validation_loss_a_tenth_above_the_training_loss_is_overfit(double? validation, bool fires)
    {
        IReadOnlyList<Finding> found = Find(Pack, "Overfit", Of(Epoch(1, 1.0) with { ValidationLoss = validation }));
        Assert.Equal(fires, found.Count == 1);
    }

    [Fact]
    public void Numbers_that_are_none_fire_where_they_begin()
    {
        ProbeSnapshot probe = new(5, [Layer(1, 5), Layer(2, 5) with { ActivationMean = double.NaN }, Layer(3, 5) with { ActivationMean = double.NaN }]);
        Finding found = Assert.Single(Find(Pack, "ExplodingTensor", Of(probe)));
        Assert.Equal(("dense_2", 5L, HealthVerdict.NonFinite), (found.Layer, found.Step, found.Verdict));
        Assert.Equal(20, Assert.Single(Find(Pack, "ExplodingTensor", Of(Epoch(1, double.NaN)))).Step);
    }

    private static void Check(string rule, LayerGradient row, bool fires, HealthVerdict verdict, double? measured)
    {
        IReadOnlyList<Finding> found = Find(Pack, rule, Around(row));
        Assert.Equal(fires, found.Count == 1);
        Assert.All(found, finding => Assert.Equal((verdict, "dense_2", (long?)1, measured), (finding.Verdict, finding.Layer!, finding.Step, (double?)finding.Measured)));
    }
}
