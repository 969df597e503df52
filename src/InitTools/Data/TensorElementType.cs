using TorchSharp;

namespace InitTools;

/// <summary>The element types of safetensors files.</summary>
internal static class TensorElementType
{
    private static readonly (torch.ScalarType Type, string Name, int Size)[] All =
    [
        (torch.ScalarType.Bool, "BOOL", 1),
        (torch.ScalarType.Byte, "U8", 1),
        (torch.ScalarType.Int8, "I8", 1),
        (torch.ScalarType.Int16, "I16", 2),
        (torch.ScalarType.Int32, "I32", 4),
        (torch.ScalarType.Int64, "I64", 8),
        (torch.ScalarType.Float16, "F16", 2),
        (torch.ScalarType.BFloat16, "BF16", 2),
        (torch.ScalarType.Float32, "F32", 4),
        (torch.ScalarType.Float64, "F64", 8),
    ];

    /// <summary>The format's name of a type.</summary>
    /// <exception cref="InitToolsException"><c>InitTools.UnsupportedElementType</c>.</exception>
    public static string NameOf(torch.ScalarType type) =>
        Array.Find(All, entry => entry.Type == type).Name ?? throw InitToolsException.Argument(
            "UnsupportedElementType", "The element type", type, "one of " + string.Join(", ", All.Select(entry => entry.Type)));

    /// <summary>The size of an element in bytes.</summary>
    public static int SizeOf(torch.ScalarType type) => Array.Find(All, entry => entry.Type == type).Size;

    /// <summary>Reads a type's name as the format writes it.</summary>
    public static bool TryFind(string? name, out torch.ScalarType type)
    {
        int index = Array.FindIndex(All, entry => entry.Name == name);
        type = index < 0 ? default : All[index].Type;
        return index >= 0;
    }
}
