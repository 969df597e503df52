namespace InitTools;

/// <summary>How <see cref="DatasetReader"/> reads a file.</summary>
public sealed record DatasetOptions
{
    /// <summary>The text that says that a CSV file has no label column.</summary>
    public const string NoLabels = "none";

    /// <summary>
    /// A second file that holds the labels, one for each sample: IDX of one dimension or CSV of one column. With it, every
    /// column of a CSV file of samples is a feature.
    /// </summary>
    public string? LabelPath { get; init; }

    /// <summary>
    /// The column of a CSV file that holds the labels: a name from its header line (case doesn't matter), or else an index
    /// that counts from 0, or from -1 at the end; <see cref="NoLabels"/> where there is none. Null is the last column, or no
    /// column with <see cref="LabelPath"/>.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>Whether to give each feature mean 0 and variance 1, see <see cref="Dataset.Standardize"/>.</summary>
    public bool Standardize { get; init; }

    /// <summary>
    /// Read only that many samples from the start, 1 or more; null reads all. The rest of the file is then not looked at, so a
    /// label column counts only the classes that occur up to there.
    /// </summary>
    public int? First { get; init; }
}
