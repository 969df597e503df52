using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>
/// How much the units of a layer differ, in one pass over its weights: the variance of a weight over the units, taken about the
/// first unit's so that equal units give exactly 0, as a mean over all inputs.
/// </summary>
internal sealed class UnitSpread
{
    private readonly double[] _first;
    private readonly double[] _sums;
    private double _squares;
    private int _input;
    private bool _isBeyondFirst;

    private UnitSpread(int inputs) => (_first, _sums) = (new double[inputs], new double[inputs]);

    /// <summary>The mean variance of a weight over the units; null for a single unit.</summary>
    /// <param name="weight">The weights, units first; they may be part of a graph.</param>
    public static double? VarianceOf(torch.Tensor weight)
    {
        long units = weight.shape[0];
        if (units < 2) return null;
        var spread = new UnitSpread(checked((int)(weight.NumberOfElements / units)));
        TensorMemory.Read(weight, spread.Add, spread.Add);
        double squaresOfSums = 0;
        foreach (double sum in spread._sums) squaresOfSums += sum * sum;
        return Math.Max(0, (spread._squares - (squaresOfSums / units)) / weight.NumberOfElements);
    }

    private void Add(ReadOnlySpan<float> weights)
    {
        while (weights.Length > 0)
        {
            ReadOnlySpan<float> piece = weights[..Math.Min(weights.Length, _first.Length - _input)];
            if (_isBeyondFirst) AddUnit(piece);
            else for (int i = 0; i < piece.Length; i++) _first[_input + i] = piece[i];
            Advance(piece.Length);
            weights = weights[piece.Length..];
        }
    }

    private void Add(ReadOnlySpan<double> weights)
    {
        foreach (double weight in weights)
        {
            if (_isBeyondFirst) Add(weight, _input);
            else _first[_input] = weight;
            Advance(1);
        }
    }

    private void AddUnit(ReadOnlySpan<float> piece)
    {
        ReadOnlySpan<Vector<float>> weights = MemoryMarshal.Cast<float, Vector<float>>(piece);
        ReadOnlySpan<Vector<double>> first = MemoryMarshal.Cast<double, Vector<double>>(_first.AsSpan(_input));
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(_sums.AsSpan(_input));
        Vector<double> lowSquares = default, highSquares = default;
        for (int i = 0; i < weights.Length; i++)
        {
            Vector.Widen(weights[i], out Vector<double> low, out Vector<double> high);
            low -= first[2 * i];
            high -= first[(2 * i) + 1];
            sums[2 * i] += low;
            sums[(2 * i) + 1] += high;
            lowSquares += low * low;
            highSquares += high * high;
        }
        _squares += Vector.Sum(lowSquares + highSquares);
        for (int i = weights.Length * Vector<float>.Count; i < piece.Length; i++) Add(piece[i], _input + i);
    }

    private void Add(double weight, int input)
    {
        double difference = weight - _first[input];
        _sums[input] += difference;
        _squares += difference * difference;
    }

    private void Advance(int count)
    {
        _input += count;
        if (_input < _first.Length) return;
        _input = 0;
        _isBeyondFirst = true;
    }
}
