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
}
