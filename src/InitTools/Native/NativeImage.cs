using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace InitTools.Native;

/// <summary>The formats of shared libraries.</summary>
internal enum ImageFormat
{
    /// <summary>Linux.</summary>
    Elf,

    /// <summary>Windows.</summary>
    PortableExecutable,

    /// <summary>macOS.</summary>
    MachO,
}

/// <summary>
/// What the headers of a shared library tell. They are read before the system's loader sees the file: it maps a truncated
/// file as if it were whole, and touching what isn't there ends the process.
/// </summary>
/// <param name="Format">The format.</param>
/// <param name="Architecture">The processor it is built for, or null for one that .NET has no name for.</param>
/// <param name="Length">The bytes it must have at least: where the last part that a header speaks of ends.</param>
internal sealed record NativeImage(ImageFormat Format, Architecture? Architecture, long Length)
{
    private const int MachHeaderSize = 32;
    private const uint MachSegment64 = 0x19;

    /// <summary>Checks a file against its platform.</summary>
    /// <param name="path">The file.</param>
    /// <param name="platform">What it must be for.</param>
    /// <exception cref="InitToolsException">
    /// <c>NativeLibraryCorrupt</c>, <c>NativeLibraryWrongPlatform</c>, or <c>NativeLibraryLoadFailed</c> for a file that
    /// can't be read.
    /// </exception>
    public static void Check(string path, NativePlatform platform)
    {
        NativeImage image;
        long length;
        try
        {
            using FileStream file = File.OpenRead(path);
            length = file.Length;
            image = Read(file);
        }
        catch (InvalidDataException exception)
        {
            throw NativeError.Corrupt(path, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NativeError.LoadFailed(path, exception.Message, exception);
        }

        if (image.Format != platform.Format || image.Architecture != platform.Architecture)
        {
            string processor = image.Architecture?.ToString() ?? "another processor";
            throw NativeError.WrongPlatform(path, $"it is {image.Format} for {processor}", platform);
        }

        if (length < image.Length)
        {
            throw NativeError.Corrupt(path, $"it has {length} bytes, and its headers speak of {image.Length}");
        }
    }

    /// <summary>Reads the headers.</summary>
    /// <param name="file">The file, which can be sought.</param>
    /// <returns>What they tell.</returns>
    /// <exception cref="InvalidDataException">It is no shared library, or its headers are incomplete.</exception>
    public static NativeImage Read(Stream file)
    {
        if (file.Length == 0) throw new InvalidDataException("it is empty");

        var magic = new byte[4];
        file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        try
        {
            return magic switch
            {
                [0x7F, (byte)'E', (byte)'L', (byte)'F'] => ReadElf(file),
                [(byte)'M', (byte)'Z', ..] => ReadPortableExecutable(file),
                [0xCF, 0xFA, 0xED, 0xFE] => ReadMachO(file),
                _ => throw new InvalidDataException("it does not start like a shared library"),
            };
        }
        catch (Exception exception) when (exception is EndOfStreamException or BadImageFormatException or OverflowException)
        {
            throw new InvalidDataException("its headers are incomplete", exception);
        }
    }

    private static NativeImage ReadElf(Stream file)
    {
        byte[] start = ReadAt(file, 0, ElfHeader.Size);
        bool isOf64BitsLittleEndian = start is [_, _, _, _, 2, 1, ..];
        if (!isOf64BitsLittleEndian) return new(ImageFormat.Elf, null, 0);

        var header = ElfHeader.Parse(start);
        byte[] table = ReadAt(file, header.SegmentTable, header.SegmentCount * ElfSegment.Size);
        long segmentsEnd = ElfSegment.ParseTable(table).Max(segment => segment.End);
        return new(ImageFormat.Elf, header.Architecture, Math.Max(segmentsEnd, header.SectionTableEnd));
    }

    private static NativeImage ReadPortableExecutable(Stream file)
    {
        file.Position = 0;
        var headers = new PEHeaders(file);
        Architecture? architecture = headers.CoffHeader.Machine switch
        {
            Machine.Amd64 => System.Runtime.InteropServices.Architecture.X64,
            Machine.Arm64 => System.Runtime.InteropServices.Architecture.Arm64,
            Machine.I386 => System.Runtime.InteropServices.Architecture.X86,
            _ => null,
        };
        long length = headers.SectionHeaders
            .Select(section => (uint)section.PointerToRawData + (long)(uint)section.SizeOfRawData)
            .DefaultIfEmpty()
            .Max();
        return new(ImageFormat.PortableExecutable, architecture, length);
    }

    private static NativeImage ReadMachO(Stream file)
    {
        byte[] header = ReadAt(file, 0, MachHeaderSize);
        Architecture? architecture = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)) switch
        {
            0x01000007 => System.Runtime.InteropServices.Architecture.X64,
            0x0100000C => System.Runtime.InteropServices.Architecture.Arm64,
            _ => null,
        };
        int commandCount = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16));
        ReadOnlySpan<byte> commands = ReadAt(file, MachHeaderSize, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(20)));
        long length = MachHeaderSize + commands.Length;
        for (int i = 0; i < commandCount; i++)
        {
            if (commands.Length < 8) throw new EndOfStreamException();
            int size = BinaryPrimitives.ReadInt32LittleEndian(commands[4..]);
            if (size < 8 || size > commands.Length) throw new EndOfStreamException();
            if (BinaryPrimitives.ReadUInt32LittleEndian(commands) == MachSegment64 && size >= 56)
            {
                long offset = BinaryPrimitives.ReadInt64LittleEndian(commands[40..]);
                length = Math.Max(length, checked(offset + BinaryPrimitives.ReadInt64LittleEndian(commands[48..])));
            }

            commands = commands[size..];
        }

        return new(ImageFormat.MachO, architecture, length);
    }

    private static byte[] ReadAt(Stream file, long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > file.Length - count) throw new EndOfStreamException();
        var bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }
}
