using System.Globalization;

namespace InitTools;

/// <summary>Samples that were read from a CSV file.</summary>
/// <param name="Features">Their values, row-major; empty where the file holds labels only.</param>
/// <param name="Size">The number of features.</param>
/// <param name="Count">The number of samples.</param>
/// <param name="Labels">Their classes, where a column holds them.</param>
internal sealed record CsvSamples(float[] Features, int Size, int Count, ClassLabels? Labels)
{
    /// <summary>Reads a file of samples.</summary>
    public static CsvSamples Read(DataFile file, string? labelColumn, int? first)
    {
        CsvLayout layout = CsvLayout.Find(file, labelColumn);
        if (layout.FieldCount == 1 && layout.LabelColumn == 0)
        {
            throw file.Fault(
                "NoFeatures",
                "its only column would be the labels. Columns are separated by commas, semicolons or tabs; "
                + $"LabelColumn '{DatasetOptions.NoLabels}' makes a feature of the only one.");
        }
        return Read(file, layout, first);
    }

    /// <summary>Reads a file of labels.</summary>
    public static ClassLabels ReadLabels(DataFile file)
    {
        CsvLayout layout = CsvLayout.Find(file, "0");
        if (layout.FieldCount != 1)
            throw file.Fault("NotLabels", $"it has {layout.FieldCount} columns; a file of labels must have one.");
        return Read(file, layout, null).Labels!;
    }

    private static CsvSamples Read(DataFile file, CsvLayout layout, int? first)
    {
        using CsvReader reader = new(file);
        if (layout.Header is not null) reader.Read();
        FeatureBuffer features = new(file);
        LabelList labels = new();
        int count = 0;
        for (; count < (first ?? int.MaxValue) && reader.Read(); count++) ReadRow(file, layout, reader, features, labels);
        if (count == 0) throw file.Fault("EmptyDataset", "it has a header line, but no lines with data.");
        bool hasLabels = layout.LabelColumn >= 0;
        return new CsvSamples(
            features.ToArray(), layout.FieldCount - (hasLabels ? 1 : 0), count, hasLabels ? labels.ToLabels() : null);
    }

    private static void ReadRow(DataFile file, CsvLayout layout, CsvReader reader, FeatureBuffer features, LabelList labels)
    {
        if (reader.FieldCount != layout.FieldCount)
        {
            throw file.Fault(
                "RaggedRow",
                $"line {reader.Line} has {Fields(reader.FieldCount)}, but line {layout.FirstLine} has {layout.FieldCount}; "
                + "all must have the same number.");
        }
        Span<float> row = features.Append(layout.FieldCount - (layout.LabelColumn >= 0 ? 1 : 0));
        int feature = 0;
        for (int column = 0; column < layout.FieldCount; column++)
        {
            if (column != layout.LabelColumn) row[feature++] = ReadNumber(file, layout, reader, column);
            else if (labels.Add(reader[column]) is { } problem)
                throw file.Fault("InvalidLabel", $"{Where(layout, reader, column)}: not a label: {problem}.{Advice(layout)}");
        }
    }

    private static float ReadNumber(DataFile file, CsvLayout layout, CsvReader reader, int column)
    {
        ReadOnlySpan<char> text = reader[column];
        bool isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number);
        if (isNumber && float.IsFinite(number)) return number;
        string shown = LabelList.Shorten(text);
        if (isNumber || IsInfinity(shown))
        {
            throw file.Fault(
                "NonFiniteData", $"{Where(layout, reader, column)}: '{shown}' is not finite in single precision; all must be.");
        }
        throw file.Fault("NotANumber", $"{Where(layout, reader, column)}: '{shown}' is not a number such as 0.5 or 1e-3.");
    }

    // What C's printf and so Python and R write; .NET reads only the long form.
    private static bool IsInfinity(string text) => text.TrimStart('+', '-').Equals("inf", StringComparison.OrdinalIgnoreCase);

    private static string Advice(CsvLayout layout) =>
        layout.FieldCount == 1 ? "" : $" Another LabelColumn can be given, or '{DatasetOptions.NoLabels}'.";

    private static string Where(CsvLayout layout, CsvReader reader, int column) =>
        FormattableString.Invariant($"line {reader.Line}, {layout.Show(column)}");

    private static string Fields(int count) => count == 1 ? "1 field" : FormattableString.Invariant($"{count} fields");
}
