using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>Copies chosen samples of a dataset into batches as a model takes them.</summary>
/// <param name="dataset">The dataset.</param>
/// <param name="input">What the model takes.</param>
internal sealed class BatchReader(Dataset dataset, ModelInput input)
{
    /// <summary>The dataset.</summary>
    public Dataset Dataset => dataset;

    /// <summary>The samples, left to the caller's dispose scope.</summary>
    public torch.Tensor Samples(ReadOnlySpan<int> indices)
    {
        int size = dataset.SampleSize;
        torch.Tensor batch = torch.empty([indices.Length, .. dataset.SampleShape]);
        // Straight into the tensor's memory: index_select would first have to make a tensor of the whole dataset, for each batch.
        Span<float> values = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (int i = 0; i < indices.Length; i++)
            dataset.Features.Slice(indices[i] * size, size).CopyTo(values[(i * size)..]);
        return input.Fit(batch);
    }

    /// <summary>The classes of the samples, of shape (samples), where the model is, left to the caller's dispose scope.</summary>
    public torch.Tensor Labels(ReadOnlySpan<int> indices)
    {
        var labels = new long[indices.Length];
        for (int i = 0; i < labels.Length; i++) labels[i] = dataset.Labels[indices[i]];
        return input.Place(torch.tensor(labels));
    }
}
