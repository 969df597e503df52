using System.Buffers.Binary;
using System.Text;

namespace InitTools.Native;

/// <summary>
/// A shared library with a name and nothing in it. Once it is loaded, the dynamic linker answers a request for the bare
/// name with it instead of searching LD_LIBRARY_PATH and the system's folders.
/// </summary>
internal static class EmptyElfLibrary
{
    private const int SegmentCount = 3;
    private const int DynamicOffset = ElfHeader.Size + (SegmentCount * ElfSegment.Size);
    private const int DynamicSize = 6 * 16;
    private const int SymbolsOffset = DynamicOffset + DynamicSize;
    private const int SymbolSize = 24;
    private const int TextOffset = SymbolsOffset + SymbolSize;
    private const uint StackSegment = 0x6474E551;
    private const uint ReadWrite = 6;

    /// <summary>Makes one for x86-64.</summary>
    /// <param name="name">Its name (<c>DT_SONAME</c>), such as <c>libtorch_cuda.so</c>.</param>
    /// <returns>The file's bytes.</returns>
    public static byte[] Create(string name)
    {
        byte[] text = [0, .. Encoding.UTF8.GetBytes(name), 0];
        var image = new byte[TextOffset + text.Length];
        text.CopyTo(image, TextOffset);

        WriteHeader(image);
        WriteSegment(image, 0, ElfSegment.Load, 0, image.Length, alignment: 0x1000);
        WriteSegment(image, 1, ElfSegment.Dynamic, DynamicOffset, DynamicSize, alignment: 8);
        // Without this one the linker would make the stacks of all threads executable.
        WriteSegment(image, 2, StackSegment, 0, 0, alignment: 16);

        // SONAME, STRTAB, STRSZ, SYMTAB, SYMENT, NULL; symbol 0 is the undefined one that every table starts with.
        ReadOnlySpan<long> dynamic = [14, 1, 5, TextOffset, 10, text.Length, 6, SymbolsOffset, 11, SymbolSize, 0, 0];
        for (int i = 0; i < dynamic.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(DynamicOffset + (i * sizeof(long))), dynamic[i]);
        }

        return image;
    }

    private static void WriteHeader(Span<byte> image)
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(image);
        BinaryPrimitives.WriteUInt16LittleEndian(image[16..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(image[18..], ElfHeader.MachineX64);
        BinaryPrimitives.WriteUInt32LittleEndian(image[20..], 1);
        BinaryPrimitives.WriteInt64LittleEndian(image[32..], ElfHeader.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(image[52..], ElfHeader.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(image[54..], ElfSegment.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(image[56..], SegmentCount);
    }

    private static void WriteSegment(Span<byte> image, int index, uint type, long offset, long size, long alignment)
    {
        Span<byte> segment = image.Slice(ElfHeader.Size + (index * ElfSegment.Size), ElfSegment.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, type);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], ReadWrite);
        BinaryPrimitives.WriteInt64LittleEndian(segment[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[16..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[24..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], size);
        BinaryPrimitives.WriteInt64LittleEndian(segment[40..], size);
        BinaryPrimitives.WriteInt64LittleEndian(segment[48..], alignment);
    }
}
