using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace InitTools.Module;

/// <summary>
/// Reads a shape: whole numbers, or a text such as <c>784,300</c> or <c>784x300</c>. Left to itself PowerShell would read the text
/// 784,300 as one number with a thousands separator, and round 2.5.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShapeAttribute : ArgumentTransformationAttribute
{
    private static readonly char[] Separators = [',', 'x', 'X', ' '];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Read(inputData).ToArray();

    private static IEnumerable<long> Read(object? value) => value switch
    {
        PSObject wrapped => Read(wrapped.BaseObject),
        string text => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Whole),
        IEnumerable items => items.Cast<object>().SelectMany(Read),
        _ => [Whole(Convert.ToString(value, CultureInfo.InvariantCulture))],
    };

    private static long Whole(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long size)
            ? size
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is no size; a shape must be whole numbers, such as 784,300.");
}
