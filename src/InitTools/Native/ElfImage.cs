using System.Buffers.Binary;
using System.Text;

namespace InitTools.Native;

/// <summary>A version of another library that an ELF file asks for (a <c>Vernaux</c> of its <c>Verneed</c> list).</summary>
/// <param name="File">The other library, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version, such as <c>GLIBCXX_3.4.30</c>.</param>
/// <param name="Flags">2 where the library may do without it.</param>
/// <param name="FlagsOffset">Where the two bytes of the flags lie in the file.</param>
internal sealed record ElfVersionNeed(string File, string Version, ushort Flags, int FlagsOffset);

/// <summary>
/// The symbol versions of an ELF shared library (Linux Standard Base, Core, chapter "Symbol Versioning"). They are found
/// the way the dynamic linker finds them, through the dynamic table, which survives the stripping of section headers.
/// </summary>
internal sealed class ElfImage
{
    /// <summary>The flag <c>VER_FLG_WEAK</c>: the dynamic linker doesn't refuse a library for lack of this version.</summary>
    public const ushort WeakVersion = 2;

    private const long TagStringTable = 5;
    private const long TagVersionDefinitions = 0x6FFFFFFC;
    private const long TagVersionDefinitionCount = 0x6FFFFFFD;
    private const long TagVersionNeeds = 0x6FFFFFFE;
    private const long TagVersionNeedCount = 0x6FFFFFFF;

    private readonly byte[] _bytes;
    private readonly IReadOnlyList<ElfSegment> _segments;
    private readonly Dictionary<long, long> _dynamic = [];

    private ElfImage(byte[] bytes)
    {
        _bytes = bytes;
        ElfHeader header = ElfHeader.Parse(bytes);
        _segments = ElfSegment.ParseTable(At(header.SegmentTable, header.SegmentCount * ElfSegment.Size));
        foreach (ElfSegment segment in _segments.Where(segment => segment.Type == ElfSegment.Dynamic))
        {
            for (long entry = segment.Offset; entry < segment.End; entry += 16)
            {
                _dynamic[Int64(entry)] = Int64(entry + 8);
            }
        }
    }

    /// <summary>Reads a shared library.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>The image.</returns>
    /// <exception cref="InvalidDataException">It is no ELF shared library, or is damaged.</exception>
    public static ElfImage Parse(byte[] bytes) => new(bytes);

    /// <summary>The versions of other libraries that it asks for.</summary>
    /// <returns>Them, in the order of the file.</returns>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public IReadOnlyList<ElfVersionNeed> VersionNeeds()
    {
        var needs = new List<ElfVersionNeed>();
        foreach (long file in Chain(TagVersionNeeds, TagVersionNeedCount, nextField: 12))
        {
            string name = Text(UInt32(file + 4));
            long need = file + UInt32(file + 8);
            for (int left = UInt16(file + 2); left > 0; left--, need += UInt32(need + 12))
            {
                needs.Add(new(name, Text(UInt32(need + 8)), UInt16(need + 4), checked((int)(need + 4))));
            }
        }

        return needs;
    }

    /// <summary>The versions that it offers to others.</summary>
    /// <returns>Their names, in the order of the file.</returns>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public IReadOnlyList<string> VersionDefinitions() =>
    [
        .. Chain(TagVersionDefinitions, TagVersionDefinitionCount, nextField: 16)
            .Select(definition => Text(UInt32(definition + UInt32(definition + 12)))),
    ];

    /// <summary>A copy of the file that can be loaded where a library lacks one version it asks for.</summary>
    /// <param name="version">The version, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>The bytes; they are the file's own but for one flag.</returns>
    /// <exception cref="InvalidDataException">It doesn't ask for the version.</exception>
    public byte[] WithWeakVersion(string version)
    {
        ElfVersionNeed need = VersionNeeds().FirstOrDefault(need => need.Version == version)
            ?? throw new InvalidDataException($"it does not ask for {version}");
        var copy = (byte[])_bytes.Clone();
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(need.FlagsOffset), (ushort)(need.Flags | WeakVersion));
        return copy;
    }

    private IEnumerable<long> Chain(long startTag, long countTag, int nextField)
    {
        if (!_dynamic.TryGetValue(startTag, out long address)) yield break;

        long entry = Offset(address);
        for (long left = _dynamic.GetValueOrDefault(countTag); left > 0; left--)
        {
            yield return entry;
            long next = UInt32(entry + nextField);
            if (next == 0) yield break;
            entry += next;
        }
    }

    private long Offset(long address)
    {
        foreach (ElfSegment segment in _segments)
        {
            if (segment.Type == ElfSegment.Load && address >= segment.Address && address - segment.Address < segment.FileSize)
            {
                return address - segment.Address + segment.Offset;
            }
        }

        throw new InvalidDataException("its dynamic table points nowhere");
    }

    private string Text(uint index)
    {
        long start = Offset(_dynamic.GetValueOrDefault(TagStringTable)) + index;
        int length = start >= 0 && start < _bytes.Length ? _bytes.AsSpan((int)start).IndexOf((byte)0) : -1;
        return Encoding.UTF8.GetString(At(start, length));
    }

    private ushort UInt16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, sizeof(ushort)));

    private uint UInt32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, sizeof(uint)));

    private long Int64(long offset) => BinaryPrimitives.ReadInt64LittleEndian(At(offset, sizeof(long)));

    private ReadOnlySpan<byte> At(long offset, int count) =>
        offset >= 0 && count >= 0 && offset <= _bytes.Length - count
            ? _bytes.AsSpan((int)offset, count)
            : throw new InvalidDataException("its tables point beyond its end");
}
