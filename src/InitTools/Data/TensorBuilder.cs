using InitTools.Native;
using TorchSharp;

namespace InitTools;

/// <summary>Makes tensors of numbers. NaN and infinity are kept.</summary>
public static class TensorBuilder
{
    /// <summary>Makes a tensor of one dimension.</summary>
    /// <param name="values">The values, one or more.</param>
    /// <param name="dataType">The type of the elements; whole numbers are kept exactly up to 2^53.</param>
    /// <returns>A tensor of shape (number of values); the caller owns it.</returns>
    /// <exception cref="InitToolsException">
    /// <c>EmptyInput</c>; <c>ValueOutOfRange</c>: not a value of an integer type, or a finite one that would become infinite.
    /// </exception>
    public static torch.Tensor FromValues(IReadOnlyList<double> values, torch.ScalarType dataType = torch.ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) throw Empty();
        return Build([.. values], [values.Count], dataType);
    }

    /// <summary>Makes a tensor of two dimensions.</summary>
    /// <param name="rows">The rows, one or more, each of the same number of values, one or more.</param>
    /// <param name="dataType">The type of the elements; whole numbers are kept exactly up to 2^53.</param>
    /// <returns>A tensor of shape (number of rows, values in a row); the caller owns it.</returns>
    /// <exception cref="InitToolsException">
    /// <c>EmptyInput</c>; <c>RaggedRow</c>; <c>ValueOutOfRange</c>: not a value of an integer type, or a finite one that would become
    /// infinite.
    /// </exception>
    public static torch.Tensor FromRows(IReadOnlyList<double[]> rows, torch.ScalarType dataType = torch.ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows[0].Length == 0) throw Empty();
        int width = rows[0].Length;
        for (int row = 1; row < rows.Count; row++)
        {
            if (rows[row].Length == width) continue;
            throw new InitToolsException(
                "RaggedRow",
                $"Row {row + 1} has {rows[row].Length} value{(rows[row].Length == 1 ? "" : "s")}, but row 1 has {width}; all rows must be of one length.",
                FaultKind.InvalidData, rows[row]);
        }
        return Build([.. rows.SelectMany(row => row)], [rows.Count, width], dataType);
    }

    private static torch.Tensor Build(double[] values, long[] shape, torch.ScalarType dataType)
    {
        if (Range(dataType) is (double lowest, double highest))
        {
            int index = Array.FindIndex(values, value => !(value >= lowest && value <= highest && value == Math.Floor(value)));
            if (index >= 0)
            {
                throw InitToolsException.Argument(
                    "ValueOutOfRange", $"Value {index + 1}", values[index],
                    FormattableString.Invariant($"a whole number from {lowest:R} to {highest:R} for {dataType}"));
            }
        }
        double limit = Limit(dataType);
        int beyond = Array.FindIndex(values, value => double.IsFinite(value) && Math.Abs(value) > limit);
        if (beyond >= 0)
        {
            throw InitToolsException.Argument(
                "ValueOutOfRange", $"Value {beyond + 1}", values[beyond],
                FormattableString.Invariant($"from {-limit:R} to {limit:R} for {dataType}, or infinite"));
        }
        TorchLibrary.EnsureLoaded();
        return torch.tensor(values, shape, dataType);
    }

    // The largest finite number of a floating-point type.
    private static double Limit(torch.ScalarType dataType) => dataType switch
    {
        torch.ScalarType.Float16 => (double)Half.MaxValue,
        torch.ScalarType.BFloat16 => 3.3895313892515355e38,
        torch.ScalarType.Float32 => float.MaxValue,
        _ => double.MaxValue,
    };

    // The highest double below 2^63, as 2^63 itself doesn't fit.
    private static (double Lowest, double Highest)? Range(torch.ScalarType dataType) => dataType switch
    {
        torch.ScalarType.Bool => (0, 1),
        torch.ScalarType.Byte => (byte.MinValue, byte.MaxValue),
        torch.ScalarType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        torch.ScalarType.Int16 => (short.MinValue, short.MaxValue),
        torch.ScalarType.Int32 => (int.MinValue, int.MaxValue),
        torch.ScalarType.Int64 => (long.MinValue, Math.BitDecrement((double)long.MaxValue)),
        _ => null,
    };

    private static InitToolsException Empty() =>
        new("EmptyInput", "There are no numbers to make a tensor of; give one or more.", FaultKind.InvalidArgument);
}
