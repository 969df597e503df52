using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace InitTools.Native;

/// <summary>The head of a 64-bit little-endian ELF file (System V ABI, chapter 4).</summary>
/// <param name="Architecture">The processor, or null for one that .NET has no name for.</param>
/// <param name="SegmentTable">Where the program headers start.</param>
/// <param name="SegmentCount">How many there are.</param>
/// <param name="SectionTableEnd">Where the section headers end; 0 where there are none.</param>
internal readonly record struct ElfHeader(Architecture? Architecture, long SegmentTable, int SegmentCount, long SectionTableEnd)
{
    /// <summary>Its length in bytes.</summary>
    public const int Size = 64;

    /// <summary>The machine number of x86-64.</summary>
    public const ushort MachineX64 = 62;

    private const ushort MachineArm64 = 183;
    private const ushort SharedObject = 3;

    /// <summary>Reads it.</summary>
    /// <param name="bytes">The first 64 bytes of the file.</param>
    /// <returns>The header.</returns>
    /// <exception cref="InvalidDataException">It is no shared library, or one of 32 bits or of another byte order.</exception>
    public static ElfHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, ..] || bytes.Length < Size)
        {
            throw new InvalidDataException("it is no 64-bit little-endian ELF file");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]) != SharedObject)
        {
            throw new InvalidDataException("it is an ELF file, but no shared library");
        }

        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]);
        int segments = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        if (segments == 0 || BinaryPrimitives.ReadUInt16LittleEndian(bytes[54..]) != ElfSegment.Size)
        {
            throw new InvalidDataException("its program headers are damaged");
        }

        long sectionTable = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]);
        long sectionSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[58..]);
        long sectionBytes = sectionSize * BinaryPrimitives.ReadUInt16LittleEndian(bytes[60..]);
        if (sectionTable < 0 || sectionTable > long.MaxValue - sectionBytes)
        {
            throw new InvalidDataException("its section headers are damaged");
        }

        return new(
            machine switch
            {
                MachineX64 => System.Runtime.InteropServices.Architecture.X64,
                MachineArm64 => System.Runtime.InteropServices.Architecture.Arm64,
                _ => null,
            },
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            segments,
            sectionTable + sectionBytes);
    }
}

/// <summary>A program header: a part of the file, and where it goes in memory.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Offset">Where it starts in the file.</param>
/// <param name="Address">Where it starts in memory, relative to where the library is put.</param>
/// <param name="FileSize">Its bytes in the file.</param>
internal readonly record struct ElfSegment(uint Type, long Offset, long Address, long FileSize)
{
    /// <summary>Where it ends in the file.</summary>
    public long End => Offset + FileSize;

    /// <summary>Its length in bytes.</summary>
    public const int Size = 56;

    /// <summary>A part that is mapped into memory.</summary>
    public const uint Load = 1;

    /// <summary>The table that the dynamic linker reads.</summary>
    public const uint Dynamic = 2;

    /// <summary>Reads all program headers.</summary>
    /// <param name="table">Their bytes.</param>
    /// <returns>The headers.</returns>
    /// <exception cref="InvalidDataException">One of them lies where no file reaches.</exception>
    public static IReadOnlyList<ElfSegment> ParseTable(ReadOnlySpan<byte> table)
    {
        var segments = new List<ElfSegment>();
        for (; table.Length >= Size; table = table[Size..])
        {
            var segment = new ElfSegment(
                BinaryPrimitives.ReadUInt32LittleEndian(table),
                BinaryPrimitives.ReadInt64LittleEndian(table[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(table[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(table[32..]));
            if (segment.Offset < 0 || segment.Address < 0 || segment.FileSize < 0 || segment.End < 0)
            {
                throw new InvalidDataException("its program headers are damaged");
            }

            segments.Add(segment);
        }

        return segments;
    }
}
