using System.Globalization;

namespace InitTools;

/// <summary>
/// Collects labels as they are read. The first one decides: if it is a number, all must be whole numbers from 0; otherwise they
/// are names of classes, numbered in ordinal order.
/// </summary>
internal sealed class LabelList
{
    private readonly List<int> _values = [];
    private Dictionary<string, int>? _names;

    /// <summary>Adds a label.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Add(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        if (_values.Count == 0 && !isNumber) _names = new Dictionary<string, int>(StringComparer.Ordinal);
        if (_names is not null) return AddName(text.ToString());
        return isNumber ? Add(number) : $"'{Shorten(text)}' is no number, but the first label is one";
    }

    /// <summary>Adds a label that is a number.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Add(double number)
    {
        if (!(number >= 0 && number < Dataset.MaximumClassCount && number == Math.Floor(number)))
            return FormattableString.Invariant($"{number} is no whole number from 0 to {Dataset.MaximumClassCount - 1}");
        _values.Add((int)number);
        return null;
    }

    public ClassLabels ToLabels()
    {
        if (_names is null) return new ClassLabels([.. _values], []);
        string[] names = [.. _names.Keys.Order(StringComparer.Ordinal)];
        int[] numbers = new int[names.Length];
        for (int i = 0; i < names.Length; i++) numbers[_names[names[i]]] = i;
        return new ClassLabels([.. _values.Select(value => numbers[value])], names);
    }

    /// <summary>Text from a file as a message shows it.</summary>
    public static string Shorten(ReadOnlySpan<char> text)
    {
        const int Longest = 40;
        text = text.Trim();
        return text.Length <= Longest ? text.ToString() : $"{text[..Longest]}...";
    }

    private string? AddName(string name)
    {
        if (name.Length == 0) return "it is empty";
        if (!_names!.TryGetValue(name, out int value))
        {
            value = _names.Count;
            if (value == Dataset.MaximumClassCount) return $"there are more than {Dataset.MaximumClassCount} different ones";
            _names.Add(name, value);
        }
        _values.Add(value);
        return null;
    }
}
