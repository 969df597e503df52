using System.Text;

namespace InitTools;

/// <summary>
/// Splits CSV text into records (RFC 4180: quoted fields may hold separators, doubled quotes and line ends). The separator is
/// a tab or a semicolon where the first line has one, and otherwise a comma. Blank lines are skipped.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    // A longer record is no data: a quote that isn't closed, or a foreign file.
    private const int MaximumRecordLength = 1 << 24;
    private const int EndOfFile = -1;

    private readonly DataFile _file;
    private readonly StreamReader _reader;
    private readonly char[] _buffer = new char[1 << 16];
    private readonly List<int> _ends = [];
    private char[] _text = new char[1 << 10];
    private int _textLength;
    private int _position;
    private int _length;
    private char? _separator;
    private long _nextLine = 1;

    public CsvReader(DataFile file)
    {
        _file = file;
        UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        _reader = new StreamReader(file.Open(), strict, detectEncodingFromByteOrderMarks: true);
    }

    /// <summary>The line of the file on which the record starts, from 1.</summary>
    public long Line { get; private set; }

    public int FieldCount => _ends.Count;

    public string[] Fields => [.. Enumerable.Range(0, FieldCount).Select(column => this[column].Trim().ToString())];

    private int FieldStart => _ends.Count == 0 ? 0 : _ends[^1];

    public ReadOnlySpan<char> this[int column] => _text.AsSpan((column == 0 ? 0 : _ends[column - 1]).._ends[column]);

    /// <summary>Goes to the next record.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        while (ReadRecord())
        {
            if (FieldCount > 1 || !this[0].IsWhiteSpace()) return true;
        }
        return false;
    }

    public void Dispose() => _reader.Dispose();

    private static char FindSeparator(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text.TrimStart("\r\n ");
        bool isQuoted = false;
        bool hasSemicolon = false;
        foreach (char character in rest)
        {
            if (character == '"') isQuoted = !isQuoted;
            if (isQuoted) continue;
            if (character == '\t') return '\t';
            if (character is '\r' or '\n') break;
            hasSemicolon |= character == ';';
        }
        return hasSemicolon ? ';' : ',';
    }

    private bool ReadRecord()
    {
        _ends.Clear();
        _textLength = 0;
        Line = _nextLine;
        int next = Next();
        if (next == EndOfFile) return false;
        char separator = _separator ??= FindSeparator(_buffer.AsSpan(0, _length));
        for (; next != EndOfFile; next = Next())
        {
            char character = (char)next;
            if (character == separator) _ends.Add(_textLength);
            else if (character is '\r' or '\n')
            {
                EndLine(character);
                break;
            }
            else if (character == '"' && _textLength == FieldStart) ReadQuoted();
            else Append(character);
        }
        _ends.Add(_textLength);
        return true;
    }

    private void ReadQuoted()
    {
        for (int next = Next(); next != EndOfFile; next = Next())
        {
            char character = (char)next;
            if (character == '"' && !TryTake('"')) return;
            if (character is '\r' or '\n')
            {
                EndLine(character);
                character = '\n';
            }
            Append(character);
        }
        throw _file.Fault("UnterminatedQuote", $"line {Line} opens a quoted field that is never closed.");
    }

    private void EndLine(char character)
    {
        if (character == '\r') TryTake('\n');
        _nextLine++;
    }

    private void Append(char character)
    {
        if (_textLength == _text.Length)
        {
            if (_textLength >= MaximumRecordLength)
                throw _file.Fault("UnknownFormat", $"line {Line} is over {MaximumRecordLength} characters: this is no CSV.");
            Array.Resize(ref _text, 2 * _textLength);
        }
        _text[_textLength++] = character;
    }

    private int Next() => _position < _length || Fill() ? _buffer[_position++] : EndOfFile;

    private bool TryTake(char wanted)
    {
        bool isNext = (_position < _length || Fill()) && _buffer[_position] == wanted;
        if (isNext) _position++;
        return isNext;
    }

    private bool Fill()
    {
        _file.CancellationToken.ThrowIfCancellationRequested();
        _position = 0;
        try
        {
            _length = _reader.ReadBlock(_buffer);
        }
        catch (DecoderFallbackException fault)
        {
            throw _file.Fault("UnknownFormat", $"it is no text in UTF-8 from line {_nextLine} on; save it in UTF-8.", fault);
        }
        return _length > 0;
    }
}
