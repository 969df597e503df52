using System.IO.Compression;

namespace InitTools;

/// <summary>
/// Decompresses gzip, of one member or several, and notices where <see cref="GZipStream"/> says nothing: data that end early
/// and bytes that follow the last member.
/// </summary>
/// <remarks>
/// A seal, a member of its own with known contents, is put behind the file's end. It comes out at the end, and is taken
/// off, only if everything before it is complete.
/// </remarks>
internal sealed class GzipReader : ReadOnlyStream
{
    private const int BufferSize = 1 << 16;

    private static readonly byte[] Seal = [.. Enumerable.Repeat("end of the gzip file "u8.ToArray(), 4).SelectMany(text => text)];
    private static readonly byte[] SealMember = Compress(Seal);

    private readonly DataFile _file;
    private readonly SealedStream _source;
    private readonly GZipStream _gzip;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _finished;

    public GzipReader(Stream source, DataFile file)
    {
        _file = file;
        _source = new SealedStream(source);
        _gzip = new GZipStream(_source, CompressionMode.Decompress);
    }

    private int Available => Math.Max(0, _end - _start - Seal.Length);

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (Available == 0 && !_finished) Fill();
        int count = Math.Min(buffer.Length, Available);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    // Holds back as many bytes as the seal has, as they may be it.
    private void Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int count = Decompress(_buffer.AsSpan(_end));
        _end += count;
        if (count > 0) return;
        _finished = true;
        if (!_buffer.AsSpan(0, _end).EndsWith(Seal)) throw Fault(null);
    }

    private int Decompress(Span<byte> buffer)
    {
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException fault)
        {
            throw Fault(fault);
        }
    }

    // The decoder asks for the seal only after it used up the whole file; so if it asked, the file was good as far as it goes.
    private InitToolsException Fault(InvalidDataException? cause) => _source.IsSealRead
        ? _file.Fault("TruncatedGzip", "the gzip data end early; the file is incomplete.", cause)
        : _file.Fault("CorruptGzip", cause is null
            ? "bytes follow the end of the gzip data."
            : "the gzip data are damaged: they can't be decompressed or fail their checksum.", cause);

    private static byte[] Compress(byte[] contents)
    {
        using MemoryStream member = new();
        using (GZipStream gzip = new(member, CompressionLevel.Optimal)) gzip.Write(contents);
        return member.ToArray();
    }

    private sealed class SealedStream(Stream file) : ReadOnlyStream
    {
        private int _sealPosition;

        public bool IsSealRead => _sealPosition > 0;

        public override int Read(Span<byte> buffer)
        {
            int count = IsSealRead ? 0 : file.Read(buffer);
            if (count > 0) return count;
            count = Math.Min(buffer.Length, SealMember.Length - _sealPosition);
            SealMember.AsSpan(_sealPosition, count).CopyTo(buffer);
            _sealPosition += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
