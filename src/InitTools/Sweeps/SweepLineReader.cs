using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace InitTools;

/// <summary>Reads the lines of a cache with the places where they begin; what the file holds doesn't matter to the memory it takes.</summary>
internal sealed class SweepLineReader(SafeFileHandle file)
{
    // Records have about a thousand bytes; a longer line than this is none.
    private const int LongestLine = 1 << 20;

    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly ArrayBufferWriter<byte> _line = new();
    private long _position;
    private int _next;
    private int _filled;

    /// <summary>Where the current line begins.</summary>
    public long Start { get; private set; }

    /// <summary>Where the next line begins.</summary>
    public long End => _position - _filled + _next;

    /// <summary>Whether the current line ends with the sign for it, rather than with the file.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether the current line is longer than any record.</summary>
    public bool IsTooLong => _line.WrittenCount > LongestLine;

    /// <summary>The current line without its end; only its beginning if it is too long.</summary>
    public ReadOnlySpan<byte> Line => _line.WrittenSpan;

    /// <summary>Goes to the next line.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        Start = End;
        _line.Clear();
        IsEnded = false;
        while (!IsEnded && Fill())
        {
            Span<byte> rest = _buffer.AsSpan(_next, _filled - _next);
            int end = rest.IndexOf((byte)'\n');
            IsEnded = end >= 0;
            Span<byte> part = IsEnded ? rest[..end] : rest;
            if (!IsTooLong) _line.Write(part);
            _next += part.Length + (IsEnded ? 1 : 0);
        }
        return End > Start;
    }

    private bool Fill()
    {
        if (_next < _filled) return true;
        (_filled, _next) = (RandomAccess.Read(file, _buffer, _position), 0);
        _position += _filled;
        return _filled > 0;
    }
}
