using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>The mean magnitude of a tensor's elements and the share of zeros, in one pass over its memory.</summary>
/// <param name="Mean">The mean of |x|, to six digits; NaN or infinite where an element is.</param>
/// <param name="ZeroFraction">0 to 1.</param>
internal readonly record struct Magnitudes(double Mean, double ZeroFraction)
{
    // Few enough elements a lane for single precision.
    private const int BlockElements = 2048;

    /// <summary>Measures a tensor of any real type; it may be part of a graph.</summary>
    public static Magnitudes Of(torch.Tensor tensor)
    {
        double sum = 0;
        long zeros = 0;
        TensorMemory.Read(
            tensor,
            chunk =>
            {
                for (; chunk.Length > 0; chunk = chunk[Math.Min(BlockElements, chunk.Length)..])
                    sum += SumOf(chunk[..Math.Min(BlockElements, chunk.Length)], ref zeros);
            },
            chunk =>
            {
                foreach (double value in chunk)
                {
                    sum += Math.Abs(value);
                    if (value == 0) zeros++;
                }
            });
        return new Magnitudes(sum / tensor.NumberOfElements, zeros / (double)tensor.NumberOfElements);
    }

    private static double SumOf(ReadOnlySpan<float> block, ref long zeros)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(block);
        // Two sums side by side: each addition would wait for the one before it.
        Vector<float> even = default, odd = default;
        Vector<int> none = default;
        int i = 0;
        for (; i + 1 < vectors.Length; i += 2)
        {
            even += Vector.Abs(vectors[i]);
            odd += Vector.Abs(vectors[i + 1]);
            none += Vector.Equals(vectors[i], default) + Vector.Equals(vectors[i + 1], default);
        }
        float sum = Vector.Sum(even + odd);
        zeros -= Vector.Sum(none);
        double total = sum;
        foreach (float value in block[(i * Vector<float>.Count)..])
        {
            total += Math.Abs(value);
            if (value == 0) zeros++;
        }
        return float.IsPositiveInfinity(sum) ? ExactSum(block) : total;
    }

    // The sum of a block may be out of the range of single precision where no element is.
    private static double ExactSum(ReadOnlySpan<float> block)
    {
        double sum = 0;
        foreach (float value in block) sum += Math.Abs(value);
        return sum;
    }
}
