using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>The figures of a detailed probe against the same ones counted by hand.</summary>
public sealed class LayerDetailTests
{
    private static readonly ProbeOptions Detailed = new() { Detailed = true, Seed = 1, BatchSize = 200 };

    public LayerDetailTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void A_plain_probe_leaves_them_out_and_has_the_same_other_figures()
    {
        using SequentialModel model = Stack(3, 20, "relu", new VarianceScaling(2), 5, seed: 3);
        IReadOnlyList<LayerGradient> plain = GradientProbe.Run(model, options: Detailed with { Detailed = false });
        IReadOnlyList<LayerGradient> detailed = GradientProbe.Run(model, options: Detailed);
        Assert.Equal(plain, detailed.Select(row => row with
        {
            WeightGradientMeanAbsolute = null, WeightGradientZeroFraction = null, RarelyActiveFraction = null, UnitSpread = null,
        }));
        Assert.All(detailed, row => Assert.NotNull(row.WeightGradientMeanAbsolute));
    }

    [Fact]
    public void Gradients_are_measured_element_by_element()
    {
        using SequentialModel model = Stack(1, 30, "relu", new VarianceScaling(2), 4, seed: 3);
        using torch.Tensor x = torch.zeros(8, 30);
        using (torch.Tensor first = x.narrow(1, 0, 20)) first.fill_(1);
        using torch.Tensor y = torch.tensor(new long[] { 0, 1, 2, 3, 0, 1, 2, 3 });
        LayerGradient row = GradientProbe.Run(model, ProbeSource.From(x, y), Detailed)[0];
        torch.nn.functional.cross_entropy(model.forward(x), y).backward();
        double[] gradient = TensorValues.Of(model.Layers[0].get_parameter("weight")!.grad!);
        Assert.Equal(gradient.Average(Math.Abs), row.WeightGradientMeanAbsolute!.Value, 1e-9);
        Assert.Equal(gradient.Count(value => value == 0) / (double)gradient.Length, row.WeightGradientZeroFraction!.Value, 1e-12);
        Assert.InRange(row.WeightGradientZeroFraction.Value, 1.0 / 3, 1); // a third of the inputs are 0
    }

    [Theory]
    [InlineData("relu", 0.0, double.PositiveInfinity)]
    [InlineData("tanh", -9.4999, 9.4999)]
    [InlineData("sigmoid", -23, 16.99999)]
    public void Units_are_rarely_active_in_under_one_percent_of_the_samples(string activation, double above, double below)
    {
        using var model = new SequentialModel([Dense(40, activation, new RandomNormal(0, 0.5), new RandomNormal(0, 30)), Dense(3)], [20], seed: 5);
        using torch.Tensor x = torch.from_array(new float[200, 20]);
        InitTools.Sampling.Sampler.Fill(x, new InitTools.Sampling.NormalLaw(0, 1), InitTools.Sampling.RandomStream.FromName(1, "x"));
        LayerGradient row = GradientProbe.Run(model, ProbeSource.From(x, null), Detailed)[0];
        using torch.Tensor z = torch.nn.functional.linear(x, model.Layers[0].get_parameter("weight")!, model.Layers[0].get_parameter("bias"));
        double[] values = TensorValues.Of(z);
        int rare = Enumerable.Range(0, 40).Count(
            unit => Enumerable.Range(0, 200).Count(sample => values[(sample * 40) + unit] > above && values[(sample * 40) + unit] < below) < 2);
        Assert.InRange(rare, 5, 35);
        Assert.Equal(rare / 40.0, row.RarelyActiveFraction!.Value, 1e-12);
    }

    [Fact]
    public void Units_of_a_convolution_are_its_channels()
    {
        using var model = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(4 * 36, 3));
        using (torch.no_grad())
        using (torch.Tensor two = model.named_parameters().First(entry => entry.name == "0.bias").parameter.narrow(0, 0, 2)) two.fill_(-100);
        using torch.Tensor x = torch.ones(16, 1, 8, 8);
        LayerGradient row = GradientProbe.Run(model, ProbeSource.From(x, null), Detailed)[0];
        Assert.InRange(row.RarelyActiveFraction!.Value, 0.5, 1); // the input is constant, so a channel is on or off as a whole
        Assert.Equal(row.DeadFraction, row.RarelyActiveFraction.Value);
    }

    [Fact]
    public void Equal_units_have_no_spread_and_independent_ones_about_one()
    {
        using var model = new SequentialModel(
            [Dense(50, "tanh", new Constant(0.1)), Dense(50, "tanh", new Zeros()), Dense(50, "tanh", new RandomNormal(0, 0.3)), Dense(1)], [50], seed: 5);
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, options: Detailed);
        Assert.Equal(0, rows[0].UnitSpread!.Value, 1e-6);
        Assert.Equal(0, rows[1].UnitSpread);
        // By 50 units a variance comes out at 49/50 of the true one on average.
        Assert.Equal(Math.Sqrt(49.0 / 50), rows[2].UnitSpread!.Value, 0.02);
        Assert.Null(rows[3].UnitSpread);
    }

    [Fact]
    public void Activations_without_flat_parts_have_no_rarely_active_units()
    {
        Assert.Null(LayerDetail.ActiveRange("selu"));
        Assert.Null(LayerDetail.ActiveRange(null));
        Assert.Equal((0, double.PositiveInfinity), LayerDetail.ActiveRange("ReLU"));
    }

    [Fact]
    public void Figures_of_several_batches_are_averaged()
    {
        using SequentialModel model = Stack(2, 20, "relu", new VarianceScaling(2), 5, seed: 3);
        LayerGradient one = GradientProbe.Run(model, options: Detailed)[0];
        LayerGradient two = GradientProbe.Run(model, options: Detailed with { Repeat = 2 })[0];
        LayerGradient four = GradientProbe.Run(model, options: Detailed with { Repeat = 4 })[0];
        // Gradients of 200 samples differ by a few percent from batch to batch, so their averages do by less.
        Assert.NotEqual(one.WeightGradientMeanAbsolute, two.WeightGradientMeanAbsolute);
        Assert.NotEqual(two.WeightGradientMeanAbsolute, four.WeightGradientMeanAbsolute);
        Assert.Equal(1, two.WeightGradientMeanAbsolute!.Value / one.WeightGradientMeanAbsolute!.Value, 0.1);
        Assert.Equal((one.UnitSpread, one.RarelyActiveFraction), (four.UnitSpread, four.RarelyActiveFraction));
    }
}
