using CsCheck;
using static InitTools.Tests.ChartRows;

namespace InitTools.Tests;

/// <summary>What a chart of gradients says.</summary>
public sealed class FlowChartTests
{
    [Fact]
    public void A_model_has_a_bar_a_layer_and_its_verdict()
    {
        BarChart chart = Assert.Single(FlowChart.Of(Net("net", 1e-7, 1e-4, 1e-2)));
        Assert.Equal(["Vanishing", "Healthy", "Healthy"], chart.Bars.Select(bar => bar.Verdict));
        Assert.Equal([1e-7, 1e-4, 1e-2], chart.Bars.Select(bar => bar.Value));
        Assert.Equal([ChartTone.Weak, ChartTone.Good, ChartTone.Good], chart.Bars.Select(bar => bar.Tone));
        ChartSpan note = Assert.Single(chart.Notes);
        Assert.StartsWith("Vanishing: dL/dz at the first layer has 1E-05 of the last one's standard deviation; trouble begins at layer 1. ", note.Text, StringComparison.Ordinal);
        Assert.Equal(ChartTone.Weak, note.Tone);
    }

    [Fact]
    public void Thresholds_judge_and_are_marked()
    {
        BarChart chart = Assert.Single(FlowChart.Of(Net("net", 1e-3, 1e-2), new GradientRules(0.2, 5)));
        Assert.Equal("Vanishing", chart.Bars[0].Verdict);
        Assert.Equal((0.2 * 1e-2, 5 * 1e-2), chart.Bars[0].Limits);
    }

    [Fact]
    public void Of_the_probes_of_a_training_the_first_and_the_last_are_shown()
    {
        LayerGradient[] rows = [.. new long[] { 1, 5, 10, 15 }.SelectMany(step => NetAt(step, "net", 0.1, 0.1)), .. Net("other", 0.1, 0.1)];
        IReadOnlyList<BarChart> charts = FlowChart.Of(rows);
        Assert.Equal(["net, step 1: the gradient by layer", "net, step 15: the gradient by layer", "other: the gradient by layer"],
            charts.Select(chart => chart.Title));
        Assert.Contains(charts[0].Notes, note => note.Text == "2 probes between this one and the next left out.");
    }

    [Fact]
    public void Equal_names_are_several_models() =>
        Assert.Equal(3, FlowChart.Of([.. Net("net", 0.1, 0.1), .. Net("net", 0.1, 0.1), .. Net("net", 0.1, 0.1)]).Count);

    [Fact]
    public void Steps_of_a_recurrent_layer_stand_below_it_without_number()
    {
        LayerGradient layer = HealthRows.Layer(1, null);
        BarChart chart = Assert.Single(FlowChart.Of([layer, layer with { TimeStep = 1 }, layer with { TimeStep = 2 }, HealthRows.Layer(2, null)]));
        Assert.Equal(["1", "", "", "2"], chart.Bars.Select(bar => bar.Number));
        Assert.Equal("  step 2", chart.Bars[2].Name);
    }

    [Fact]
    public void Folding_keeps_the_ends_every_number_and_the_sickest() => Gen.Select(Gen.Int[3, 300], Gen.Int[3, 60], Gen.Int[0, 299])
        .Sample((depth, limit, sick) =>
        {
            double[] gradient = [.. Enumerable.Repeat(1.0, depth)];
            sick %= depth - 1;
            gradient[sick] = 1e-5;
            IReadOnlyList<ChartBar> bars = FlowChart.Of(Net("net", gradient), null, limit)[0].Bars;
            Assert.InRange(bars.Count, Math.Min(3, depth), limit);
            Assert.Equal((1.0, $"{depth}"), (bars[^1].Value, bars[^1].Number));
            Assert.Single(bars, bar => bar.Value == 1e-5 && bar.Verdict == "Vanishing");
            int next = 1;
            foreach (int[] range in bars.Select(bar => bar.Number.Split('-').Select(int.Parse).ToArray()))
            {
                Assert.Equal(next, range[0]);
                next = range[^1] + 1;
            }
            Assert.Equal(depth + 1, next);
        });

    [Fact]
    public void Flows_share_one_chart()
    {
        GradientFlow[] flows = [GradientFlow.Measure(Net("good", 1, 1)), GradientFlow.Measure(Net("bad", 1e-6, 1))];
        BarChart chart = Assert.Single(FlowChart.Of(flows));
        Assert.Equal(["good", "bad"], chart.Bars.Select(bar => bar.Name));
        Assert.Equal($"bad: {flows[1].Recommendation}", Assert.Single(chart.Notes).Text);
        Assert.Empty(FlowChart.Of(Array.Empty<GradientFlow>()));
    }

    [Fact]
    public void Theory_shows_the_gradient_against_the_last_layer()
    {
        IReadOnlyList<SignalPropagationLayer> layers = SignalPropagation.Layers(ActivationCatalogue.Find("tanh", "Activation"), 0.5, 0, 30,
            cancellationToken: TestContext.Current.CancellationToken);
        BarChart chart = Assert.Single(FlowChart.Of([.. layers]));
        Assert.Equal(30, chart.Bars.Count);
        Assert.Equal(Math.Sqrt(layers[0].BackpropVarianceRatio), chart.Bars[0].Value);
        Assert.Equal(("Vanishing", "Healthy"), (chart.Bars[0].Verdict, chart.Bars[^1].Verdict));
        Assert.Equal(2, FlowChart.Of([.. layers, .. layers]).Count);
    }

    [Fact]
    public void Too_few_rows_are_an_error() => Errors.Throws(
        "InvalidRowLimit", () => FlowChart.Of(Net("net", 1, 1), null, 2), "RowLimit is 2", "3 or more");
}
