using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Reads a dataset from IDX or CSV files, packed with gzip or not.</summary>
[Cmdlet(VerbsData.Import, "Dataset")]
[OutputType(typeof(Dataset))]
public sealed class ImportDatasetCommand : InitToolsCommand
{
    /// <summary>The file with the samples.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>The file with the labels, for IDX files.</summary>
    [Parameter]
    public string? LabelPath { get; set; }

    /// <summary>The column with the labels of a CSV file: its header, or its number from 0, negative from the end. The last one by default.</summary>
    [Parameter]
    public string? LabelColumn { get; set; }

    /// <summary>Gives every feature mean 0 and variance 1.</summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    /// <summary>Reads the first n samples only.</summary>
    [Parameter]
    public int? First { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(DatasetReader.Read(
        Resolve(Path),
        new DatasetOptions
        {
            LabelPath = LabelPath is null ? null : Resolve(LabelPath),
            LabelColumn = LabelColumn,
            Standardize = Standardize,
            First = First,
        },
        CancellationToken));

    // The file system knows the process's folder only, not the shell's.
    private string Resolve(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
