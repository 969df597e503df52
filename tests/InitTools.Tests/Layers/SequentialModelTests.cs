using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

public sealed class SequentialModelTests
{
    [Fact]
    public void Computes_what_its_layers_say()
    {
        using SequentialModel model = new([Dense(5, "tanh"), Dense(4, "relu", useBias: false), Dense(3, "softmax", bias: new Ones())], [6], seed: 1);
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = torch.linspace(-1, 1, 12).reshape(2, 6);
        torch.Tensor[] w = [.. model.Layers.Select(layer => ((DenseLayer)layer).GetKernel())];

        torch.Tensor expected = (x.mm(w[0].t()).tanh().mm(w[1].t()).relu().mm(w[2].t()) + 1).softmax(-1);

        Assert.Equal(TensorValues.Of(expected), TensorValues.Of(model.call(x)).Select(value => (double)(float)value), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([[5, 6], [4, 5], [3, 4]], w.Select(kernel => kernel.shape));
    }

    [Fact]
    public void Knows_its_sizes()
    {
        using SequentialModel model = new([Dense(5), Dense(4, useBias: false), Dense(3)], [6], "net", 9);
        Assert.Equal(("net", 9L, (5 * 6) + 5 + (4 * 5) + (3 * 4) + 3L), (model.Name, model.Seed, model.ParameterCount));
        Assert.Equal(model.ParameterCount, model.parameters().Sum(parameter => parameter.NumberOfElements));
        Assert.Equal([6], model.InputShape);
        Assert.Equal([3], model.OutputShape);
        Assert.Equal([6, 5, 4], model.Layers.Select(layer => ((DenseLayer)layer).InputSize!.Value));
        Assert.Equal(["dense_1", "dense_2", "dense_3"], model.Layers.Select(layer => layer.Name));
        Assert.Equal("net", $"{model}");
        Assert.Equal("dense_2", $"{model.Layers[1]}");
    }

    [Fact]
    public void Finds_its_input_shape_in_the_first_layer()
    {
        using SequentialModel model = new([Dense(5, inputs: 7), Dense(4)]);
        Assert.Equal([7], model.InputShape);
    }

    [Fact]
    public void Keeps_the_dimensions_before_the_last()
    {
        using SequentialModel model = new([Dense(5), Dense(4)], [8, 6]);
        using DisposeScope scope = torch.NewDisposeScope();
        Assert.Equal([8, 4], model.OutputShape);
        Assert.Equal([2, 8, 4], model.call(torch.zeros(2, 8, 6)).shape);
    }

    [Fact]
    public void Names_that_nobody_chose_avoid_those_that_somebody_did()
    {
        using SequentialModel model = new([Dense(5, name: "dense_1"), Dense(4), Dense(3, name: "dense_3"), Dense(2)], [6]);
        Assert.Equal(4, model.Layers.Select(layer => layer.Name).Distinct().Count());
        Assert.Equal(model.Layers.SelectMany(layer => new[] { layer.Name + ".weight", layer.Name + ".bias" }), model.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void Is_trained_by_TorchSharp_as_any_module_is()
    {
        using SequentialModel model = new([Dense(8, "tanh"), Dense(2)], [4], seed: 3);
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = torch.linspace(-1, 1, 40).reshape(10, 4).sin();
        torch.Tensor y = torch.arange(10).ge(5).to(torch.int64);
        using torch.optim.Optimizer optimizer = torch.optim.Adam(model.parameters(), 0.05);
        double first = 0, last = 0;
        for (int step = 0; step < 60; step++)
        {
            optimizer.zero_grad();
            torch.Tensor loss = torch.nn.functional.cross_entropy(model.call(x), y);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            if (step == 0) first = last;
        }
        Assert.InRange(last, 0, first / 2);
    }

    [Fact]
    public void Kernels_come_out_as_copies()
    {
        using SequentialModel model = new([Dense(5)], [6], seed: 1);
        string before = State(model);
        using torch.Tensor kernel = ((DenseLayer)model.Layers[0]).GetKernel();
        using torch.Tensor bias = ((DenseLayer)model.Layers[0]).GetBias()!;
        Assert.False(kernel.requires_grad);
        kernel.fill_(9);
        bias.fill_(9);
        Assert.Equal(before, State(model));
    }

    [Fact]
    public void Follows_a_move_to_double_precision()
    {
        using SequentialModel model = new([Dense(5, "tanh"), Dense(2)], [6], seed: 1);
        model.to(torch.float64);
        using DisposeScope scope = torch.NewDisposeScope();
        Assert.Equal(torch.float64, model.call(torch.zeros(1, 6, torch.float64)).dtype);
        ModelInitializer.Initialize(model, new RandomNormal(0, 1e60), seed: 4);
        Assert.All(Kernel(model.Layers[0]), value => Assert.InRange(Math.Abs(value), 1e54, 1e61));
    }

    [Fact]
    public void Lives_on_when_the_scope_that_it_was_made_in_ends()
    {
        SequentialModel model;
        using (torch.NewDisposeScope()) model = new([Dense(5, inputs: 6), Dense(2)]);
        using (model) Assert.Equal((5 * 7) + (2 * 6), State(model).Length > 0 ? model.ParameterCount : 0);
    }
}
