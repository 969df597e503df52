using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Reads a tensor's memory once and takes its sums. Memory is cut into chunks, for the threads, and those into blocks that
/// stay in the nearest cache while they are read twice: for the mean, then for the powers of the differences to it.
/// </summary>
internal sealed unsafe class StatisticsPass
{
    private const int BlockElements = 2048;
    private const int ChunkElements = 128 * BlockElements;

    private readonly delegate*<byte*, int, byte*, MomentSums> _measure;
    private readonly byte* _origin;
    private readonly long _count;
    private readonly int _elementSize;
    private readonly CancellationToken _cancellationToken;
    private readonly MomentSums[] _chunks;

    private StatisticsPass(torch.Tensor tensor, CancellationToken cancellationToken)
    {
        _measure = BlockReader.For(tensor.dtype);
        _origin = (byte*)TensorAddress.Of(tensor);
        _count = tensor.NumberOfElements;
        _elementSize = (int)tensor.ElementSize;
        _cancellationToken = cancellationToken;
        _chunks = new MomentSums[(_count + ChunkElements - 1) / ChunkElements];
    }

    /// <summary>Takes the sums over a tensor's finite elements.</summary>
    /// <param name="tensor">The tensor, of a real type.</param>
    /// <param name="cancellationToken">Looked at before each chunk.</param>
    /// <param name="maxThreads">The most threads to read on; null for one for each processor. It changes no bit of the sums.</param>
    public static MomentSums Over(torch.Tensor tensor, CancellationToken cancellationToken, int? maxThreads = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        if (tensor.NumberOfElements == 0) return MomentSums.None;
        torch.Tensor flat = tensor.device_type == DeviceType.CPU ? tensor : tensor.cpu();
        torch.Tensor whole = flat.contiguous();
        var pass = new StatisticsPass(whole, cancellationToken);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = maxThreads ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        if (pass._chunks.Length == 1) pass.MeasureChunk(0);
        else Parallel.For(0, pass._chunks.Length, parallel, pass.MeasureChunk);
        MomentSums sums = MomentSums.None;
        foreach (MomentSums chunk in pass._chunks) sums += chunk;
        GC.KeepAlive(whole);
        return sums;
    }

    private void MeasureChunk(int chunk)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        byte* aside = stackalloc byte[BlockElements * sizeof(double)];
        long end = Math.Min(_count, ((long)chunk + 1) * ChunkElements);
        MomentSums sums = MomentSums.None;
        for (long start = (long)chunk * ChunkElements; start < end; start += BlockElements)
            sums += _measure(_origin + (start * _elementSize), (int)Math.Min(BlockElements, end - start), aside);
        _chunks[chunk] = sums;
    }
}
