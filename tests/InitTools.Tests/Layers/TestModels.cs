using TorchSharp;

namespace InitTools.Tests;

/// <summary>Makes models for tests.</summary>
internal static class TestModels
{
    /// <summary>Equal hidden layers and, if asked for, a linear output layer.</summary>
    public static SequentialModel Stack(
        int depth, int width, string activation, Initializer kernel, int? outputs = null, int? inputs = null, long? seed = null,
        string? name = null)
    {
        Activation function = ActivationCatalogue.Find(activation, "Activation");
        List<Layer> layers = [.. Enumerable.Range(0, depth).Select(_ => new DenseLayer(width, null, function, kernel))];
        if (outputs is { } classes) layers.Add(new DenseLayer(classes));
        return new SequentialModel(layers, [inputs ?? width], name, seed);
    }

    /// <summary>A dense layer, by the activation's name.</summary>
    public static DenseLayer Dense(
        int units, string activation = "linear", Initializer? kernel = null, Initializer? bias = null, string? name = null, long? seed = null,
        int? inputs = null, bool useBias = true) =>
        new(units, inputs, ActivationCatalogue.Find(activation, "Activation"), kernel, bias, useBias, name, seed);

    /// <summary>The values of a layer's kernel.</summary>
    public static double[] Kernel(Layer layer)
    {
        using torch.Tensor kernel = ((DenseLayer)layer).GetKernel();
        return TensorValues.Of(kernel);
    }

    /// <summary>All weights, biases and buffers of a module, to the bit.</summary>
    public static string State(torch.nn.Module module) => string.Join(
        '|',
        module.named_parameters().Select(entry => entry.name + Convert.ToHexString(TensorValues.Bits(entry.parameter)))
            .Concat(module.named_buffers().Select(entry => entry.name + Convert.ToHexString(TensorValues.Bits(entry.buffer)))));
}
