using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Reads a dataset from IDX or CSV files, packed with gzip or not.</summary>
/// <remarks>
/// <para>
/// The format is found from the contents, not from the name. IDX is the format of the MNIST files: the samples in one file of two
/// or more dimensions, the labels in another of one, which goes to -LabelPath.
/// </para>
/// <para>
/// CSV is UTF-8 text with commas, semicolons or tabs, one sample a line, numbers with a decimal point. A header line is
/// recognized. The labels are in the last column, in the one named by -LabelColumn, or in another file; -LabelColumn none says
/// that every column is a feature. Labels are whole numbers from 0, or names of classes, which are numbered in ordinal order.
/// </para>
/// <para>
/// -Standardize shifts and scales each feature to mean 0 and variance 1 over all samples, as a network wants it: the variance
/// laws of initializers assume inputs of variance 1. A feature that has the same value everywhere becomes 0.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.FileNotFound</term><description>there is no such file</description></item>
/// <item><term>InitTools.NotAFilePath</term><description>a path of another provider than the file system</description></item>
/// <item><term>InitTools.FileUnreadable</term><description>a folder, or a file that can't be read</description></item>
/// <item><term>InitTools.UnknownFormat</term><description>neither IDX nor CSV</description></item>
/// <item><term>InitTools.TruncatedGzip</term><description>the gzip data ends early</description></item>
/// <item><term>InitTools.CorruptGzip</term><description>the gzip data is damaged</description></item>
/// <item><term>InitTools.TruncatedFile</term><description>an IDX file that ends early</description></item>
/// <item><term>InitTools.TrailingData</term><description>an IDX file with more than it declares</description></item>
/// <item><term>InitTools.NotSamples</term><description>labels where samples are expected</description></item>
/// <item><term>InitTools.NotLabels</term><description>samples where labels are expected</description></item>
/// <item>
/// <term>InitTools.RaggedRow</term><description>a line with another number of fields; the message has its number</description>
/// </item>
/// <item><term>InitTools.NotANumber</term><description>a field that is no number</description></item>
/// <item><term>InitTools.NonFiniteData</term><description>NaN or infinity</description></item>
/// <item><term>InitTools.UnterminatedQuote</term><description>a quoted field that is never closed</description></item>
/// <item><term>InitTools.UnknownColumn</term><description>no such label column</description></item>
/// <item><term>InitTools.NoFeatures</term><description>a CSV file whose only column is the label</description></item>
/// <item><term>InitTools.InvalidLabel</term><description>a label that is negative, no whole number or empty</description></item>
/// <item><term>InitTools.LabelCountMismatch</term><description>another number of labels than samples</description></item>
/// <item><term>InitTools.ConflictingLabels</term><description>both -LabelPath and -LabelColumn</description></item>
/// <item><term>InitTools.EmptyDataset</term><description>no samples</description></item>
/// <item><term>InitTools.DatasetTooLarge</term><description>more than the free memory holds</description></item>
/// <item><term>InitTools.InvalidFirst</term><description>-First is below 1</description></item>
/// </list>
/// </remarks>
/// <returns>
/// One dataset, in plain memory: there is nothing to dispose of. GetSamples() and GetLabels() make tensors of it, which are the
/// caller's.
/// </returns>
/// <example>
/// 1797 handwritten digits of 8x8 pixels:
/// <code>Import-Dataset examples/data/digits.csv.gz -Standardize</code>
/// </example>
/// <example>
/// Probe a network with real data:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 500
/// $net = New-DenseLayer $digits.ClassCount | New-SequentialModel -InputShape $digits.SampleShape -Seed 1
/// $net | Test-GradientFlow -Dataset $digits -Seed 1
/// $net.Dispose()
/// </code>
/// The last layer must have as many units as there are classes.
/// </example>
/// <example>
/// The first sample as a tensor:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -First 10
/// $sample = $digits.GetSamples(0, 1)
/// $sample
/// $sample.Dispose()
/// $digits.GetLabel(0)
/// </code>
/// For MNIST it would be: Import-Dataset train-images-idx3-ubyte.gz -LabelPath train-labels-idx1-ubyte.gz
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="ConvertToTensorCommand"/>
/// <seealso href="https://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges, The MNIST database: the IDX format</seealso>
[Cmdlet(VerbsData.Import, "Dataset")]
[OutputType(typeof(Dataset))]
public sealed class ImportDatasetCommand : InitToolsCommand
{
    /// <summary>The file with the samples.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>
    /// The file with the labels, one for each sample: IDX of one dimension, or CSV of one column. With it, every column of a CSV
    /// file of samples is a feature.
    /// </summary>
    [Parameter]
    public string? LabelPath { get; set; }

    /// <summary>
    /// The column of a CSV file that holds the labels: its header, its number from 0, or from -1 at the end; none where there is
    /// none.
    /// </summary>
    /// <value>the last column, or none with -LabelPath</value>
    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? LabelColumn { get; set; }

    /// <summary>Gives every feature mean 0 and variance 1.</summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    /// <summary>Reads the first n samples only, 1 or more; the rest of the file is not looked at.</summary>
    /// <value>all samples</value>
    [Parameter]
    [WholeNumber]
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
    private string Resolve(string path) => FilePath.Resolve(SessionState, path);
}
