using static InitTools.Tests.HealthRows;

namespace InitTools.Tests;

/// <summary>InitTools' own rules on both sides of their thresholds, and which of several findings is the cause.</summary>
public sealed class InitToolsRuleTests
{
    private const string Pack = "InitTools";

    [Fact]
    public void Sound_rows_give_no_finding() => Assert.Empty(
        TrainingHealth.Measure(new("net", [.. Enumerable.Range(1, 4).Select(i => Epoch(i))], Around(Layer()).Probes)));

    [Theory]
    [InlineData(0.9e-3, 0.2, true)]
    [InlineData(1.1e-3, 0.2, false)]
    [InlineData(null, 0.2, false)]
    [InlineData(null, 0, true)] // a plain probe shows it by the standard deviation alone
    public void Units_that_are_all_alike_are_symmetric(double? spread, double deviation, bool fires) =>
        Check("ConstantStart", Around(Layer() with { UnitSpread = spread, WeightStandardDeviation = deviation }), fires, HealthVerdict.Symmetric);

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.49, false)]
    public void Half_of_a_hidden_layer_is_dead(double share, bool fires) =>
        Check("DeadUnits", Around(Layer() with { DeadFraction = share }), fires, HealthVerdict.Dead);

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.49, false)]
    [InlineData(null, false)]
    public void Half_of_a_hidden_layer_is_saturated(double? share, bool fires) =>
        Check("SaturatedUnits", Around(Layer() with { Activation = "tanh", SaturatedFraction = share }), fires, HealthVerdict.Saturated);

    [Fact]
    public void The_last_layer_may_be_sure_of_itself_and_start_with_zeros() => Assert.Empty(TrainingHealth.Measure(Of(new ProbeSnapshot(
        1, [Layer(1), Layer(2) with { Activation = "softmax", SaturatedFraction = 0.9, UnitSpread = 0, WeightStandardDeviation = 0, DeadFraction = 1 }]))));

    [Theory]
    [InlineData(0.99e-3, HealthVerdict.Vanishing)]
    [InlineData(1.01e-3, HealthVerdict.Healthy)]
    [InlineData(69, HealthVerdict.Healthy)]
    [InlineData(71, HealthVerdict.Exploding)]
    public void The_signal_at_the_first_layer_is_from_1e_3_to_70_of_the_last(double ratio, HealthVerdict verdict)
    {
        TrainingHistory history = Of(new ProbeSnapshot(1, [Layer(1) with { BackpropStandardDeviation = 0.01 * ratio }, Layer(2), Layer(3)]));
        Check("GradientSignal", history, verdict != HealthVerdict.Healthy, verdict);
    }

    [Theory]
    [InlineData(0.99e-3, null, HealthVerdict.Vanishing)]
    [InlineData(0.99e-3, 0.89, HealthVerdict.Vanishing)]
    [InlineData(0.99e-3, 0.9, HealthVerdict.Healthy)] // it has learned all the same
    [InlineData(1.01e-3, null, HealthVerdict.Healthy)]
    [InlineData(69, null, HealthVerdict.Healthy)]
    [InlineData(71, null, HealthVerdict.Exploding)]
    [InlineData(71, 0.95, HealthVerdict.Exploding)]
    [InlineData(double.PositiveInfinity, null, HealthVerdict.Healthy)] // another rule's
    public void The_signal_at_the_first_step_in_time_is_from_1e_3_to_70_of_the_last(double ratio, double? accuracy, HealthVerdict verdict)
    {
        LayerGradient[] steps = [.. ((double[])[ratio, 1, 1]).Select((factor, i) =>
            Layer() with { Type = "SimpleRnn", TimeStep = i + 1, BackpropStandardDeviation = 0.01 * factor })];
        TrainingHistory history = Of(new ProbeSnapshot(1, [Layer(1), Layer(2)]) { Steps = steps });
        if (accuracy is not null) history = history with { Epochs = [Epoch(1) with { Accuracy = accuracy, ValidationAccuracy = null }] };
        Check("GradientInTime", history, verdict != HealthVerdict.Healthy, verdict);
        Assert.All(Find(Pack, "GradientInTime", history), finding =>
        {
            Assert.Equal(("dense_1", ratio), (finding.Layer, Math.Round(finding.Measured, 9)));
            Assert.Contains("Orthogonal", finding.Recommendation, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("relu", 2.0 / 50, 10.1, 2, true)]
    [InlineData("relu", 2.0 / 50, 9.9, 2, false)]
    [InlineData("relu", 2.0 / 50, 0.099, 0.2, true)]
    [InlineData("relu", 2.0 / 50, 0.101, 0.2, false)]
    [InlineData("relu", 2.0 / 50, 20, 0.6, false)] // the outputs don't show it: something normalizes them
    [InlineData("selu", 1.0 / 50, 10.1, 3, true)]
    [InlineData("tanh", 2.0 / 100, 0.099, 0.1, true)]
    [InlineData(null, 1.0 / 50, 10.1, 4, true)]
    public void Weights_ten_times_too_wide_or_narrow_are_of_the_wrong_scale(
        string? activation, double variance, double ratio, double outputs, bool fires)
    {
        LayerGradient row = Layer() with
        {
            Activation = activation, WeightStandardDeviation = Math.Sqrt(variance * ratio), ActivationStandardDeviation = outputs,
        };
        Check("WeightScale", Around(row), fires, HealthVerdict.WrongScale);
    }

    [Fact]
    public void Large_weights_that_saturate_some_outputs_are_of_the_wrong_scale()
    {
        LayerGradient row = Layer() with { Activation = "tanh", WeightStandardDeviation = 1, ActivationStandardDeviation = 0.9, SaturatedFraction = 0.3 };
        Check("WeightScale", Around(row), true, HealthVerdict.WrongScale);
        Check("WeightScale", Around(row with { SaturatedFraction = 0.2 }), false, HealthVerdict.Healthy);
    }

    [Theory]
    [InlineData(1.1, 0.6, true)]
    [InlineData(0.9, 0.6, false)] // dead, but not by long steps
    [InlineData(3, 0.1, false)] // far from where they began, and well
    public void Weights_that_moved_far_and_are_sick_now_were_moved_too_fast(double change, double dead, bool fires)
    {
        ProbeSnapshot later = new(11, [Layer(1, 11) with { WeightChange = change, DeadFraction = dead }, Layer(2, 11)]);
        Check("LongSteps", Of(Around(Layer()).Probes[0], later), fires, HealthVerdict.LearningRateTooHigh);
    }

    [Theory]
    [InlineData(1.45, true)]
    [InlineData(1.35, false)]
    public void A_loss_that_rises_by_a_fifth_of_the_first_overshoots(double third, bool fires) =>
        Check("LossRise", Of(Epoch(1, 2.0), Epoch(2, 1.0), Epoch(3, third)), fires, HealthVerdict.LearningRateTooHigh);

    [Theory]
    [InlineData(0.95, 0.79, true)]
    [InlineData(0.95, 0.81, false)]
    [InlineData(0.89, 0.5, false)] // not known by heart yet
    public void Accuracies_0_15_apart_are_overfit(double training, double validation, bool fires) => Check(
        "Memorizing", Of(Epoch(1) with { Accuracy = training, ValidationAccuracy = validation }), fires, HealthVerdict.Overfit);

    [Theory]
    [InlineData(0.21, 0.05, true)]
    [InlineData(0.19, 0.05, false)]
    [InlineData(0.21, 0.15, false)]
    public void Without_accuracies_a_validation_loss_of_twice_its_minimum_is_overfit(double validation, double training, bool fires)
    {
        TrainingEpoch first = Epoch(1) with { Accuracy = null, ValidationAccuracy = null, Loss = 0.2, ValidationLoss = 0.1 };
        Check("Memorizing", Of(first, first with { Epoch = 2, Step = 40, Loss = training, ValidationLoss = validation }), fires, HealthVerdict.Overfit);
    }

    [Theory]
    [InlineData(1.85, 0.5, 3, true)]
    [InlineData(1.75, 0.5, 3, false)]
    [InlineData(1.85, 0.95, 3, false)] // learned in the first epoch
    [InlineData(1.85, 0.5, 2, false)] // too early to tell
    public void A_loss_that_falls_by_less_than_a_tenth_in_three_epochs_learns_nothing(double loss, double accuracy, int epochs, bool fires)
    {
        TrainingEpoch[] rows = [.. Enumerable.Range(1, epochs).Select(
            i => Epoch(i, i == 1 ? 2.0 : loss) with { Accuracy = accuracy, ValidationAccuracy = null })];
        Check("NoProgress", Of(rows), fires, HealthVerdict.NotLearning);
    }

    [Fact]
    public void What_is_wrong_from_the_start_comes_before_what_follows()
    {
        ProbeSnapshot start = new(1, [Layer(1), Layer(2) with { UnitSpread = 0, DeadFraction = 1 }, Layer(3)]);
        TrainingHistory history = new("net", [Epoch(1, 2.3), Epoch(2, 2.3), Epoch(3, double.NaN)], [start]);
        Assert.All(TrainingHealth.Measure(history), finding => Assert.Equal(("ConstantStart", HealthVerdict.Symmetric), (finding.Rule, finding.Verdict)));
        Assert.Single(TrainingHealth.Measure(history));
    }

    [Fact]
    public void NaN_after_a_good_start_is_the_learning_rate_s_and_without_any_start_nobody_s()
    {
        TrainingHistory broken = Around(Layer()) with { Epochs = [Epoch(1, double.NaN)] };
        Assert.Equal(HealthVerdict.LearningRateTooHigh, Assert.Single(TrainingHealth.Measure(broken)).Verdict);
        Assert.Equal(HealthVerdict.LearningRateTooHigh, Assert.Single(TrainingHealth.Measure(Of(Epoch(1), Epoch(2, double.NaN)))).Verdict);
        Assert.Equal(HealthVerdict.NonFinite, Assert.Single(TrainingHealth.Measure(Of(Epoch(1, double.NaN)))).Verdict);
    }

    [Fact]
    public void Units_that_die_slowly_are_dead()
    {
        ProbeSnapshot later = new(101, [Layer(1, 101) with { WeightChange = 0.6, DeadFraction = 0.7 }, Layer(2, 101)]);
        Finding found = Assert.Single(TrainingHealth.Measure(Of(Around(Layer()).Probes[0], later)));
        Assert.Equal((HealthVerdict.Dead, "dense_1", 101L), (found.Verdict, found.Layer, found.Step));
    }

    private static void Check(string rule, TrainingHistory history, bool fires, HealthVerdict verdict)
    {
        IReadOnlyList<Finding> found = Find(Pack, rule, history);
        Assert.Equal(fires, found.Count > 0);
        Assert.All(found, finding => Assert.Equal(verdict, finding.Verdict));
    }
}
