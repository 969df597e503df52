namespace InitTools;

/// <summary>
/// Reads datasets from IDX (the format of the MNIST files) and CSV, plain or compressed with gzip. The format is found from the
/// contents, not from the name.
/// </summary>
/// <remarks>
/// <para>IDX: elements of any of its types, in two or more dimensions, the first of which counts the samples.</para>
/// <para>CSV: UTF-8 (or what a byte order mark says), separated by commas, semicolons or tabs, fields quoted where needed,
/// numbers with a decimal point. One sample a line. The first line is taken for a header when its label is text, and either
/// none of its other fields is a number or the next line's label is one. Labels are whole numbers from 0, or names of
/// classes, which are numbered in ordinal order.</para>
/// <para>Values are kept as they are, in single precision.</para>
/// </remarks>
public static class DatasetReader
{
    /// <summary>Reads a dataset.</summary>
    /// <param name="path">The file of samples.</param>
    /// <param name="options">Which labels, and how many samples; null: all, by the last column of CSV.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The dataset, named after the file.</returns>
    /// <exception cref="InitToolsException">
    /// <c>FileNotFound</c>, <c>FileUnreadable</c>, <c>UnknownFormat</c>, <c>TruncatedGzip</c>, <c>CorruptGzip</c>,
    /// <c>EmptyDataset</c>, <c>DatasetTooLarge</c>; IDX: <c>TruncatedFile</c>, <c>TrailingData</c>, <c>NotSamples</c>; CSV:
    /// <c>RaggedRow</c>, <c>NotANumber</c>, <c>UnterminatedQuote</c>, <c>NoFeatures</c>, <c>UnknownColumn</c>; values:
    /// <c>NonFiniteData</c>; labels: <c>InvalidLabel</c>, <c>LabelCountMismatch</c>, <c>NotLabels</c>,
    /// <c>ConflictingLabels</c>; options: <c>InvalidFirst</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Dataset Read(string path, DatasetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new DatasetOptions();
        if (options.First < 1) throw InitToolsException.Argument("InvalidFirst", "First", options.First, "1 or more");
        if (options is { LabelPath: not null, LabelColumn: not null })
        {
            throw new InitToolsException(
                "ConflictingLabels",
                "LabelPath and LabelColumn are both given; the labels are either in a file of their own or in a column.",
                FaultKind.InvalidArgument, options.LabelColumn);
        }
        Dataset dataset = DataFile.Read(
            path, file => file.Format == DataFormat.Idx ? ReadIdx(file, options) : ReadCsv(file, options), cancellationToken);
        return options.Standardize ? dataset.Standardize() : dataset;
    }

    private static Dataset ReadIdx(DataFile file, DatasetOptions options)
    {
        if (options.LabelColumn is { } column && !column.Equals(DatasetOptions.NoLabels, StringComparison.OrdinalIgnoreCase))
        {
            throw file.Fault(
                "UnknownColumn", $"LabelColumn is '{column}', but IDX has no columns; give the labels' file as LabelPath.");
        }
        IdxContents samples = IdxReader.ReadSamples(file, options.First);
        ClassLabels? labels = ReadLabels(file, options, (int)Math.Min(samples.Sizes[0], int.MaxValue), isExact: true);
        return Create(file, samples.Values, samples.Sizes[1..], samples.Count, labels);
    }

    private static Dataset ReadCsv(DataFile file, DatasetOptions options)
    {
        string? column = options.LabelPath is null ? options.LabelColumn : DatasetOptions.NoLabels;
        CsvSamples samples = CsvSamples.Read(file, column, options.First);
        ClassLabels? labels = samples.Labels ?? ReadLabels(file, options, samples.Count, isExact: samples.Count != options.First);
        return Create(file, samples.Features, [samples.Size], samples.Count, labels);
    }

    // All labels are read, even for the first few samples, so that the number of classes is that of the whole.
    private static ClassLabels? ReadLabels(DataFile samples, DatasetOptions options, int count, bool isExact)
    {
        if (options.LabelPath is null) return null;
        return DataFile.Read(options.LabelPath, Read, samples.CancellationToken);

        ClassLabels Read(DataFile file)
        {
            ClassLabels labels = file.Format == DataFormat.Csv ? CsvSamples.ReadLabels(file) : ReadIdxLabels(file);
            if (isExact ? labels.Values.Length == count : labels.Values.Length >= count) return labels;
            throw file.Fault(
                "LabelCountMismatch",
                FormattableString.Invariant($"it has {labels.Values.Length} labels, but '{samples.Path}' has {count} samples; ")
                + "there must be one label for each.");
        }
    }

    private static ClassLabels ReadIdxLabels(DataFile file)
    {
        float[] values = IdxReader.ReadLabels(file).Values;
        LabelList labels = new();
        for (int i = 0; i < values.Length; i++)
        {
            if (labels.Add(values[i]) is { } problem)
                throw file.Fault("InvalidLabel", FormattableString.Invariant($"element {i} (from 0) is not a label: {problem}."));
        }
        return labels.ToLabels();
    }

    private static Dataset Create(DataFile file, float[] features, long[] shape, int count, ClassLabels? labels) =>
        new(file.Name, features, shape, count, labels?.Values, labels?.ClassCount ?? 0, labels?.Names ?? []);
}
