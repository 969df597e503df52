using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Count, mean and spread of a tensor in one pass over its memory, to six digits at any magnitude: the squares of a gradient of
/// 1e-30 would vanish in single precision. A NaN or infinity in the tensor makes them NaN.
/// </summary>
internal sealed class Moments
{
    // A whole number of vectors of any width, few enough elements a lane for single precision.
    private const int BlockElements = 1024;

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

    /// <summary>What no element exceeds in magnitude; infinite where it wasn't looked for.</summary>
    public double Bound { get; private set; }

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
        for (; values.Length >= BlockElements; values = values[BlockElements..])
            if (!TryAddBlock(values[..BlockElements])) AddBlock(values[..BlockElements]);
        foreach (float value in values)
        {
            Bound = Math.Max(Bound, Math.Abs(value));
            Add(value);
        }
    }

    // Sums of a block in single precision keep six digits and take a third of the time. Squares out of its range are left to double.
    private bool TryAddBlock(ReadOnlySpan<float> block)
    {
        const double SmallestSquares = 1e-24;
        const double LargestSquares = 1e36;
        var origin = new Vector<float>((float)_origin);
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(block);
        // Four sums side by side: each addition would wait for the one before it.
        Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        Vector<float> squares0 = default, squares1 = default, squares2 = default, squares3 = default;
        Vector<float> largest = default;
        for (int i = 0; i + 3 < vectors.Length; i += 4)
        {
            Vector<float> x0 = vectors[i] - origin, x1 = vectors[i + 1] - origin;
            Vector<float> x2 = vectors[i + 2] - origin, x3 = vectors[i + 3] - origin;
            sum0 += x0;
            sum1 += x1;
            sum2 += x2;
            sum3 += x3;
            squares0 += x0 * x0;
            squares1 += x1 * x1;
            squares2 += x2 * x2;
            squares3 += x3 * x3;
            largest = Vector.Max(
                Vector.Max(largest, Vector.Max(Vector.Abs(x0), Vector.Abs(x1))), Vector.Max(Vector.Abs(x2), Vector.Abs(x3)));
        }
        double squares = Sum(squares0 + squares1) + Sum(squares2 + squares3);
        if (squares is not (> SmallestSquares and < LargestSquares)) return false;
        _squares += squares;
        _sum += Sum(sum0 + sum1) + Sum(sum2 + sum3);
        for (int i = 0; i < Vector<float>.Count; i++) Bound = Math.Max(Bound, Math.Abs(_origin) + largest[i]);
        return true;
    }

    private void AddBlock(ReadOnlySpan<float> block)
    {
        Bound = double.PositiveInfinity;
        var origin = new Vector<double>(_origin);
        Vector<double> sum = default, squares = default;
        foreach (Vector<float> vector in MemoryMarshal.Cast<float, Vector<float>>(block))
        {
            Vector.Widen(vector, out Vector<double> low, out Vector<double> high);
            low -= origin;
            high -= origin;
            sum += low + high;
            squares += (low * low) + (high * high);
        }
        _sum += Vector.Sum(sum);
        _squares += Vector.Sum(squares);
    }

    private static double Sum(Vector<float> lanes)
    {
        Vector.Widen(lanes, out Vector<double> low, out Vector<double> high);
        return Vector.Sum(low + high);
    }

    private void Add(ReadOnlySpan<double> values)
    {
        if (Count == 0) _origin = values[0];
        Count += values.Length;
        Bound = double.PositiveInfinity;
        foreach (double value in values) Add(value);
    }

    private void Add(double value)
    {
        double difference = value - _origin;
        _sum += difference;
        _squares += difference * difference;
    }
}
