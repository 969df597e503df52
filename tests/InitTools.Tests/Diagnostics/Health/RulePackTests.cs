using static InitTools.Tests.HealthRows;

namespace InitTools.Tests;

/// <summary>How packs are found, and how firings become findings.</summary>
public sealed class RulePackTests
{
    [Fact]
    public void Packs_are_found_by_name_and_wrong_names_are_answered_with_near_ones()
    {
        Assert.Equal(["InitTools", "SageMaker", "AutoTrainer", "DeepChecker"], RulePackCatalogue.All.Select(pack => pack.Name));
        Assert.Same(RulePackCatalogue.Default, RulePackCatalogue.Find("inittools"));
        Errors.Throws("UnknownRulePack", () => RulePackCatalogue.Find("SageMakr"), "SageMaker");
    }

    [Fact]
    public void Every_rule_has_a_name_of_its_own_and_a_source() => Assert.All(RulePackCatalogue.All, pack =>
    {
        Assert.Equal(pack.Rules.Count, pack.Rules.Select(rule => rule.Name).Distinct().Count());
        Assert.All(pack.Rules, rule => Assert.NotEmpty(rule.Source));
    });

    [Fact]
    public void A_rule_gives_one_finding_a_layer_with_its_first_step_and_how_often_it_fired()
    {
        ProbeSnapshot[] probes = [.. new long[] { 1, 11, 21 }.Select(step => new ProbeSnapshot(step,
        [
            Layer(1, step) with { WeightGradientMeanAbsolute = step > 1 ? 1e-9 * step : 1 },
            Layer(2, step),
            Layer(3, step) with { WeightGradientMeanAbsolute = step == 21 ? 1e-8 : 1 },
        ]))];
        IReadOnlyList<Finding> found = Find("SageMaker", "VanishingGradient", Of(probes));
        Assert.Equal(
            [("dense_1", 11L, 2, 1.1e-8), ("dense_3", 21L, 1, 1e-8)],
            found.Select(finding => (finding.Layer!, finding.Step!.Value, finding.Count, Math.Round(finding.Measured, 12))));
        Assert.All(found, finding => Assert.Equal(("net", "SageMaker", 1e-7), (finding.Model, finding.RulePack, finding.Threshold)));
        Assert.All(found, finding => Assert.NotEmpty(finding.Recommendation));
    }

    [Fact]
    public void Packs_are_run_one_after_the_other()
    {
        TrainingHistory sick = Around(Layer() with { Activation = "tanh", WeightGradientMeanAbsolute = 1e-9, BackpropStandardDeviation = 0 });
        IReadOnlyList<Finding> found = TrainingHealth.Measure(sick, [RulePackCatalogue.Find("DeepChecker"), RulePackCatalogue.Find("SageMaker")]);
        Assert.Equal(["DeepChecker", "SageMaker"], found.Select(finding => finding.RulePack).Distinct());
    }

    [Fact]
    public void A_training_of_which_nothing_is_known_is_healthy() =>
        Assert.Empty(TrainingHealth.Measure(new TrainingHistory("net", [], []), RulePackCatalogue.All));
}
