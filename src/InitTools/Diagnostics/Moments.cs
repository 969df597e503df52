using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Count, mean and spread of a tensor in one pass over its memory, in double: the squares of a gradient of 1e-30 vanish in
/// single precision. A NaN or infinity in the tensor makes them NaN.
/// </summary>
internal sealed class Moments
{
    // Sums of the differences to one element: the plain sum of squares would lose a spread that is small beside the mean.
    private double _origin;
    private double _sum;
    private double _squares;

    private Moments()
    {
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; private set; }

    /// <summary>The mean.</summary>
    public double Mean => _origin + (_sum / Count);

    /// <summary>The standard deviation over all elements (divided by their count).</summary>
    public double StandardDeviation => Math.Sqrt(Math.Max(0, (_squares - (_sum * _sum / Count)) / Count));

    /// <summary>The Euclidean norm.</summary>
    public double Norm => Math.Sqrt(Math.Max(0, _squares + (2 * _origin * _sum) + (Count * _origin * _origin)));

    /// <summary>Measures a tensor of any real type; it may be part of a graph.</summary>
    public static Moments Of(torch.Tensor tensor)
    {
        var moments = new Moments();
        TensorMemory.Read(tensor, moments.Add, moments.Add);
        return moments;
    }

    private void Add(ReadOnlySpan<float> values)
    {
        if (Count == 0) _origin = values[0];
        Count += values.Length;
        int done = Vector512.IsHardwareAccelerated ? AddWide(values) : AddVectors(values);
        foreach (float value in values[done..]) Add(value);
    }

    private int AddWide(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(values);
        Vector512<double> origin = Vector512.Create(_origin);
        Vector512<double> sumLow = default, sumHigh = default, squareLow = default, squareHigh = default;
        foreach (Vector512<float> vector in vectors)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(vector);
            low -= origin;
            high -= origin;
            sumLow += low;
            sumHigh += high;
            squareLow += low * low;
            squareHigh += high * high;
        }
        _sum += Vector512.Sum(sumLow + sumHigh);
        _squares += Vector512.Sum(squareLow + squareHigh);
        return vectors.Length * Vector512<float>.Count;
    }

    private int AddVectors(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var origin = new Vector<double>(_origin);
        Vector<double> sumLow = default, sumHigh = default, squareLow = default, squareHigh = default;
        foreach (Vector<float> vector in vectors)
        {
            Vector.Widen(vector, out Vector<double> low, out Vector<double> high);
            low -= origin;
            high -= origin;
            sumLow += low;
            sumHigh += high;
            squareLow += low * low;
            squareHigh += high * high;
        }
        _sum += Vector.Sum(sumLow + sumHigh);
        _squares += Vector.Sum(squareLow + squareHigh);
        return vectors.Length * Vector<float>.Count;
    }

    private void Add(ReadOnlySpan<double> values)
    {
        if (Count == 0) _origin = values[0];
        Count += values.Length;
        foreach (double value in values) Add(value);
    }

    private void Add(double value)
    {
        double difference = value - _origin;
        _sum += difference;
        _squares += difference * difference;
    }
}
