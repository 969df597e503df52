using InitTools.Native;
using TorchSharp;
using TorchSharp.Modules;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// What a model takes: the place, the type and, where it is known without running the model, the shape of its samples. All batches come
/// to a model by way of it, from the machine's memory to where the model is.
/// </summary>
internal sealed class ModelInput
{
    private readonly torch.Device _device;
    private readonly torch.ScalarType? _type;
    private readonly long[]? _sample;
    private readonly bool _isKnown;

    private ModelInput(torch.Device device, torch.ScalarType? type, long[]? sample, bool isKnown)
    {
        _device = device;
        _type = type;
        _sample = sample;
        _isKnown = isKnown;
    }

    /// <summary>What a model takes.</summary>
    public static ModelInput Of(TensorModule model)
    {
        // An embedding looks whole numbers up; everything else multiplies, in the type of its weights.
        bool looksUp = model is not SequentialModel && ModuleLayers.Leaves(model).Any(leaf => leaf.Module is Embedding or EmbeddingBag);
        torch.Device device = ComputeDevice.Of(model);
        return looksUp
            ? new ModelInput(device, null, null, false)
            : new ModelInput(device, model.parameters().FirstOrDefault()?.dtype, SampleShape(model), model is SequentialModel);
    }

    /// <summary>The shape of one input sample of a model, or null where only running it would tell.</summary>
    public static long[]? SampleShape(TensorModule model) => model switch
    {
        SequentialModel sequential => [.. sequential.InputShape],
        _ => ModuleLayers.Leaves(model).Select(leaf => leaf.Module).FirstOrDefault(leaf => ModuleLayers.WeightOf(leaf) is not null) switch
        {
            Linear first => [first.in_features],
            DenseLayer { InputSize: { } size } => [size],
            _ => null,
        },
    };

    /// <summary>A batch where the model is, in the shape and type that it takes, left to the caller's dispose scope.</summary>
    /// <exception cref="InitToolsException"><c>InputShapeMismatch</c>.</exception>
    public torch.Tensor Fit(torch.Tensor input)
    {
        torch.Tensor placed = Place(input);
        torch.Tensor typed = _type is { } type && type != placed.dtype ? placed.to(type) : placed;
        if (_sample is null) return typed;
        long[] sample = input.shape[1..];
        if (sample.SequenceEqual(_sample)) return typed;
        if (Size(sample) == Size(_sample)) return typed.reshape([input.shape[0], .. _sample]);
        // Of other modules only the first layer is known, not what they do to the input before.
        if (!_isKnown) return typed;
        throw new InitToolsException(
            "InputShapeMismatch",
            $"A sample has the shape {InitToolsException.Show(sample)}, but the model takes {InitToolsException.Show(_sample)}.",
            FaultKind.InvalidData, InitToolsException.Show(sample));
    }

    /// <summary>A tensor where the model is, left to the caller's dispose scope.</summary>
    public torch.Tensor Place(torch.Tensor tensor) => ComputeDevice.IsOn(tensor, _device) ? tensor : tensor.to(_device);

    private static long Size(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);
}
