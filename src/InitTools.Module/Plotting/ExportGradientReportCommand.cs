using System.Globalization;
using System.Management.Automation;
using InitTools.Plotting;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>Writes what was measured into one HTML page: verdict, pictures, tables that sort, what to do, versions and seeds.</summary>
/// <remarks>
/// <para>
/// All that comes through the pipeline goes into the report, mixed as it may be: rows of Invoke-GradientProbe, results of
/// Measure-GradientFlow and Invoke-InitializationSweep, epochs and rows of Invoke-ModelTraining, findings of Measure-TrainingHealth, steps
/// of Repair-GradientFlow. Where trainings come without findings, the rules of InitTools look at them. A model is probed, with -Dataset or
/// with standard normal inputs, and its layers and seeds go into the report, too.
/// </para>
/// <para>
/// The page needs no network and no other file. A policy in it lets nothing be loaded, and no script run but the one that sorts tables;
/// without scripts the page is as readable. It adapts to wide and narrow windows, to light and dark, and to paper. Names of models,
/// layers and data are shown as text, whatever they hold; control characters and marks of direction appear as U+FFFD. Of a
/// training's probes the tables show the first and the last, the pictures all. The shown numbers are in the page as JSON, too, in the
/// element report-data.
/// </para>
/// <para>The file appears when it is whole; a file that is there already is replaced only with -Force.</para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.NothingToReport</term><description>nothing came in</description></item>
/// <item><term>InitTools.UnknownInput</term><description>an object of a kind that isn't named above</description></item>
/// <item><term>InitTools.InvalidRow</term><description>a property of an imported row is missing or can't be read</description></item>
/// <item><term>InitTools.UnknownReportFormat</term><description>a path that ends neither in .html nor in .htm</description></item>
/// <item><term>InitTools.FileExists</term><description>the file is there already and -Force is not given</description></item>
/// <item><term>InitTools.FileUnwritable</term><description>the file can't be written; the reason follows</description></item>
/// <item><term>InitTools.NotAFilePath</term><description>a path of another provider, or of a drive that isn't there</description></item>
/// <item><term>InitTools.FontRequired</term><description>the machine has no font to write the pictures' titles with</description></item>
/// <item><term>InitTools.InvalidVanishingRatio</term><description>-VanishingRatio isn't above 0 and below 1</description></item>
/// <item><term>InitTools.InvalidExplodingRatio</term><description>-ExplodingRatio isn't finite and above 1</description></item>
/// <item><term>others</term><description>as of Invoke-GradientProbe, for a model that can't be probed</description></item>
/// </list>
/// </remarks>
/// <returns>With -PassThru, the file.</returns>
/// <example>
/// A model and its data:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $layers = @(1..10 | ForEach-Object { New-DenseLayer 100 -Activation sigmoid }) + (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 64 -Name 'ten sigmoid layers' -Seed 42
/// $page = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'report.html')
/// $net | Export-GradientReport $page -Dataset $digits -Seed 1 -Force -PassThru
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// A training, with what its rules found:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 300
/// $net = (New-DenseLayer 30 -Activation relu -KernelInitializer Auto), (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Seed 1
/// $page = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'training.html')
/// $net | Invoke-ModelTraining -Dataset $digits -ValidationFraction 0.2 -Epoch 3 -ProbeEvery 5 -Seed 1 |
///     Export-GradientReport $page -Title 'A small net on digits' -Force
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// A repair step by step, and the model behind it:
/// <code>
/// $layers = 1..20 | ForEach-Object { New-DenseLayer 30 -Activation sigmoid }
/// $net = @($layers) + (New-DenseLayer 10) | New-SequentialModel -InputShape 64 -Name 'twenty sigmoid layers' -Seed 42
/// $page = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'repair.html')
/// &amp; { $net | Repair-GradientFlow -Seed 1; $net } | Export-GradientReport $page -Seed 1 -Force
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso cref="RepairGradientFlowCommand"/>
/// <seealso cref="ShowGradientFlowCommand"/>
/// <seealso cref="ExportGradientPlotCommand"/>
/// <seealso>about_InitTools_GradientFlow</seealso>
[Cmdlet(VerbsData.Export, "GradientReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportGradientReportCommand : InitToolsCommand
{
    private readonly List<object> _items = [];
    private readonly List<ReportModel> _models = [];
    private GradientRules _rules = null!;
    private string _path = "";

    /// <summary>What to report on: rows, flows, epochs, findings, steps of repairs and models, in any mixture.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The file, which ends in .html or .htm.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>The heading of the page.</summary>
    /// <value>Gradient report</value>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>The data that models are probed with.</summary>
    /// <value>standard normal inputs and random targets</value>
    [Parameter]
    public Dataset? Dataset { get; set; }

    /// <summary>The seed of the batch, and of noise, that models are probed with.</summary>
    /// <value>fresh values every call</value>
    [Parameter]
    [WholeNumber]
    public long? Seed { get; set; }

    /// <summary>Below this ratio of a layer's signal to the last layer's a gradient vanishes; above 0 and below 1.</summary>
    /// <value>0.001</value>
    [Parameter]
    public double VanishingRatio { get; set; } = GradientRules.DefaultVanishingRatio;

    /// <summary>Above this ratio a gradient explodes; finite and above 1.</summary>
    /// <value>70</value>
    [Parameter]
    public double ExplodingRatio { get; set; } = GradientRules.DefaultExplodingRatio;

    /// <summary>Replaces a file that is there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Before a training that takes an hour, not after it.
        _path = FilePath.Resolve(SessionState, Path);
        GradientReport.CheckPath(_path);
        _rules = new GradientRules(VanishingRatio, ExplodingRatio);
        FilePath.RefuseExisting(_path, Force);
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (object item in (InputObject ?? []).Where(item => item is not null).Select(item => LayerRow.Unwrap(item!, this))) Take(item);
    }

    /// <inheritdoc/>
    protected override void End()
    {
        var content = new ReportContent
        {
            Items = _items,
            Models = _models,
            Facts = [.. SessionFacts.Versions(SessionState), .. ProbeFacts()],
            Rules = _rules,
            Created = DateTimeOffset.UtcNow,
        };
        if (Title is not null) content = content with { Title = Title };
        // In that hour somebody may have put a file there.
        FilePath.RefuseExisting(_path, Force);
        if (!ShouldProcess(_path, "Write report")) return;
        GradientReport.Write(content, _path);
        if (PassThru) WriteObject(new FileInfo(_path));
    }

    private void Take(object item)
    {
        switch (item)
        {
            case LayerGradient or TrainingEpoch or GradientFlow or Finding or RepairStep:
                _items.Add(item);
                break;
            case TensorModule model:
                ProbeSource source = Dataset is null ? ProbeSource.Noise : ProbeSource.From(Dataset);
                _items.AddRange(GradientProbe.Run(model, source, new ProbeOptions { Seed = Seed, CancellationToken = CancellationToken }));
                _models.Add(ReportModel.Of(model));
                break;
            default:
                throw InitToolsException.Argument(
                    "UnknownInput", "InputObject", item.GetType(),
                    "a row of a probe or training, a result of Measure-GradientFlow, a finding, a step of a repair or a model");
        }
    }

    private IEnumerable<ReportFact> ProbeFacts()
    {
        if (_models.Count == 0) yield break;
        yield return new ReportFact("Probed with", Dataset?.ToString() ?? "standard normal inputs and random targets");
        yield return new ReportFact("Seed of the probe", Seed?.ToString(CultureInfo.InvariantCulture) ?? "none: a batch of its own each time");
    }
}
