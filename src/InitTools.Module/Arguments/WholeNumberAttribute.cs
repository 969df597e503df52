using System.Globalization;
using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Refuses what PowerShell would round: a seed of 1.5 is a mistake, not 2.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeNumberAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        switch (value)
        {
            case null or long:
                return value;
            case sbyte or byte or short or ushort or int or uint:
                return Convert.ToInt64(value, CultureInfo.InvariantCulture);
            case ulong or decimal or double or float or string or System.Numerics.BigInteger:
                string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
                if (long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long whole)) return whole;
                break;
        }
        throw new ArgumentTransformationMetadataException(
            $"{InitToolsException.Show(value)} is no whole number; it must be one from {long.MinValue} to {long.MaxValue}.");
    }
}
