using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>A piece of a tensor's memory.</summary>
internal delegate void ChunkReader<T>(ReadOnlySpan<T> chunk);

/// <summary>Reads tensors in place, without a call into libtorch for each figure.</summary>
internal static class TensorMemory
{
    // A span counts bytes in an int, so a larger tensor is read in pieces.
    private const long ChunkElements = 1L << 27;

    /// <summary>
    /// Hands over all elements, in order: single precision as it is, everything else converted to double. The tensor may be part
    /// of a graph and need not be contiguous.
    /// </summary>
    public static void Read(torch.Tensor tensor, ChunkReader<float> single, ChunkReader<double> other)
    {
        long count = tensor.NumberOfElements;
        bool isSingle = tensor.dtype == torch.ScalarType.Float32;
        if (isSingle && count is > 0 and <= ChunkElements && tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            single(MemoryMarshal.Cast<byte, float>(tensor.bytes));
            // A span over native memory keeps no tensor alive.
            GC.KeepAlive(tensor);
            return;
        }
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor flat = tensor.device_type == DeviceType.CPU ? tensor : tensor.cpu();
        if (!isSingle && flat.dtype != torch.ScalarType.Float64) flat = flat.to(torch.ScalarType.Float64);
        if (!flat.is_contiguous()) flat = flat.contiguous();
        if (count > ChunkElements) flat = flat.view(-1);
        for (long start = 0; start < count; start += ChunkElements)
        {
            torch.Tensor chunk = count <= ChunkElements ? flat : flat.narrow(0, start, Math.Min(ChunkElements, count - start));
            if (isSingle) single(MemoryMarshal.Cast<byte, float>(chunk.bytes));
            else other(MemoryMarshal.Cast<byte, double>(chunk.bytes));
            GC.KeepAlive(chunk);
        }
    }
}
