using TorchSharp;

namespace InitTools;

/// <summary>
/// Counts values in bins of equal width. The first tensor sets the width; later ones that reach farther get bins of the same width at the
/// ends, and pairs of bins are joined where that would be too many.
/// </summary>
/// <param name="bins">The number of bins for the first tensor, 2 or more.</param>
internal sealed class ValueHistogram(int bins)
{
    /// <summary>So many times the bins there may be before pairs are joined.</summary>
    private const int Growth = 4;

    private List<long> _counts = [];
    private double _from;
    private double _width;

    /// <summary>The number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the finite elements of a tensor, which may be part of a graph.</summary>
    public void Add(torch.Tensor tensor)
    {
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        ForEach(tensor, value => (least, most) = (Math.Min(least, value), Math.Max(most, value)));
        if (least > most) return;
        MakeRoom(least, most);
        ForEach(tensor, Take);
    }

    /// <summary>The bins, ascending.</summary>
    public IEnumerable<(double From, double To, long Count)> Bins() => _counts.Select((count, i) => (Edge(i), Edge(i + 1), count));

    private double Edge(int i) => _from + (i * _width);

    private int BinOf(double value) => _width == 0 ? 0 : Math.Clamp((int)((value - _from) / _width), 0, _counts.Count - 1);

    private void Take(double value)
    {
        _counts[BinOf(value)]++;
        Count++;
    }

    private void MakeRoom(double least, double most)
    {
        if (_width == 0 && Count > 0 && (least < _from || most > _from)) WidenPoint(least, most);
        else if (Count == 0) Begin(least, most);
        if (_width == 0) return;
        while (Math.Max(most, Edge(_counts.Count)) - Math.Min(least, _from) > Growth * bins * _width) JoinPairs();
        int before = Math.Max(0, (int)Math.Ceiling((_from - least) / _width));
        int behind = Math.Max(0, (int)Math.Ceiling((most - Edge(_counts.Count)) / _width));
        _counts = [.. Enumerable.Repeat(0L, before), .. _counts, .. Enumerable.Repeat(0L, behind)];
        _from -= before * _width;
    }

    private void Begin(double least, double most)
    {
        // Neighbouring numbers have no room for bins between them.
        double width = (most / bins) - (least / bins);
        bool any = double.IsFinite(width) && least + width > least && most - width < most;
        (_from, _width) = (least, any ? width : 0);
        _counts = [.. new long[any ? bins : 1]];
    }

    // All values so far were equal.
    private void WidenPoint(double least, double most)
    {
        double point = _from;
        Begin(Math.Min(least, point), Math.Max(most, point));
        _counts[BinOf(point)] = Count;
    }

    private void JoinPairs()
    {
        _counts = [.. _counts.Chunk(2).Select(pair => pair.Sum())];
        _width *= 2;
    }

    private static void ForEach(torch.Tensor tensor, Action<double> take) => TensorMemory.Read(
        tensor,
        chunk => { foreach (float value in chunk) if (float.IsFinite(value)) take(value); },
        chunk => { foreach (double value in chunk) if (double.IsFinite(value)) take(value); });
}
