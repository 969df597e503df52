using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace InitTools.Module;

/// <summary>Makes a record of what Import-Csv, Import-Clixml, ConvertFrom-Json and Select-Object make of it: properties without a type.</summary>
/// <typeparam name="T">A record of numbers, texts and enumerations, some of them required.</typeparam>
internal static class ImportedRow<T> where T : class
{
    private static readonly (PropertyInfo Property, bool Required)[] Columns =
    [
        .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (property, property.IsDefined(typeof(RequiredMemberAttribute)))),
    ];

    /// <summary>Whether an object says by the name of its type that it was such a record.</summary>
    public static bool IsNamedBy(PSObject item) =>
        item.TypeNames.Any(name => name.EndsWith($".{typeof(T).FullName}", StringComparison.Ordinal));

    /// <summary>Makes the record; properties that it may lack are null where they are empty or missing.</summary>
    /// <param name="item">The object.</param>
    /// <param name="row">What the record is, in an error's words: <c>a row of Invoke-GradientProbe</c>.</param>
    /// <exception cref="InitToolsException"><c>InvalidRow</c>.</exception>
    public static T Read(PSObject item, string row)
    {
        T record = Activator.CreateInstance<T>();
        foreach ((PropertyInfo property, bool required) in Columns)
        {
            object? value = item.Properties[property.Name]?.Value;
            if (value is PSObject wrapped) value = wrapped.BaseObject;
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (value is null || (value is string text && string.IsNullOrWhiteSpace(text) && (type != typeof(string) || !required)))
            {
                if (required) throw Invalid(item, property, value, type, row);
                continue;
            }
            property.SetValue(record, Parse(Text(value), type) ?? throw Invalid(item, property, value, type, row));
        }
        return record;
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

    private static object? Number<TNumber>(string text, NumberStyles styles) where TNumber : struct, INumber<TNumber> =>
        TNumber.TryParse(text, styles, CultureInfo.InvariantCulture, out TNumber number)
        || TNumber.TryParse(text, styles, CultureInfo.CurrentCulture, out number)
            ? number : null;

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static InitToolsException Invalid(PSObject item, PropertyInfo property, object? value, Type type, string row)
    {
        string expected = type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : type == typeof(string) ? "a text"
            : type == typeof(double) ? "a number without group separators" : "a whole number";
        string found = item.Properties[property.Name] is null ? "is missing" : $"is {InitToolsException.Show(value)}";
        return new InitToolsException("InvalidRow", $"{property.Name} {found}; in {row} it must be {expected}.", FaultKind.InvalidData, item);
    }
}
