using InitTools.Native;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

public sealed class ModelSummaryTests
{
    [Fact]
    public void Lists_the_layers_of_a_sequential_model()
    {
        using SequentialModel model = new(
            [Dense(5, "relu", new VarianceScaling(2), name: "hidden"), Dense(3, "softmax", useBias: false)], [8, 6], "net");
        Assert.Equal(
            [
                new LayerSummary
                {
                    Model = "net", Layer = 1, Name = "hidden", Type = "Dense", OutputShape = "8x5", ParameterCount = 35,
                    Activation = "relu", Initializer = "HeNormal",
                },
                new LayerSummary
                {
                    Model = "net", Layer = 2, Name = "dense_1", Type = "Dense", OutputShape = "8x3", ParameterCount = 15,
                    Activation = "softmax", Initializer = "GlorotUniform",
                },
            ],
            ModelSummary.Of(model));
    }

    [Fact]
    public void Lists_the_parts_of_any_module()
    {
        TorchLibrary.EnsureLoaded();
        using var model = Sequential(
            ("conv", Conv2d(3, 4, 3)), ("norm", BatchNorm2d(4)), ("act", LeakyReLU()),
            ("block", Sequential(("fc", Linear(16, 2)), ("out", Tanh()))));
        IReadOnlyList<LayerSummary> rows = ModelSummary.Of(model);
        Assert.Equal(["conv", "norm", "act", "block.fc", "block.out"], rows.Select(row => row.Name));
        Assert.Equal(["Conv2d", "BatchNorm2d", "LeakyReLU", "Linear", "Tanh"], rows.Select(row => row.Type));
        Assert.Equal([(3 * 4 * 9) + 4, 8, 0, 34, 0], rows.Select(row => row.ParameterCount));
        Assert.Equal([null, null, "leaky_relu", null, "tanh"], rows.Select(row => row.Activation));
        Assert.Equal([1, 2, 3, 4, 5], rows.Select(row => row.Layer));
        Assert.All(rows, row => Assert.Null(row.OutputShape));
    }

    [Fact]
    public void Says_which_layers_are_frozen()
    {
        using SequentialModel model = new(
            [Dense(5), new ResidualBlock([Dense(5), Dense(5)]), new BatchNormalizationLayer(), Dense(3)], [5]);
        model.Layers[1].Freeze();
        ((ResidualBlock)model.Layers[1]).Body[1].Freeze(false);
        model.Layers[2].Freeze();
        foreach ((_, TorchSharp.Modules.Parameter parameter) in model.Layers[3].named_parameters()) parameter.requires_grad = false;
        Assert.Equal(
            ["residual_1.dense_1", "residual_1", "batchnormalization_1", "dense_2"],
            ModelSummary.Of(model).Where(row => row.Frozen).Select(row => row.Name));
    }

    [Fact]
    public void Says_which_parts_of_a_module_are_frozen()
    {
        TorchLibrary.EnsureLoaded();
        var frozen = Linear(4, 4);
        var half = Linear(4, 2);
        using var model = Sequential(("first", frozen), ("act", ReLU()), ("last", half));
        frozen.weight.requires_grad = frozen.bias!.requires_grad = half.bias!.requires_grad = false;
        Assert.Equal(["first"], ModelSummary.Of(model).Where(row => row.Frozen).Select(row => row.Name));
    }
}
