using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

public sealed class LayerErrorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Units_and_inputs_are_one_or_more(int size)
    {
        Errors.Throws("InvalidUnits", () => new DenseLayer(size), "Units", $"{size}", "1 or more");
        Errors.Throws("InvalidInputSize", () => new DenseLayer(4, size), "InputSize", $"{size}", "1 or more");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a.b")]
    public void A_name_is_no_blank_and_has_no_dot(string name) =>
        Errors.Throws("InvalidLayerName", () => new DenseLayer(4, name: name), "Name", $"'{name}'");

    [Fact]
    public void An_empty_model_is_refused() => Errors.Throws("EmptyModel", () => new SequentialModel([]), "New-DenseLayer");

    [Fact]
    public void A_model_without_an_input_shape_is_refused() =>
        Errors.Throws("InputShapeRequired", () => new SequentialModel([Dense(4)]), "InputShape", "InputSize");

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("3x-1")]
    public void An_input_shape_has_dimensions_of_one_or_more(string shape) => Errors.Throws(
        "InvalidInputShape",
        () => new SequentialModel([Dense(4)], [.. shape.Split('x', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)]),
        "InputShape", shape, "1 or more");

    [Fact]
    public void An_input_size_that_contradicts_the_layer_before_is_refused()
    {
        Errors.Throws(
            "InputSizeMismatch", () => new SequentialModel([Dense(4), Dense(3, inputs: 5, name: "second")], [6]), "'second'", "5", "4");
        Errors.Throws("InputSizeMismatch", () => new SequentialModel([Dense(4, inputs: 5)], [6]), "'dense_1'", "5", "6");
        Errors.Throws(
            "InputSizeMismatch", () => new SequentialModel([Dense(4), Dense(4), Dense(3, inputs: 5), Dense(4)], [6]), "'dense_3'", "5", "4");
    }

    [Fact]
    public void A_layer_belongs_to_one_place_in_one_model()
    {
        DenseLayer layer = Dense(4, name: "shared");
        Errors.Throws("LayerInUse", () => new SequentialModel([layer, layer], [4]), "'shared'", "twice");
        using SequentialModel model = new([layer], [4], "owner");
        Errors.Throws("LayerInUse", () => new SequentialModel([Dense(4), layer], [4]), "'shared'", "'owner'");
    }

    [Fact]
    public void Names_are_told_apart() => Errors.Throws(
        "DuplicateLayerName", () => new SequentialModel([Dense(4, name: "a"), Dense(4, name: "a")], [4]), "Name", "'a'", "different");

    [Fact]
    public void A_kernel_that_its_law_cannot_fill_is_refused()
    {
        Errors.Throws("NotDiracShape", () => new SequentialModel([Dense(4, kernel: new Dirac())], [4]), "4x4", "Dirac");
        Errors.Throws("NotOrthogonalShape", () => new SequentialModel([Dense(4, bias: new Orthogonal())], [4]), "Orthogonal");
        Errors.Throws("NotDiracShape", () => Dense(4, kernel: new Dirac(), inputs: 4), "4x4", "Dirac");
    }

    [Fact]
    public void Layers_of_a_model_that_failed_can_be_used_again()
    {
        DenseLayer first = Dense(4, name: "a", inputs: 4, seed: 1);
        DenseLayer second = Dense(4, kernel: new RandomNormal(0, 1e60));
        double[] before = Kernel(first);
        Errors.Throws("NotDiracShape", () => new SequentialModel([first, Dense(4, kernel: new Dirac())], [4], seed: 2));
        Errors.Throws("ShapeTooLarge", () => new SequentialModel([first, Dense(int.MaxValue), Dense(int.MaxValue)], [4], seed: 2));
        Errors.Throws("LawOutOfRange", () => new SequentialModel([first, second], [4], seed: 2));
        Assert.Equal(before, Kernel(first));

        using SequentialModel model = new([first], [4], seed: 2);
        Assert.Equal("a", model.Layers[0].Name);
    }

    [Fact]
    public void Weights_that_do_not_exist_yet_cannot_be_read()
    {
        using DenseLayer layer = Dense(4, name: "loose");
        Errors.Throws("LayerNotBuilt", () => layer.GetKernel(), "'loose'", "InputSize", "New-SequentialModel");
        Errors.Throws("LayerNotBuilt", () => layer.GetBias(), "'loose'");
        Assert.Equal((null, null), (layer.InputSize, layer.ParameterCount));
    }

    [Fact]
    public void A_disposed_layer_cannot_join_a_model()
    {
        DenseLayer layer = Dense(4, name: "gone", inputs: 4);
        layer.Dispose();
        Errors.Throws("DisposedModel", () => new SequentialModel([layer], [4]), "'gone'", "disposed");
    }
}
