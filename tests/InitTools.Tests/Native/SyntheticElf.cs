using System.Text;

namespace InitTools.Tests.Native;

/// <summary>Writes a small ELF library with symbol versions, by the book and independently of the code under test.</summary>
internal static class SyntheticElf
{
    private const int SegmentCount = 2;
    private const int DynamicOffset = 64 + (SegmentCount * 56);
    private const int DynamicSize = 6 * 16;
    private const int TablesOffset = DynamicOffset + DynamicSize;

    // Addresses differ from places in the file, as they do in real libraries.
    private const long Base = 0x10000;

    /// <summary>A library that defines versions, and needs versions of others.</summary>
    public static byte[] Create(string[] defines, params (string File, string[] Versions)[] needs)
    {
        var strings = new List<byte> { 0 };
        byte[] definitions = Write(writer => WriteDefinitions(writer, defines, strings));
        byte[] needed = Write(writer => WriteNeeds(writer, needs, strings));
        long needsAddress = Base + TablesOffset + definitions.Length;
        long stringsAddress = needsAddress + needed.Length;
        long size = stringsAddress - Base + strings.Count;

        return Write(writer =>
        {
            writer.Write([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            WriteWords(writer, [3, 62], [1]);
            writer.Write(0L);
            writer.Write(64L);
            writer.Write(0L);
            WriteWords(writer, [], [0]);
            WriteWords(writer, [64, 56, SegmentCount, 64, 0, 0], []);
            WriteSegment(writer, type: 1, offset: 0, size);
            WriteSegment(writer, type: 2, DynamicOffset, DynamicSize);
            foreach (long word in (long[])[
                5, stringsAddress,
                0x6FFFFFFC, Base + TablesOffset, 0x6FFFFFFD, defines.Length,
                0x6FFFFFFE, needsAddress, 0x6FFFFFFF, needs.Length,
                0, 0])
            {
                writer.Write(word);
            }

            writer.Write(definitions);
            writer.Write(needed);
            writer.Write([.. strings]);
        });
    }

    private static void WriteDefinitions(BinaryWriter writer, string[] versions, List<byte> strings)
    {
        for (int i = 0; i < versions.Length; i++)
        {
            uint next = i == versions.Length - 1 ? 0u : 28;
            WriteWords(writer, [1, 0, (ushort)(i + 1), 1], [0, 20, next, Add(strings, versions[i]), 0]);
        }
    }

    private static void WriteNeeds(BinaryWriter writer, (string File, string[] Versions)[] needs, List<byte> strings)
    {
        for (int i = 0; i < needs.Length; i++)
        {
            (string file, string[] versions) = needs[i];
            uint next = i == needs.Length - 1 ? 0u : 16 + (16 * (uint)versions.Length);
            WriteWords(writer, [1, (ushort)versions.Length], [Add(strings, file), 16, next]);
            for (int j = 0; j < versions.Length; j++)
            {
                WriteWords(writer, [], [0xABCD]);
                WriteWords(writer, [0, (ushort)(j + 2)], [Add(strings, versions[j]), j == versions.Length - 1 ? 0u : 16]);
            }
        }
    }

    private static void WriteSegment(BinaryWriter writer, uint type, long offset, long size)
    {
        WriteWords(writer, [], [type, 6]);
        foreach (long word in (long[])[offset, Base + offset, Base + offset, size, size, 8]) writer.Write(word);
    }

    private static void WriteWords(BinaryWriter writer, ushort[] halves, uint[] words)
    {
        foreach (ushort half in halves) writer.Write(half);
        foreach (uint word in words) writer.Write(word);
    }

    private static uint Add(List<byte> strings, string text)
    {
        uint start = (uint)strings.Count;
        strings.AddRange(Encoding.ASCII.GetBytes(text));
        strings.Add(0);
        return start;
    }

    private static byte[] Write(Action<BinaryWriter> write)
    {
        var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes)) write(writer);
        return bytes.ToArray();
    }
}
