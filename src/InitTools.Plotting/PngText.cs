using System.Buffers.Binary;
using System.Text;

namespace InitTools.Plotting;

/// <summary>Puts words into a PNG (W3C, PNG specification, chunk iTXt).</summary>
internal static class PngText
{
    // The signature and the header, which comes first: length, type, 13 bytes, check.
    private const int HeaderEnd = 8 + 4 + 4 + 13 + 4;

    private static readonly uint[] Checks = [.. Enumerable.Range(0, 256).Select(i =>
        Enumerable.Range(0, 8).Aggregate((uint)i, (check, _) => (check & 1) == 0 ? check >> 1 : (check >> 1) ^ 0xEDB88320))];

    /// <summary>Writes a picture with a title and a description.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> png, Figure figure)
    {
        stream.Write(png[..HeaderEnd]);
        stream.Write(Chunk("Title", figure.Title));
        stream.Write(Chunk("Description", FigureText.Of(figure)));
        stream.Write(png[HeaderEnd..]);
    }

    private static byte[] Chunk(string keyword, string text)
    {
        // No compression, no language, no translated keyword.
        byte[] body = [.. "iTXt"u8, .. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text.Replace('\0', ' '))];
        byte[] chunk = new byte[4 + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length - 4);
        body.CopyTo(chunk, 4);
        uint check = ~body.Aggregate(uint.MaxValue, (sum, value) => Checks[(byte)(sum ^ value)] ^ (sum >> 8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), check);
        return chunk;
    }
}
