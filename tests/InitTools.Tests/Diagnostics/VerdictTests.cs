using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>Nets that are built to be ill in one way each, and what the probe says of them.</summary>
public sealed class VerdictTests
{
    private static readonly ProbeOptions Options = new() { Seed = 1, BatchSize = 128 };

    public VerdictTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData("relu", "HeNormal")]
    [InlineData("tanh", "GlorotUniform")]
    [InlineData("selu", "LecunNormal")]
    public void A_net_initialized_for_its_activation_is_healthy(string activation, string initializer)
    {
        (IReadOnlyList<LayerGradient> rows, GradientFlow flow) = Probe(
            Stack(10, 100, activation, InitializerCatalogue.Find(initializer, "Name"), 10, seed: 3));
        Assert.All(rows, row => Assert.Equal(GradientVerdict.Healthy, row.Verdict));
        Assert.Equal((GradientVerdict.Healthy, null, "None needed."), (flow.Verdict, flow.FirstUnhealthyLayer, flow.Recommendation));
        Assert.Equal(11, flow.Depth);
        Assert.InRange(flow.BackpropRatio, 1e-3, 70);
    }

    [Fact]
    public void Sigmoid_layers_make_the_gradient_vanish_and_another_activation_is_recommended()
    {
        (IReadOnlyList<LayerGradient> rows, GradientFlow flow) = Probe(Stack(10, 100, "sigmoid", new VarianceScaling(1, FanMode.FanAvg), 10, seed: 3));
        Assert.Equal(GradientVerdict.Vanishing, flow.Verdict);
        Assert.Equal(GradientVerdict.Vanishing, rows[0].Verdict);
        Assert.Equal(GradientVerdict.Healthy, rows[^1].Verdict);
        Assert.Equal(rows.Last(row => row.Verdict == GradientVerdict.Vanishing).Layer, flow.FirstUnhealthyLayer);
        Assert.Contains("relu", flow.Recommendation, StringComparison.Ordinal);
        Assert.InRange(flow.BackpropGain, 0.1, 0.3); // at most a quarter a layer
    }

    [Theory]
    [InlineData("relu", 0.02, GradientVerdict.Vanishing, "HeNormal")]
    [InlineData("relu", 60, GradientVerdict.Exploding, "HeNormal")]
    [InlineData("selu", 40, GradientVerdict.Exploding, "LecunNormal")]
    public void Weights_of_the_wrong_size_are_found_and_the_right_initializer_is_recommended(
        string activation, double scale, GradientVerdict verdict, string initializer)
    {
        (_, GradientFlow flow) = Probe(Stack(10, 100, activation, new VarianceScaling(scale), 10, seed: 3));
        Assert.Equal(verdict, flow.Verdict);
        Assert.NotNull(flow.FirstUnhealthyLayer);
        Assert.Contains(initializer, flow.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Units_that_never_fire_are_dead()
    {
        Initializer he = new VarianceScaling(2);
        (IReadOnlyList<LayerGradient> rows, GradientFlow flow) = Probe(new SequentialModel(
            [Dense(100, "relu", he), Dense(100, "relu", he, new Constant(-4)), Dense(10)], [100], seed: 3));
        Assert.Equal(GradientVerdict.Dead, rows[1].Verdict);
        Assert.InRange(rows[1].DeadFraction, 0.5, 1);
        Assert.Equal(2, flow.FirstUnhealthyLayer);
        Assert.NotEqual(GradientVerdict.Healthy, flow.Verdict);
        Assert.Contains("never fire", flow.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_in_the_flat_parts_are_saturated()
    {
        (IReadOnlyList<LayerGradient> rows, GradientFlow flow) = Probe(
            new SequentialModel([Dense(100, "tanh"), Dense(100, "tanh", new RandomNormal(0, 3)), Dense(10)], [100], seed: 3));
        Assert.Equal([GradientVerdict.Healthy, GradientVerdict.Saturated, GradientVerdict.Healthy], rows.Select(row => row.Verdict));
        Assert.Equal((GradientVerdict.Saturated, 2), (flow.Verdict, flow.FirstUnhealthyLayer));
        Assert.Contains("GlorotUniform", flow.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_none_are_found_where_they_begin()
    {
        SequentialModel model = Stack(4, 20, "relu", new VarianceScaling(2), 10, seed: 3);
        using (torch.no_grad())
        using (torch.Tensor flat = model.Layers[2].get_parameter("weight")!.view(-1))
        using (torch.Tensor first = flat.narrow(0, 0, 1)) first.fill_(double.NaN);
        (IReadOnlyList<LayerGradient> rows, GradientFlow flow) = Probe(model);
        Assert.Equal(GradientVerdict.NonFinite, rows[2].Verdict);
        Assert.Equal((GradientVerdict.NonFinite, 3), (flow.Verdict, flow.FirstUnhealthyLayer));
        Assert.Contains("layer 3", flow.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_that_overflows_is_not_finite()
    {
        (_, GradientFlow flow) = Probe(Stack(10, 50, "relu", new RandomNormal(0, 1e4), 10, seed: 3));
        Assert.Equal(GradientVerdict.NonFinite, flow.Verdict);
    }

    [Fact]
    public void Equal_weights_are_named_as_the_cause()
    {
        (_, GradientFlow flow) = Probe(Stack(3, 20, "tanh", new Zeros(), 10, seed: 3));
        Assert.NotEqual(GradientVerdict.Healthy, flow.Verdict);
        Assert.Contains("equal", flow.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Thresholds_are_those_of_the_caller()
    {
        LayerGradient[] rows = [Row(1, 0.02), Row(2, 0.1), Row(3, 1)];
        Assert.Equal(GradientVerdict.Healthy, GradientFlow.Measure(rows).Verdict);
        GradientFlow strict = GradientFlow.Measure(rows, new GradientRules(vanishingRatio: 0.05));
        Assert.Equal((GradientVerdict.Vanishing, 1), (strict.Verdict, strict.FirstUnhealthyLayer));

        LayerGradient[] growing = [Row(1, 60), Row(2, 30), Row(3, 1)];
        Assert.Equal(GradientVerdict.Healthy, GradientFlow.Measure(growing).Verdict);
        GradientFlow low = GradientFlow.Measure(growing, new GradientRules(explodingRatio: 10));
        Assert.Equal((GradientVerdict.Exploding, 2), (low.Verdict, low.FirstUnhealthyLayer));
    }

    [Theory]
    [InlineData(0.999e-3, GradientVerdict.Vanishing)]
    [InlineData(1e-3, GradientVerdict.Healthy)]
    [InlineData(70, GradientVerdict.Healthy)]
    [InlineData(70.1, GradientVerdict.Exploding)]
    [InlineData(0, GradientVerdict.Vanishing)]
    [InlineData(double.NaN, GradientVerdict.NonFinite)]
    [InlineData(double.PositiveInfinity, GradientVerdict.NonFinite)]
    public void The_default_thresholds_are_AutoTrainer_s(double ratio, GradientVerdict verdict)
    {
        LayerGradient[] rows = [Row(1, ratio), Row(2, 1)];
        Assert.Equal(verdict, GradientFlow.Measure(rows).Verdict);
        Assert.Equal(verdict, new GradientRules().Judge(rows)[0].Verdict);
    }

    [Theory]
    [InlineData(0.5, null, GradientVerdict.Dead)]
    [InlineData(0.49, null, GradientVerdict.Healthy)]
    [InlineData(0, 0.5, GradientVerdict.Saturated)]
    [InlineData(0, 0.49, GradientVerdict.Healthy)]
    [InlineData(0.5, 0.5, GradientVerdict.Dead)]
    public void Half_of_a_layer_makes_it_sick(double dead, double? saturated, GradientVerdict verdict)
    {
        LayerGradient[] rows = [Row(1, 1), Row(2, 1) with { DeadFraction = dead, SaturatedFraction = saturated }, Row(3, 1)];
        GradientFlow flow = GradientFlow.Measure(rows);
        Assert.Equal(verdict, flow.Verdict);
        Assert.Equal(verdict == GradientVerdict.Healthy ? null : 2, flow.FirstUnhealthyLayer);
    }

    [Fact]
    public void Gains_are_geometric_means_per_layer()
    {
        LayerGradient[] rows =
        [
            Row(1, 0.01) with { ActivationStandardDeviation = 2 }, Row(2, 0.3) with { ActivationStandardDeviation = 5 },
            Row(3, 1) with { ActivationStandardDeviation = 0.5 },
        ];
        GradientFlow flow = GradientFlow.Measure(rows);
        Assert.Equal(0.01, flow.BackpropRatio, 1e-12);
        Assert.Equal(0.1, flow.BackpropGain, 1e-12);
        Assert.Equal(0.5, flow.ActivationGain, 1e-12);
        Assert.Equal((1.0, 1.0), (GradientFlow.Measure([Row(1, 3)]).BackpropGain, GradientFlow.Measure([Row(1, 3)]).BackpropRatio));
    }

    [Fact]
    public void Rows_are_gathered_model_by_model()
    {
        var reader = new GradientFlowReader();
        var models = new List<IReadOnlyList<LayerGradient>>();
        foreach (LayerGradient row in (LayerGradient[])
            [Row(1, 1), Row(2, 1), Row(1, 1), Row(2, 1), Row(3, 1), Row(1, 1) with { Model = "other" }, Row(2, 1) with { Model = "other" }])
        {
            if (reader.Add(row) is { } finished) models.Add(finished);
        }
        models.Add(reader.Finish()!);
        Assert.Equal([2, 3, 2], models.Select(rows => rows.Count));
        Assert.Null(reader.Finish());
    }

    [Theory]
    [InlineData(0, 70, "InvalidVanishingRatio", "VanishingRatio")]
    [InlineData(1, 70, "InvalidVanishingRatio", "VanishingRatio")]
    [InlineData(double.NaN, 70, "InvalidVanishingRatio", "VanishingRatio")]
    [InlineData(1e-3, 1, "InvalidExplodingRatio", "ExplodingRatio")]
    [InlineData(1e-3, double.NaN, "InvalidExplodingRatio", "ExplodingRatio")]
    [InlineData(1e-3, double.PositiveInfinity, "InvalidExplodingRatio", "ExplodingRatio")]
    public void Thresholds_that_make_no_sense_are_refused(double vanishing, double exploding, string id, string parameter) =>
        Errors.Throws(id, () => new GradientRules(vanishing, exploding), parameter);

    private static (IReadOnlyList<LayerGradient> Rows, GradientFlow Flow) Probe(SequentialModel model)
    {
        using (model)
        {
            IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, options: Options);
            return (rows, GradientFlow.Measure(rows));
        }
    }

    private static LayerGradient Row(int layer, double backprop) => new()
    {
        Model = "net", Layer = layer, Name = $"dense_{layer}", Type = "Dense", Activation = "tanh", Initializer = "GlorotUniform",
        FanIn = 10, FanOut = 10, ActivationMean = 0, ActivationStandardDeviation = 1, DeadFraction = 0, SaturatedFraction = 0,
        BackpropStandardDeviation = backprop, WeightStandardDeviation = 0.3, WeightGradientNorm = 1, WeightGradientStandardDeviation = 0.1,
        UpdateRatio = 0.01,
    };
}
