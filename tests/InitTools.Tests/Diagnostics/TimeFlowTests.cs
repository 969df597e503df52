using static InitTools.Tests.LayerCases;

namespace InitTools.Tests;

/// <summary>
/// The way back in time. Inputs are standard normal, the loss looks at the last step alone, and where the facts are about the
/// recurrent kernel the one on the input is small, so that tanh stays in its linear part.
/// </summary>
public sealed class TimeFlowTests
{
    private const int Steps = 100;

    [Fact]
    public void A_recurrent_layer_has_a_row_of_its_own_and_one_for_each_step()
    {
        using SequentialModel model = Model(Rnn(new Orthogonal()), 7);
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = 16 });
        Assert.Equal([null, 1, 2, 3, 4, 5, 6, 7, null], rows.Select(row => row.TimeStep));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 2], rows.Select(row => row.Layer));
        Assert.Equal(["RandomNormal", "Orthogonal"], rows.Take(8).Select(row => row.Initializer).Distinct());
        Assert.Equal(2, GradientFlow.Measure(rows).Depth);
        Assert.Equal(["simplernn_1", "dense_1"], rows.Select(row => row.Name).Distinct());
    }

    /// <summary>Each step's figure is that of the gradient by the input, which autograd gives, too.</summary>
    [Theory]
    [InlineData(RecurrentCell.SimpleRnn)]
    [InlineData(RecurrentCell.Lstm)]
    [InlineData(RecurrentCell.Gru)]
    public void A_step_s_figure_is_the_gradient_by_what_came_in(RecurrentCell cell)
    {
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        using var model = new SequentialModel([new RecurrentLayer(cell, 5, returnSequence: true), new RecurrentLayer(cell, 4)], [6, 3], seed: 2);
        TorchSharp.torch.Tensor x = new RandomNormal(0, 1) { Seed = 1 }.CreateTensor(new TensorShape([8, 6, 3])).requires_grad_();
        TorchSharp.torch.Tensor target = TorchSharp.torch.ones(8, 4);
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(
            model, ProbeSource.From(x, target), new ProbeOptions { Loss = ProbeLoss.MeanSquaredError });
        TorchSharp.torch.Tensor gradient = TorchSharp.torch.autograd.grad(
            [TorchSharp.torch.nn.functional.mse_loss(model.call(x), target)], [x])[0];
        for (int t = 0; t < 6; t++)
        {
            double expected = gradient.select(1, t).std(false).item<float>();
            Assert.InRange(rows[1 + t].BackpropStandardDeviation / expected, 0.9999, 1.0001);
        }
    }

    [Fact]
    public void Small_weights_vanish_large_ones_explode_and_orthogonal_ones_carry()
    {
        GradientFlow small = Flow(Rnn(new RandomNormal(0, 0.05))), large = Flow(Rnn(new RandomNormal(0, 0.5)));
        GradientFlow orthogonal = Flow(Rnn(new Orthogonal()));

        Assert.Equal((GradientVerdict.Vanishing, GradientVerdict.Vanishing), (small.Verdict, small.TimeVerdict!.Value));
        Assert.Contains("Orthogonal", small.Recommendation, StringComparison.Ordinal);
        Assert.Equal((GradientVerdict.Exploding, GradientVerdict.Exploding), (large.Verdict, large.TimeVerdict!.Value));
        Assert.Contains("clip", large.Recommendation, StringComparison.Ordinal);
        Assert.Equal((GradientVerdict.Healthy, GradientVerdict.Healthy), (orthogonal.Verdict, orthogonal.TimeVerdict!.Value));
        Assert.Equal([1, 1, null], new[] { small, large, orthogonal }.Select(flow => flow.FirstUnhealthyLayer));
        // How many steps it takes to a thousandth.
        Assert.True(Math.Log(small.TimeDecay!.Value) / Math.Log(orthogonal.TimeDecay!.Value) > 100);
        Assert.InRange(small.TimeDecay.Value, 0.05 * Math.Sqrt(32) * 0.8, 0.05 * Math.Sqrt(32) * 1.2);
    }

    /// <summary>With small recurrent weights, so that the memory alone carries: dc_t/dc_(t-1) is then the forget gate.</summary>
    [Theory]
    [InlineData(1, 0.731)]
    [InlineData(2, 0.881)]
    [InlineData(4, 0.982)]
    public void An_lstm_decays_by_its_forget_gate(double bias, double gate)
    {
        var layer = new RecurrentLayer(RecurrentCell.Lstm, 32, recurrentInitializer: new RandomNormal(0, 0.01), forgetGateBias: bias);
        GradientFlow flow = Flow(layer);
        Assert.InRange(flow.TimeDecay!.Value / gate, 0.8, 1.2);
        Assert.Equal(bias < 4 ? GradientVerdict.Vanishing : GradientVerdict.Healthy, flow.TimeVerdict);
    }

    [Theory]
    [InlineData(1, 0.731)]
    [InlineData(4, 0.982)]
    public void An_lstm_as_it_comes_decays_by_its_forget_gate_too(double bias, double gate)
    {
        GradientFlow flow = Flow(new RecurrentLayer(RecurrentCell.Lstm, 32, forgetGateBias: bias));
        Assert.InRange(flow.TimeDecay!.Value / gate, 0.8, 1.2);
    }

    /// <summary>What the layer has by default: Glorot's kernel on the input, which moves tanh out of its linear part.</summary>
    [Fact]
    public void With_inputs_of_full_size_small_weights_vanish_and_large_ones_explode_too()
    {
        RecurrentLayer Rnn(double deviation) => new(RecurrentCell.SimpleRnn, 32, recurrentInitializer: new RandomNormal(0, deviation));
        Assert.Equal(GradientVerdict.Vanishing, Flow(Rnn(0.05)).Verdict);
        Assert.Equal(GradientVerdict.Exploding, Flow(Rnn(0.5)).Verdict);
        double First(RecurrentLayer layer)
        {
            using SequentialModel model = Model(layer, Steps);
            return GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = 64 })
                .First(row => row.TimeStep == Steps - 30).BackpropStandardDeviation;
        }
        Assert.True(First(new RecurrentLayer(RecurrentCell.SimpleRnn, 32)) > 100 * First(Rnn(0.05)));
    }

    [Fact]
    public void The_cure_fits_the_cell_and_its_kernel()
    {
        string Cure(RecurrentCell cell, Initializer recurrent) =>
            Flow(new RecurrentLayer(cell, 32, null, null, recurrent)).Recommendation;
        Assert.Contains("ForgetGateBias", Cure(RecurrentCell.Lstm, new Orthogonal()), StringComparison.Ordinal);
        Assert.DoesNotContain("Orthogonal", Cure(RecurrentCell.SimpleRnn, new Orthogonal()), StringComparison.Ordinal);
        Assert.Contains("-Cell Lstm", Cure(RecurrentCell.Gru, new RandomNormal(0, 0.05)), StringComparison.Ordinal);
        Assert.Contains("-GradientClipNorm", Cure(RecurrentCell.SimpleRnn, new RandomNormal(0, 0.5)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_that_single_precision_loses_still_has_its_decay()
    {
        GradientFlow flow = Flow(Rnn(new RandomNormal(0, 1e-4)));
        Assert.InRange(flow.TimeDecay!.Value, 1e-4 * Math.Sqrt(32) * 0.7, 1e-4 * Math.Sqrt(32) * 1.3);
        Assert.Equal(GradientVerdict.Vanishing, flow.TimeVerdict);
    }

    [Fact]
    public void A_reader_keeps_steps_with_their_layer_and_tells_models_apart()
    {
        using SequentialModel model = Model(Rnn(new Orthogonal()), 3);
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = 4 });
        var reader = new GradientFlowReader();
        List<int> sizes = [];
        foreach (LayerGradient row in rows.Concat(rows)) if (reader.Add(row) is { } finished) sizes.Add(finished.Count);
        sizes.Add(reader.Finish()!.Count);
        Assert.Equal([5, 5], sizes);
        Assert.Null(GradientFlow.Measure([.. rows.Where(row => row.TimeStep is null)]).TimeDecay);
        Assert.Equal(3, GradientFlow.Measure([.. rows.Where(row => row.TimeStep is not null)]).Depth);
    }

    [Fact]
    public void A_single_step_has_no_decay()
    {
        using SequentialModel model = Model(Rnn(new Orthogonal()), 1);
        GradientFlow flow = GradientFlow.Measure(GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = 4 }));
        Assert.Equal((null, null), (flow.TimeDecay, flow.TimeVerdict));
    }

    private static RecurrentLayer Rnn(Initializer recurrent) =>
        new(RecurrentCell.SimpleRnn, 32, Named("tanh"), new RandomNormal(0, 0.01), recurrent);

    private static SequentialModel Model(RecurrentLayer layer, int steps) => new([layer, new DenseLayer(4)], [steps, 3], seed: 42);

    private static GradientFlow Flow(RecurrentLayer layer)
    {
        using SequentialModel model = Model(layer, Steps);
        return GradientFlow.Measure(GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = 64 }));
    }
}
