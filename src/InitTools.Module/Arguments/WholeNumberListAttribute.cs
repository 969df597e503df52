using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Reads several whole numbers of 32 bits and refuses what PowerShell would round: a depth of 2.5 is a mistake.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeNumberListAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Read(inputData).ToArray();

    private static IEnumerable<int> Read(object? value) => value switch
    {
        PSObject wrapped => Read(wrapped.BaseObject),
        IEnumerable items and not string => items.Cast<object>().SelectMany(Read),
        _ => [Whole(value)],
    };

    private static int Whole(object? value) =>
        int.TryParse(
            Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Integer, CultureInfo.InvariantCulture, out int whole)
            ? whole
            : throw new ArgumentTransformationMetadataException(
                $"{InitToolsException.Show(value)} is no whole number of 32 bits; each must be one, such as 10, 30.");
}
