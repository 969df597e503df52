using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>How far weights are from two earlier states of theirs, in one pass over the memory of all three.</summary>
internal static class WeightDistance
{
    /// <summary>The Euclidean norms of the differences.</summary>
    /// <param name="weights">The weights; part of a graph, if need be.</param>
    /// <param name="one">An earlier state, of the same shape and type.</param>
    /// <param name="other">Another.</param>
    public static (double FromOne, double FromOther) Of(torch.Tensor weights, torch.Tensor one, torch.Tensor other)
    {
        if (!(IsPlain(weights) && IsPlain(one) && IsPlain(other))) return (Distance(weights, one), Distance(weights, other));
        (double, double) squares = Squares(Elements(weights), Elements(one), Elements(other));
        GC.KeepAlive(weights);
        GC.KeepAlive(one);
        GC.KeepAlive(other);
        return (Math.Sqrt(squares.Item1), Math.Sqrt(squares.Item2));
    }

    private static bool IsPlain(torch.Tensor tensor) =>
        tensor.dtype == torch.ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous()
        && tensor.NumberOfElements < int.MaxValue / sizeof(float);

    private static ReadOnlySpan<float> Elements(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static double Distance(torch.Tensor weights, torch.Tensor from)
    {
        using IDisposable noGrad = torch.no_grad();
        using torch.Tensor difference = weights.Plus(from, -1);
        return Moments.Of(difference).Norm;
    }

    // In double precision: the square of a small change would vanish in single.
    private static (double FromOne, double FromOther) Squares(ReadOnlySpan<float> weights, ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        ReadOnlySpan<Vector<float>> w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(one), b = MemoryMarshal.Cast<float, Vector<float>>(other);
        Vector<double> aLow = default, aHigh = default, bLow = default, bHigh = default;
        for (int i = 0; i < w.Length; i++)
        {
            Vector.Widen(w[i] - a[i], out Vector<double> low, out Vector<double> high);
            aLow += low * low;
            aHigh += high * high;
            Vector.Widen(w[i] - b[i], out low, out high);
            bLow += low * low;
            bHigh += high * high;
        }
        double fromOne = Vector.Sum(aLow + aHigh), fromOther = Vector.Sum(bLow + bHigh);
        for (int i = w.Length * Vector<float>.Count; i < weights.Length; i++)
        {
            fromOne += Math.Pow((double)weights[i] - one[i], 2);
            fromOther += Math.Pow((double)weights[i] - other[i], 2);
        }
        return (fromOne, fromOther);
    }
}
