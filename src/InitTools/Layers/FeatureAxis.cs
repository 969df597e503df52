using TorchSharp;

namespace InitTools;

/// <summary>
/// Which dimension of a sample counts features: the only one of a vector, the last of a sequence (time, features), the first of
/// an image (channels, height, width). Data is laid out as PyTorch has it, where Keras' default has channels last.
/// </summary>
internal static class FeatureAxis
{
    /// <summary>The dimension in a batch, whose dimension 0 are the samples.</summary>
    /// <param name="rank">The number of dimensions of the batch.</param>
    public static int InBatch(int rank) => rank <= 3 ? rank - 1 : 1;

    /// <summary>The number of features of a sample.</summary>
    public static long SizeOf(IReadOnlyList<long> sample) => sample[InBatch(sample.Count + 1) - 1];

    /// <summary>Applies an activation; softmax, which looks at all features of a sample, along them.</summary>
    public static torch.Tensor Activate(Activation activation, torch.Tensor z) =>
        z.dim() > 3 && ReferenceEquals(activation, ActivationCatalogue.Softmax)
            ? torch.nn.functional.softmax(z, InBatch((int)z.dim()))
            : activation.Forward(z);

    /// <summary>A view of a vector, one value a feature, that broadcasts over a batch.</summary>
    public static torch.Tensor Broadcast(torch.Tensor vector, torch.Tensor batch)
    {
        long[] shape = [.. Enumerable.Repeat(1L, (int)batch.dim())];
        shape[InBatch((int)batch.dim())] = -1;
        return vector.view(shape);
    }
}
