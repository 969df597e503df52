namespace InitTools;

/// <summary>Values that arrive from a file, kept in an array that grows with them and not with what a header promises.</summary>
/// <param name="file">The file.</param>
/// <param name="limit">The number of values when all is read, where it is known.</param>
internal sealed class FeatureBuffer(DataFile file, int? limit = null)
{
    private const int FirstCapacity = 1 << 16;

    // Below that a check costs more than it saves.
    private const long UncheckedCapacity = 1 << 22;

    private float[] _values = [];
    private int _count;

    /// <summary>Makes room for values that are known to come.</summary>
    public void Reserve(int count) => Array.Resize(ref _values, Math.Max(count, _values.Length));

    /// <summary>Adds values.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Where they are to be written.</returns>
    public Span<float> Append(int count)
    {
        long needed = (long)_count + count;
        if (needed > _values.Length) Grow(needed);
        Span<float> added = _values.AsSpan(_count, count);
        _count += count;
        return added;
    }

    public float[] ToArray() => _count == _values.Length ? _values : _values[.._count];

    private void Grow(long needed)
    {
        long capacity = Math.Max(needed, Math.Min(Math.Max(FirstCapacity, 2L * _values.Length), limit ?? Array.MaxLength));
        if (capacity > UncheckedCapacity) file.CheckSize(capacity);
        Array.Resize(ref _values, (int)capacity);
    }
}
