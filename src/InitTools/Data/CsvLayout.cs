using System.Globalization;

namespace InitTools;

/// <summary>What the first lines of a CSV file tell: its columns, and which of them holds the labels.</summary>
/// <param name="Header">The columns' names, or null without a header line.</param>
/// <param name="FirstLine">The line of the file that the other lines are compared with, from 1.</param>
/// <param name="FieldCount">The number of columns.</param>
/// <param name="LabelColumn">The column of the labels, from 0, or -1.</param>
internal sealed record CsvLayout(string[]? Header, long FirstLine, int FieldCount, int LabelColumn)
{
    private const int NoColumn = -1;

    /// <summary>Finds the layout.</summary>
    /// <param name="file">The file.</param>
    /// <param name="labelColumn">The label column as the user named it, null for the last.</param>
    public static CsvLayout Find(DataFile file, string? labelColumn)
    {
        using CsvReader reader = new(file);
        if (!reader.Read()) throw file.Fault("EmptyDataset", "it has no lines with data.");
        string[] first = reader.Fields;
        long line = reader.Line;
        string[] second = reader.Read() ? reader.Fields : [];

        bool isNone = DatasetOptions.NoLabels.Equals(labelColumn, StringComparison.OrdinalIgnoreCase);
        int index = isNone ? NoColumn : IndexedColumn(first.Length, labelColumn);
        int named = isNone ? NoColumn : NamedColumn(first, labelColumn);
        bool hasHeader = (index == NoColumn && named != NoColumn) || IsHeader(first, second, index);
        int column = hasHeader && named != NoColumn ? named : index;
        if (column == NoColumn && !isNone) throw UnknownColumn(file, first, hasHeader, labelColumn!);
        return new CsvLayout(hasHeader ? first : null, line, first.Length, column);
    }

    /// <summary>A column as a message names it: from 1, with its name.</summary>
    public string Show(int column) => Header is null
        ? FormattableString.Invariant($"column {column + 1}")
        : FormattableString.Invariant($"column {column + 1} ('{Header[column]}')");

    // Names in every column, except perhaps that pandas numbers the features and names only the label.
    private static bool IsHeader(string[] first, string[] second, int labelColumn)
    {
        bool hasNumber = first.Where((_, column) => column != labelColumn).Any(IsNumber);
        if (labelColumn == NoColumn) return !hasNumber;
        if (IsNumber(first[labelColumn])) return false;
        return (!hasNumber && first.Length > 1) || (labelColumn < second.Length && IsNumber(second[labelColumn]));
    }

    private static int IndexedColumn(int count, string? text)
    {
        if (text is null) return count - 1;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index)) return NoColumn;
        if (index < 0) index += count;
        return index >= 0 && index < count ? index : NoColumn;
    }

    private static int NamedColumn(string[] header, string? name)
    {
        int column = Array.IndexOf(header, name);
        return column >= 0 ? column : Array.FindIndex(header, text => text.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static InitToolsException UnknownColumn(DataFile file, string[] first, bool hasHeader, string labelColumn)
    {
        int count = first.Length;
        string indices = FormattableString.Invariant($"an index from 0 to {count - 1}, or from -{count} to -1 at the end");
        string advice = $"it must be {indices}, as the file has no header line.";
        if (hasHeader)
        {
            NameTable<string> names = new("column", first.Distinct().Select(name => (name, new[] { name })));
            IReadOnlyList<string> near = names.NearMatches(labelColumn);
            advice = near.Count > 0
                ? $"did you mean {string.Join(" or ", near)}?"
                : $"it must be one of {List(names.Names)}, or {indices}.";
        }
        return file.Fault("UnknownColumn", $"LabelColumn is '{labelColumn}', which is no column; {advice}");
    }

    private static string List(IReadOnlyList<string> names)
    {
        const int Most = 20;
        return string.Join(", ", names.Count <= Most ? names : [.. names.Take(Most), "..."]);
    }
}
