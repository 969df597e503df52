using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>The forward figures of a row, worked out again from the definition.</summary>
public sealed class ProbeFigureTests
{
    public ProbeFigureTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void A_row_says_what_passed_through_the_layer()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = new(
            [Dense(30, "tanh", new RandomNormal(0, 1.5), name: "first"), Dense(20, "relu", bias: new RandomNormal(0, 2)), Dense(4)], [10], "net", 2);
        torch.Tensor x = Waves(64, 10);

        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, ProbeSource.From(x, null), new ProbeOptions { Seed = 1 });

        torch.Tensor z = functional.linear(x, model.Layers[0].get_parameter("weight")!, model.Layers[0].get_parameter("bias"));
        torch.Tensor h1 = z.tanh();
        torch.Tensor h2 = functional.linear(h1, model.Layers[1].get_parameter("weight")!, model.Layers[1].get_parameter("bias")).relu();
        AssertForward(rows[0], h1, TensorValues.Of(1 - (h1 * h1)).Count(slope => slope < 0.0025) / (64 * 30.0));
        AssertForward(rows[1], h2, null);
        Assert.Equal(TensorValues.Of(h2.ne(0).any(0)).Count(fires => fires == 0) / 20.0, rows[1].DeadFraction);
        Assert.InRange(rows[1].DeadFraction, 0.01, 0.99);
        Assert.InRange(rows[0].SaturatedFraction!.Value, 0.1, 0.9);
        Assert.Equal(0, rows[0].DeadFraction);
        Assert.Equal(
            [("net", 1, "first", "Dense", "tanh", "RandomNormal", 10, 30), ("net", 2, "dense_1", "Dense", "relu", "GlorotUniform", 30, 20),
                ("net", 3, "dense_2", "Dense", "linear", "GlorotUniform", 20, 4)],
            rows.Select(row => (row.Model, row.Layer, row.Name, row.Type, row.Activation!, row.Initializer!, (int)row.FanIn, (int)row.FanOut)));
        double[] weights = Kernel(model.Layers[1]);
        Assert.Equal(Math.Sqrt(weights.Average(w => w * w) - Math.Pow(weights.Average(), 2)), rows[1].WeightStandardDeviation, 1e-7);
    }

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Sigmoid")]
    [InlineData("Hardsigmoid")]
    public void In_place_or_not_the_figures_are_the_same(string activation)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Module<torch.Tensor, torch.Tensor> Make(bool inplace) => activation switch
        {
            "Tanh" => Tanh(inplace),
            "Sigmoid" => Sigmoid(inplace),
            _ => Hardsigmoid(inplace),
        };
        LayerGradient[] Rows(bool inplace)
        {
            using var model = Sequential(Linear(6, 40), Make(inplace), Linear(40, 3));
            ModelInitializer.Initialize(model, new RandomNormal(0, 3), seed: 1);
            return [.. GradientProbe.Run(model, options: new ProbeOptions { Seed = 1 }).Select(row => row with { Model = "" })];
        }
        LayerGradient[] rows = Rows(false);
        Assert.Equal(rows, Rows(true));
        Assert.InRange(rows[0].SaturatedFraction!.Value, 0.2, 0.99);
    }

    [Fact]
    public void A_convolution_counts_channels_as_units()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = Sequential(Conv2d(1, 4, 3), ReLU(), Flatten(), Linear(64, 2));
        using (torch.no_grad())
        {
            var conv = (TorchSharp.Modules.Conv2d)model[0];
            conv.bias!.copy_(torch.tensor([-1e3f, 1, -1e3f, -1e3f]));
        }
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, ProbeSource.From(Waves(8, 1, 6, 6), null));
        Assert.Equal(0.75, rows[0].DeadFraction);
        Assert.Equal((9, 36), (rows[0].FanIn, rows[0].FanOut));
    }

    [Fact]
    public void A_repeated_probe_averages_batches()
    {
        using SequentialModel model = Stack(3, 12, "tanh", new VarianceScaling(9), 4, seed: 1);
        var one = new ProbeOptions { Seed = 5, BatchSize = 16 };
        IReadOnlyList<LayerGradient> first = GradientProbe.Run(model, options: one);
        IReadOnlyList<LayerGradient> many = GradientProbe.Run(model, options: one with { Repeat = 40 });
        IReadOnlyList<LayerGradient> large = GradientProbe.Run(model, options: one with { Seed = 6, BatchSize = 640 });

        Assert.Equal(first, GradientProbe.Run(model, options: one with { Repeat = 1 }));
        Assert.NotEqual(first, many);
        // The mean of 40 batches of 16 estimates what one batch of 640 does; dL/dz is per sample of the batch that L is the mean of.
        for (int i = 0; i < many.Count; i++)
        {
            Assert.InRange(many[i].ActivationStandardDeviation / large[i].ActivationStandardDeviation, 0.9, 1.1);
            Assert.InRange(many[i].SaturatedFraction ?? 0, (large[i].SaturatedFraction ?? 0) - 0.05, (large[i].SaturatedFraction ?? 0) + 0.05);
            Assert.InRange(many[i].BackpropStandardDeviation / large[i].BackpropStandardDeviation / 40, 0.8, 1.25);
        }
    }

    [Fact]
    public void Frozen_weights_have_no_gradient_but_the_signal_passes()
    {
        using SequentialModel model = Stack(2, 12, "tanh", new VarianceScaling(), 4, seed: 1);
        IReadOnlyList<LayerGradient> free = GradientProbe.Run(model, options: new ProbeOptions { Seed = 5 });
        model.Layers[1].get_parameter("weight")!.requires_grad = false;
        AssertFrozen([1]);
        foreach (TorchSharp.Modules.Parameter parameter in model.parameters()) parameter.requires_grad = false;
        AssertFrozen([0, 1, 2]);

        void AssertFrozen(int[] frozen)
        {
            IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, options: new ProbeOptions { Seed = 5 });
            Assert.Equal(free.Select(row => row.BackpropStandardDeviation), rows.Select(row => row.BackpropStandardDeviation));
            for (int i = 0; i < rows.Count; i++)
            {
                LayerGradient row = rows[i];
                bool none = row is { WeightGradientNorm: null, WeightGradientStandardDeviation: null, UpdateRatio: null };
                Assert.Equal(frozen.Contains(i), none);
            }
        }
    }

    private static void AssertForward(LayerGradient row, torch.Tensor output, double? saturated)
    {
        double[] values = TensorValues.Of(output);
        double mean = values.Average();
        Assert.Equal(mean, row.ActivationMean, 1e-6);
        Assert.Equal(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), row.ActivationStandardDeviation, 1e-6);
        if (saturated is { } share) Assert.Equal(share, row.SaturatedFraction!.Value, 1e-9);
        else Assert.Null(row.SaturatedFraction);
    }

    private static torch.Tensor Waves(params long[] shape) =>
        (torch.arange(shape.Aggregate(1L, (product, size) => product * size), torch.float32) * 1.7).sin().reshape(shape);
}
