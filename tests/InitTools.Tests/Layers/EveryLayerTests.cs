using System.Text.Json;
using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>What holds for every kind of layer.</summary>
public sealed class EveryLayerTests
{
    private const int Batch = 5;
    private const double Step = 1e-6;

    public EveryLayerTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Kinds => [.. LayerCases.Names];

    /// <summary>Autograd against central differences, for every parameter and the input, in training and out of it.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_agree_with_finite_differences(string kind)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Make(kind, 3);
        model.to(torch.float64);
        if (kind.EndsWith("nothing", StringComparison.Ordinal)) Set(model.Layers[0].get_parameter("scale")!, 0, 0.3);
        torch.Tensor x = Waves([Batch, .. model.InputShape]).requires_grad_();
        foreach (bool training in (bool[])[true, false])
        {
            model.train(training);
            torch.Tensor[] places = [x, .. model.parameters()];
            torch.Tensor[] gradients = [.. torch.autograd.grad([Loss(model, x)], places)];
            foreach ((torch.Tensor place, torch.Tensor gradient) in places.Zip(gradients))
            {
                double[] differences = Differences(place, () => Value(model, x)), found = TensorValues.Of(gradient);
                double size = Math.Max(1e-2, differences.Max(Math.Abs));
                Assert.Equal(differences, found, (a, b) => Math.Abs(a - b) < 1e-6 * size);
                Assert.Contains(differences, value => Math.Abs(value) > 1e-3);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Puts_out_the_shape_that_it_plans(string kind)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Make(kind, 3);
        Assert.Equal([Batch, .. model.OutputShape], model.call(torch.ones([Batch, .. model.InputShape])).shape);
        Assert.Equal(model.ParameterCount, model.parameters().Sum(parameter => parameter.NumberOfElements));
        Assert.Equal(model.ParameterCount, ModelSummary.Of(model).Sum(row => row.ParameterCount));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Describes_itself_in_json_and_comes_back(string kind)
    {
        using SequentialModel model = Make(kind, 3);
        string json = JsonSerializer.Serialize(model.Describe());
        using var copy = SequentialModel.FromDescription(JsonSerializer.Deserialize<Dictionary<string, object?>>(json)!);
        Assert.Equal(json, JsonSerializer.Serialize(copy.Describe()));
        Assert.Equal(State(model), State(copy));
        using torch.Tensor x = torch.ones([Batch, .. model.InputShape]), one = model.call(x), other = copy.call(x);
        Assert.Equal(TensorValues.Of(one), TensorValues.Of(other));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Frozen_its_weights_take_no_gradient(string kind)
    {
        using SequentialModel model = Make(kind, 3);
        model.Layers[0].Freeze();
        Assert.All(model.parameters(), parameter => Assert.False(parameter.requires_grad));
        string json = JsonSerializer.Serialize(model.Describe());
        using var copy = SequentialModel.FromDescription(JsonSerializer.Deserialize<Dictionary<string, object?>>(json)!);
        Assert.All(copy.parameters(), parameter => Assert.False(parameter.requires_grad));
        model.Layers[0].Freeze(false);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    /// <summary>A dense layer behind it, so that there is something to probe; twice, so that masks are put back.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_probe_sees_finite_figures_and_changes_nothing(string kind)
    {
        using var model = new SequentialModel(
            [LayerCases.Make(kind), new FlattenLayer(), new DenseLayer(3, name: "out")], LayerCases.InputShape(kind), seed: 3);
        foreach (bool training in (bool[])[true, false])
        {
            model.train(training);
            string before = State(model);
            model.RestartNoise(4);
            using torch.Tensor x = torch.ones([Batch, .. model.InputShape]), expected = model.call(x);
            string after = State(model);
            model.RestartNoise(4);
            IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = Batch });
            Assert.Equal(rows, GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = Batch }));
            Assert.Equal(after, State(model));
            using torch.Tensor actual = model.call(x);
            Assert.Equal(TensorValues.Of(expected), TensorValues.Of(actual));
            Assert.All(model.modules(), module => Assert.Equal(training, module.training));
            Assert.All(rows, row => Assert.True(row.IsFinite));
            Assert.Equal("out", rows[^1].Name);
            Assert.True(training || before == State(model));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Draws_the_same_again_after_a_new_start(string kind)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Make(kind, 3), same = Make(kind, 3);
        torch.Tensor x = torch.ones([Batch, .. model.InputShape]);
        string state = State(model);
        Assert.Equal(state, State(same));
        double[][] passes = [.. Enumerable.Range(0, 3).Select(_ => TensorValues.Of(model.call(x)))];
        Assert.Equal(passes, Enumerable.Range(0, 3).Select(_ => TensorValues.Of(same.call(x))));
        ModelInitializer.Initialize(model, seed: 3);
        Assert.Equal(state, State(model));
        Assert.Equal(passes, Enumerable.Range(0, 3).Select(_ => TensorValues.Of(model.call(x))));
    }

    private static SequentialModel Make(string kind, long seed) =>
        new([LayerCases.Make(kind)], LayerCases.InputShape(kind), seed: seed);

    private static torch.Tensor Loss(SequentialModel model, torch.Tensor x)
    {
        model.RestartNoise(8);
        torch.Tensor output = model.call(x);
        return (output * Waves(output.shape).cos()).sum();
    }

    private static double Value(SequentialModel model, torch.Tensor x)
    {
        using IDisposable noGrad = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        return Loss(model, x).item<double>();
    }

    private static double[] Differences(torch.Tensor tensor, Func<double> loss)
    {
        double[] values = TensorValues.Of(tensor);
        double With(int index, double value)
        {
            Set(tensor, index, value);
            double result = loss();
            Set(tensor, index, values[index]);
            return result;
        }
        return [.. values.Select((value, i) => (With(i, value + Step) - With(i, value - Step)) / (2 * Step))];
    }

    private static void Set(torch.Tensor tensor, int index, double value)
    {
        using IDisposable noGrad = torch.no_grad();
        using torch.Tensor flat = tensor.view(-1), element = flat.narrow(0, index, 1);
        element.SetAll(value);
    }

    private static torch.Tensor Waves(params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return ((torch.arange(count, torch.float64) + 1) * 1.7).sin().reshape(shape);
    }
}
