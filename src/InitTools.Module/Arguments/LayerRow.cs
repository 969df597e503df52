using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace InitTools.Module;

/// <summary>Makes rows of a probe of what Import-Csv, Import-Clixml, ConvertFrom-Json and Select-Object make of them.</summary>
internal static class LayerRow
{
    private static readonly (PropertyInfo Property, bool Required)[] Columns =
    [
        .. typeof(LayerGradient).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (property, property.IsDefined(typeof(RequiredMemberAttribute)))),
    ];

    /// <summary>Whether an object without a type of its own looks like a row.</summary>
    public static bool Looks(PSObject item) =>
        IsBag(item) && (IsOf<LayerGradient>(item) || Has(item, nameof(LayerGradient.Layer), nameof(LayerGradient.BackpropStandardDeviation)));

    /// <summary>Whether an object is an epoch of training, or was one before it was exported.</summary>
    public static bool IsEpoch(PSObject item) =>
        item.BaseObject is TrainingEpoch
        || (IsBag(item) && !Has(item, nameof(LayerGradient.Layer))
            && (IsOf<TrainingEpoch>(item) || Has(item, nameof(TrainingEpoch.Epoch), nameof(TrainingEpoch.Loss))));

    /// <summary>Whether an object has properties only, and no type of its own.</summary>
    public static bool IsBag(PSObject item) => item.BaseObject is PSCustomObject;

    /// <summary>The row that an object looks like, or else what it holds.</summary>
    /// <param name="item">Any object.</param>
    /// <param name="command">The command that ends with an error if the row can't be read: what lacks a layer would be wrong.</param>
    public static object Unwrap(PSObject item, Cmdlet command)
    {
        try
        {
            return Looks(item) ? Read(item) : item.BaseObject;
        }
        catch (InitToolsException fault)
        {
            command.ThrowTerminatingError(ErrorRecords.From(fault));
            throw;
        }
    }

    /// <summary>Makes a row of an object's properties; those that a row may lack are null where they are empty or missing.</summary>
    /// <param name="item">The object.</param>
    /// <exception cref="InitToolsException"><c>InvalidRow</c>.</exception>
    public static LayerGradient Read(PSObject item)
    {
        LayerGradient row = Activator.CreateInstance<LayerGradient>();
        foreach ((PropertyInfo property, bool required) in Columns)
        {
            object? value = item.Properties[property.Name]?.Value;
            if (value is PSObject wrapped) value = wrapped.BaseObject;
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (value is null || (value is string text && string.IsNullOrWhiteSpace(text) && (type != typeof(string) || !required)))
            {
                if (required) throw Invalid(item, property, value, type);
                continue;
            }
            property.SetValue(row, Parse(Text(value), type) ?? throw Invalid(item, property, value, type));
        }
        return row;
    }

    // Export-Csv writes numbers in the culture of the session, without group separators: what holds one is refused.
    private static object? Parse(string text, Type type)
    {
        if (type == typeof(string)) return text;
        if (type.IsEnum) return Enum.TryParse(type, text, true, out object? member) && Enum.IsDefined(type, member!) ? member : null;
        if (type == typeof(int)) return Number<int>(text, NumberStyles.Integer);
        if (type == typeof(long)) return Number<long>(text, NumberStyles.Integer);
        return text.Trim() switch
        {
            "∞" => double.PositiveInfinity,
            "-∞" => double.NegativeInfinity,
            _ => Number<double>(text, NumberStyles.Float),
        };
    }

    private static object? Number<T>(string text, NumberStyles styles) where T : struct, INumber<T> =>
        T.TryParse(text, styles, CultureInfo.InvariantCulture, out T number) || T.TryParse(text, styles, CultureInfo.CurrentCulture, out number)
            ? number : null;

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static bool Has(PSObject item, params string[] names) => names.All(name => item.Properties[name] is not null);

    private static bool IsOf<T>(PSObject item) => item.TypeNames.Any(name => name.EndsWith($".{typeof(T).FullName}", StringComparison.Ordinal));

    private static InitToolsException Invalid(PSObject item, PropertyInfo property, object? value, Type type)
    {
        string expected = type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : type == typeof(string) ? "a text"
            : type == typeof(double) ? "a number without group separators" : "a whole number";
        string found = item.Properties[property.Name] is null ? "is missing" : $"is {InitToolsException.Show(value)}";
        return new InitToolsException(
            "InvalidRow", $"{property.Name} {found}; in a row of Invoke-GradientProbe it must be {expected}.", FaultKind.InvalidData, item);
    }
}
