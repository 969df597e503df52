using TorchSharp;

namespace InitTools;

/// <summary>The element types of tensors: those that initializers fill, and those of data.</summary>
public static class TensorDataType
{
    private static readonly (torch.ScalarType Type, string[] Names)[] Floating =
    [
        (torch.ScalarType.Float32, ["Float32", "float", "single"]),
        (torch.ScalarType.Float64, ["Float64", "double"]),
        (torch.ScalarType.Float16, ["Float16", "half"]),
        (torch.ScalarType.BFloat16, ["BFloat16"]),
    ];

    private static readonly NameTable<torch.ScalarType> Table = new("data type", Floating);

    private static readonly NameTable<torch.ScalarType> AnyTable = new(
        "data type",
        [.. Floating, (torch.ScalarType.Int64, ["Int64", "long"]), (torch.ScalarType.Int32, ["Int32", "int"])]);

    /// <summary>The names of those that initializers fill.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>The names of all, integers among them.</summary>
    public static IReadOnlyList<string> AllNames => AnyTable.Names;

    /// <summary>Reads a type's name.</summary>
    /// <param name="name">Such as <c>Float32</c>, <c>float</c> or <c>single</c>.</param>
    /// <returns>The type.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownDataType</c>; the message lists near matches.</exception>
    public static torch.ScalarType Find(string? name) => Table.Find(name, "DataType");

    /// <summary>Reads a type's name, integers among them, for tensors that hold data.</summary>
    /// <param name="name">Such as <c>Float32</c> or <c>Int64</c>.</param>
    /// <returns>The type.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.UnknownDataType</c>; the message lists near matches.</exception>
    public static torch.ScalarType FindAny(string? name) => AnyTable.Find(name, "DataType");

    /// <summary>Those that initializers fill, by what they hold.</summary>
    internal static IReadOnlyList<torch.ScalarType> BySize { get; } =
        [torch.ScalarType.Float16, torch.ScalarType.BFloat16, torch.ScalarType.Float32, torch.ScalarType.Float64];

    /// <summary>The smallest number above 0, subnormal, of a type that initializers fill.</summary>
    internal static double SmallestValue(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float16 => (double)Half.Epsilon,
        torch.ScalarType.BFloat16 => Math.ScaleB(1, -133),
        torch.ScalarType.Float32 => float.Epsilon,
        torch.ScalarType.Float64 => double.Epsilon,
        _ => throw InitToolsException.Argument("UnknownDataType", "DataType", type, "one of " + string.Join(", ", Names)),
    };

    /// <summary>The largest number of a type that initializers fill.</summary>
    internal static double LargestValue(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float16 => (double)Half.MaxValue,
        torch.ScalarType.BFloat16 => 255 * Math.ScaleB(1, 120),
        torch.ScalarType.Float32 => float.MaxValue,
        torch.ScalarType.Float64 => double.MaxValue,
        _ => throw InitToolsException.Argument("UnknownDataType", "DataType", type, "one of " + string.Join(", ", Names)),
    };
}
