using System.Management.Automation;
using System.Security.Cryptography;

namespace InitTools.Module;

/// <summary>Probes every combination of initializers, activations, depths and widths, on all processors.</summary>
/// <remarks>
/// <para>
/// Each run builds one network, probes it once as Invoke-GradientProbe does, judges it as Measure-GradientFlow does, and writes a
/// row as soon as it is finished: in the order in which the runs end, not in that of the grid. The network has as many equal hidden
/// dense layers as -Depth says, each of -Width units with the activation and a bias of 0, and behind them a last dense layer
/// without activation, with one unit for each class of the dataset. All layers, the last one too, are initialized alike. Without a
/// -Dataset the inputs are standard normal, as many as the network is wide, and there are ten classes with random labels.
/// </para>
/// <para>
/// -Depth doesn't count the last layer: -Depth 10 makes rows with HiddenLayers 10 and, like every GradientFlow, Depth 11, the number
/// of layers with weights. What occurs twice in the grid runs once, such as Auto beside HeNormal for relu.
/// </para>
/// <para>
/// Seeds: each run's seed (RunSeed) is derived from -Seed and from all that the run depends on: initializer, activation, depth,
/// width, number of the repetition, batch size, and the contents of the dataset. So a run gives the same figures in every grid, order
/// and shard and on any number of threads, to the bit on processors of one kind. New-SequentialModel and Invoke-GradientProbe with
/// -Seed RunSeed build and probe the same network. An initializer with a seed of its own draws the same weights in every repetition.
/// Without -Seed the sweep goes on with the seed of the last run in the cache, or takes a fresh one if there is none; the rows tell it.
/// </para>
/// <para>
/// -ThrottleLimit runs are computed at a time, each on one thread, which is faster than many threads for one run. Each needs the
/// memory of its network. The progress bar tells the time left. Ctrl+C stops the sweep; what is finished is in the cache. A run
/// that fails is an error that names it, and the others go on.
/// </para>
/// <para>
/// -CachePath names a file that keeps every finished run, and gives it back instead of computing it again: repeat a command that was
/// stopped, and it goes on. The file has one JSON object a line, in UTF-8, with the row's properties after Format, FormatVersion and
/// Version (of InitTools); InitializerDefinition is an object in it, and NaN, Infinity and -Infinity are strings. A run is written
/// in one piece when it is finished and survives the end of the process. If the last record is torn nevertheless, a warning
/// tells it, and it is cut off. Records of another version and lines that aren't whole records are warned of, left in the file and
/// not used. One process at a time can use a file.
/// </para>
/// <para>
/// -Shard 2/8 computes the second of eight equal parts of the grid. Give each process the same arguments and -Seed, another shard and
/// a cache file of its own; the files put one behind the other (cat) are the cache of the whole sweep, which the same
/// command without -Shard then reads. examples/sweep-slurm.sh does it for a job array.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.EmptySweep</term><description>a list is empty</description></item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// <item><term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description></item>
/// <item><term>InitTools.InvalidDepth</term><description>a depth below 1</description></item>
/// <item><term>InitTools.InvalidWidth</term><description>a width below 1</description></item>
/// <item><term>InitTools.InvalidRepeat</term><description>-Repeat is below 1</description></item>
/// <item><term>InitTools.InvalidBatchSize</term><description>-BatchSize is below 1</description></item>
/// <item><term>InitTools.InvalidThrottleLimit</term><description>-ThrottleLimit is below 1</description></item>
/// <item><term>InitTools.InvalidShard</term><description>-Shard isn't i/n with i from 1 to n</description></item>
/// <item>
/// <term>InitTools.SeedRequired</term><description>-Shard without -Seed: the parts would not belong together</description>
/// </item>
/// <item><term>InitTools.SweepTooLarge</term><description>2^63 runs or more</description></item>
/// <item><term>InitTools.LabelsRequired</term><description>a dataset without labels</description></item>
/// <item><term>InitTools.InvalidCachePath</term><description>-CachePath is a folder, or not in a file system</description></item>
/// <item><term>InitTools.CacheFolderNotFound</term><description>the folder of -CachePath isn't there</description></item>
/// <item><term>InitTools.CacheInUse</term><description>another process has the file open</description></item>
/// <item><term>InitTools.CacheUnusable</term><description>the file can't be read and written</description></item>
/// <item>
/// <term>InitTools.NotASweepCache</term><description>the file holds something else; it is left as it is</description>
/// </item>
/// <item>
/// <term>InitTools.Not...Shape</term><description>of one run: a kernel that the initializer can't fill, such as
/// NotDiracShape</description>
/// </item>
/// <item><term>InitTools.ShapeTooLarge</term><description>of one run: the network doesn't fit into memory</description></item>
/// <item>
/// <term>InitTools.NativeLibrary...</term><description>libtorch isn't there or can't be loaded; about_InitTools tells the
/// places</description>
/// </item>
/// </list>
/// </remarks>
/// <returns>
/// One row for each run: the properties of an InitTools.GradientFlow, measured and predicted, beside Initializer, Activation,
/// HiddenLayers, Width, Repeat, Seed, RunSeed, BatchSize, Dataset, DatasetCount, DatasetHash and InitializerDefinition. Numbers, text and null only.
/// </returns>
/// <example>
/// Which initializer suits which activation, and how deep:
/// <code>
/// $laws = 'GlorotUniform', 'HeNormal', 'LecunNormal'
/// Invoke-InitializationSweep -Initializer $laws -Activation tanh, relu, selu -Depth 5, 20 -Width 64 -Seed 42
/// </code>
/// Eighteen rows. With -Initializer Auto there would be six, each with the initializer recommended for its activation.
/// </example>
/// <example>
/// Real data, five networks a combination, and a file to go on from:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $cache = [IO.Path]::Combine([IO.Path]::GetTempPath(), "sweep-$PID.jsonl")
/// $sweep = @{
///     Initializer = 'Auto', (New-Initializer RandomNormal -StandardDeviation 1); Activation = 'tanh', 'relu'; Depth = 10; Width = 50
///     Repeat = 5; Dataset = $digits; Seed = 42; CachePath = $cache
/// }
/// Invoke-InitializationSweep @sweep | Where-Object Verdict -NE Healthy
/// (Invoke-InitializationSweep @sweep).Count
/// [IO.File]::Delete($cache)
/// </code>
/// The second call computes nothing.
/// </example>
/// <example>
/// One of four parts, and the network of a row:
/// <code>
/// $rows = Invoke-InitializationSweep -Activation selu -Depth 2, 4, 8, 16 -Width 32 -Seed 42 -Shard 1/4
/// $row = $rows[0]
/// $hidden = 1..$row.HiddenLayers | ForEach-Object {
///     New-DenseLayer $row.Width -Activation $row.Activation -KernelInitializer $row.Initializer
/// }
/// $net = @($hidden) + (New-DenseLayer 10 -KernelInitializer $row.Initializer) |
///     New-SequentialModel -InputShape $row.Width -Seed $row.RunSeed
/// $net | Invoke-GradientProbe -Seed $row.RunSeed
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="MeasureGradientFlowCommand"/>
/// <seealso cref="ImportDatasetCommand"/>
/// <seealso cref="NewInitializerCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
[Cmdlet(VerbsLifecycle.Invoke, "InitializationSweep", SupportsShouldProcess = true)]
[OutputType(typeof(SweepRun), typeof(GradientFlow))]
public sealed class InvokeInitializationSweepCommand : InitToolsCommand
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(250);

    private SweepProgressBar _progress = null!;

    /// <summary>
    /// How the weights begin: initializers, their names, hashtables that describe one, or Auto for the one recommended for the
    /// activation.
    /// </summary>
    /// <value>Auto</value>
    [Parameter]
    [AllowEmptyCollection]
    [InitializerListTransformation]
    [ArgumentCompleter(typeof(KernelInitializerCompleter))]
    public InitializerArgument[] Initializer { get; set; } = [new("Auto")];

    /// <summary>The activations of the hidden layers, by name in any spelling.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ActivationCompleter))]
    public string[] Activation { get; set; } = [];

    /// <summary>The numbers of hidden layers, each 1 or more; the last layer comes on top.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyCollection]
    [WholeNumberList]
    public int[] Depth { get; set; } = [];

    /// <summary>The numbers of units of each hidden layer, each 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [AllowEmptyCollection]
    [WholeNumberList]
    public int[] Width { get; set; } = [];

    /// <summary>How often each combination runs, with other weights and another batch each time; 1 or more.</summary>
    /// <value>1</value>
    [Parameter]
    [WholeNumber]
    public int Repeat { get; set; } = 1;

    /// <summary>Random samples of this dataset are the batches, their labels the targets.</summary>
    /// <value>standard normal inputs and random labels</value>
    [Parameter]
    public Dataset? Dataset { get; set; }

    /// <summary>A whole number that the seeds of all runs are derived from.</summary>
    /// <value>that of the last run in the cache, or a fresh one</value>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>The number of samples in a batch, 1 or more; a smaller dataset is taken whole.</summary>
    /// <value>256</value>
    [Parameter]
    [WholeNumber]
    public int BatchSize { get; set; } = SweepGrid.DefaultBatchSize;

    /// <summary>The file that keeps finished runs and gives them back; it is made if it isn't there, its folder is not.</summary>
    /// <value>none</value>
    [Parameter]
    public string? CachePath { get; set; }

    /// <summary>How many runs are computed at a time, 1 or more.</summary>
    /// <value>the number of processors</value>
    [Parameter]
    [WholeNumber]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>The part of the sweep to compute: 2/8 is the second of eight. It needs a -Seed.</summary>
    /// <value>the whole</value>
    [Parameter]
    public string? Shard { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        SweepGrid grid = CreateGrid();
        var options = new SweepOptions { ThrottleLimit = ThrottleLimit, CancellationToken = CancellationToken };
        string? path = CachePath is null ? null : Resolve(CachePath);
        string target = path is null ? "this machine" : $"this machine, keeping them in '{path}'";
        if (!ShouldProcess(target, FormattableString.Invariant($"Compute up to {grid.Count} runs"))) return;
        using SweepCache? cache = path is null ? null : SweepCache.Open(path);
        foreach (string warning in cache?.Warnings ?? []) WriteWarning(warning);
        if (Seed is null && cache?.LastSeed is { } seed) grid = grid.WithSeed(seed);
        WriteVerbose(FormattableString.Invariant(
            $"{grid.Count} of {grid.Total} runs with seed {grid.Seed}, {options.ThrottleLimit} at a time; {cache?.Count ?? 0} in the cache."));
        Run(grid, options with { Cache = cache });
    }

    private SweepGrid CreateGrid()
    {
        SweepShard shard = Shard is null ? SweepShard.Whole : SweepShard.Parse(Shard);
        if (shard.Count > 1 && Seed is null)
        {
            throw new InitToolsException(
                "SeedRequired", $"Shard is {shard}, but Seed is missing; it must be the same for all shards of a sweep.",
                FaultKind.InvalidArgument, Shard);
        }
        return new SweepGrid(
            [.. Initializer.Select(law => law.IsAuto ? null : law.Resolve(nameof(Initializer)))],
            [.. Activation.Select(name => ActivationCatalogue.Find(name, nameof(Activation)))],
            Depth, Width, Repeat, Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue), Dataset, BatchSize, shard);
    }

    // Whatever ends the pipeline, the sweep's threads have ended before the cmdlet has.
    private void Run(SweepGrid grid, SweepOptions options)
    {
        _progress = new SweepProgressBar(this);
        try
        {
            using var sweep = new Sweep(grid, options);
            while (!sweep.IsFinished)
            {
                if (sweep.TryTake(Wait, out SweepOutcome? outcome)) Write(outcome);
                _progress.Show(sweep.Progress);
            }
        }
        finally
        {
            _progress.End();
        }
    }

    private void Write(SweepOutcome outcome)
    {
        if (outcome.Fault is { } fault) WriteError(ErrorRecords.From(fault));
        else WriteObject(outcome.Run);
    }

    // The file system knows the process's folder only, not the shell's.
    private string Resolve(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) return path;
        string resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" && !resolved.Contains('\0', StringComparison.Ordinal)
            ? resolved
            : throw InitToolsException.Argument("InvalidCachePath", nameof(CachePath), path, "the path of a file in a file system");
    }
}
