using System.Management.Automation;
using InitTools.Plotting;

namespace InitTools.Module;

/// <summary>Draws what other commands wrote into a picture: PNG, SVG or PDF.</summary>
/// <remarks>
/// <para>What comes through the pipeline decides which kinds of picture there are; the first of them is drawn unless -Kind says another.</para>
/// <list type="table">
/// <listheader><term>Objects of</term><description>Kinds</description></listheader>
/// <item>
/// <term>Invoke-GradientProbe</term><description>Backprop: the standard deviation of dL/dz by layer, and below it dL/dx by time step where there
/// is a recurrent layer. Signal, WeightGradient, TimeSteps, and with -Jacobian Jacobian, over a line at 1, where an isometry is. One line a
/// model, predicted dashed</description>
/// </item>
/// <item>
/// <term>Invoke-GradientProbe -Histogram</term><description>LayerHistogram: outputs and dL/dz, one line a layer, one row of panels a model; or
/// ActivationHistogram or BackpropHistogram alone (Glorot and Bengio 2010, figures 6 and 7). The last layer's dL/dz is the loss's own and is
/// left out. Where layers differ 30-fold or more, the density is that of log10 |dL/dz|</description>
/// </item>
/// <item>
/// <term>Invoke-ModelTraining</term><description>Training: loss, accuracy and learning rate by epoch, validation dashed. With -ProbeEvery also
/// BackpropMap, WeightChangeMap and UpdateMap, heat maps of layer by step; Backprop and the like show up to 6 steps</description>
/// </item>
/// <item>
/// <term>Measure-GradientFlow, Invoke-InitializationSweep</term><description>Flow: the gradient at the first layer over that at the last, a mark
/// a model; of a sweep over depths a line a combination, repetitions by their geometric mean</description>
/// </item>
/// <item>
/// <term>Get-SignalPropagation</term><description>PhaseDiagram, where the variances make up a grid: chi in colour and the edge of chaos, found
/// between the grid's points; else Chi, by one variance. With -Depth Propagation: signal, gradient and correlation by layer</description>
/// </item>
/// <item>
/// <term>Get-Activation, Measure-Activation</term><description>Activation and ActivationCurve: functions, and their derivatives below</description>
/// </item>
/// <item>
/// <term>New-Tensor, layers, models</term><description>Histogram: the elements over the density of a law: of layers and models, whose kernels are
/// shown, their initializers'; of tensors that of -Initializer, or without it the normal one of the same mean and variance</description>
/// </item>
/// </list>
/// <para>
/// Up to eight lines can be told apart, by their colours also by readers who see no red or green, and by their markers in print without
/// colour; the lines beyond are pale grey. Each picture says in words what it shows, for readers who can't see it: as title and description
/// in SVG and PNG, as title and subject in PDF.
/// </para>
/// <para>
/// The file appears when it is whole; a file that is there already is replaced only with -Force. Lengths are in pixels of a screen (1/96
/// inch); a PNG has twice as many dots.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item>
/// <term>InitTools.NothingToDraw</term><description>nothing came in, or nothing of what the kind shows: no steps, no finite number, no weights
/// </description>
/// </item>
/// <item><term>InitTools.UnknownInput</term><description>an object that no kind is drawn of</description></item>
/// <item><term>InitTools.InvalidRow</term><description>a property of an imported row is missing or can't be read</description></item>
/// <item><term>InitTools.MixedInput</term><description>objects of more than one type, but for a training's epochs and rows</description></item>
/// <item><term>InitTools.UnknownPictureKind</term><description>no such kind; the message lists near matches</description></item>
/// <item><term>InitTools.KindMismatch</term><description>a kind that isn't drawn of these objects; the message lists those that are</description></item>
/// <item><term>InitTools.TooManyPanels</term><description>more than 30 tensors, or models with a panel each</description></item>
/// <item><term>InitTools.DisposedModel</term><description>the model was disposed of</description></item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such initializer; the message lists near matches</description></item>
/// <item><term>InitTools.UnknownLayout</term><description>a layout other than Torch and Keras</description></item>
/// <item><term>InitTools.UnknownPictureFormat</term><description>a path that ends in none of .png, .svg and .pdf</description></item>
/// <item><term>InitTools.InvalidPictureSize</term><description>a width or height outside 200 to 16384</description></item>
/// <item><term>InitTools.FileExists</term><description>the file is there already and -Force is not given</description></item>
/// <item><term>InitTools.FileUnwritable</term><description>the file can't be written; the reason follows</description></item>
/// <item><term>InitTools.NotAFilePath</term><description>a path of another provider, or of a drive that isn't there</description></item>
/// <item><term>InitTools.FontRequired</term><description>the machine has no font to write titles with</description></item>
/// </list>
/// </remarks>
/// <returns>With -PassThru, the file.</returns>
/// <example>
/// Where does the gradient die?
/// <code>
/// $rows = foreach ($activation in 'sigmoid', 'tanh', 'selu') {
///     $net = 1..20 | ForEach-Object { New-DenseLayer 100 -Activation $activation -KernelInitializer Auto } |
///         New-SequentialModel -InputShape 64 -Name $activation -Seed 42
///     $net | Invoke-GradientProbe -Seed 1
///     $net.Dispose()
/// }
/// $picture = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'flow.png')
/// $rows | Export-GradientPlot $picture -Force -PassThru
/// $rows | Measure-GradientFlow | Export-GradientPlot ([IO.Path]::ChangeExtension($picture, 'pdf')) -Force
/// </code>
/// </example>
/// <example>
/// A phase diagram, and a line through it:
/// <code>
/// $weights = 2..14 | ForEach-Object { $_ / 4 }
/// $biases = 0..6 | ForEach-Object { $_ / 20 }
/// $picture = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'phases.svg')
/// Get-SignalPropagation tanh $weights $biases | Export-GradientPlot $picture -Force
/// Get-SignalPropagation tanh, relu, selu $weights 0.05 | Export-GradientPlot ([IO.Path]::ChangeExtension($picture, 'png')) Chi -Force
/// </code>
/// </example>
/// <example>
/// What training does, layer by layer and step by step:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize -First 500
/// $layers = @(1..5 | ForEach-Object { New-DenseLayer 30 -Activation tanh -KernelInitializer Auto }) + (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 64 -Seed 42
/// $rows = $net | Invoke-ModelTraining -Dataset $digits -ValidationFraction 0.2 -Epoch 4 -ProbeEvery 2 -Seed 1
/// $folder = [IO.Path]::GetTempPath()
/// $rows | Export-GradientPlot ([IO.Path]::Combine($folder, 'training.png')) -Force
/// $rows | Export-GradientPlot ([IO.Path]::Combine($folder, 'map.png')) BackpropMap -Force
/// $rows | Export-GradientPlot ([IO.Path]::Combine($folder, 'change.png')) WeightChangeMap -Force
/// $net | Export-GradientPlot ([IO.Path]::Combine($folder, 'weights.png')) -Title 'Trained weights over the law they began with' -Force
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Some activations with their derivatives, for print:
/// <code>
/// $picture = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'activations.svg')
/// Get-Activation sigmoid, tanh, relu, selu | Export-GradientPlot $picture -Title 'Which of them saturate?' -Force
/// </code>
/// </example>
/// <example>
/// Does a tensor look like its law?
/// <code>
/// $picture = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'law.png')
/// New-Tensor 300, 200 -Initializer he_normal -Seed 1 | Export-GradientPlot $picture -Initializer he_normal -Force
/// </code>
/// </example>
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="InvokeModelTrainingCommand"/>
/// <seealso cref="GetSignalPropagationCommand"/>
/// <seealso cref="GetActivationCommand"/>
/// <seealso href="https://doi.org/10.1038/nmeth.1618">Wong (2011), Points of view: Color blindness (the palette of Okabe and Ito)</seealso>
/// <seealso href="https://proceedings.mlr.press/v9/glorot10a.html">
/// Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks
/// </seealso>
[Cmdlet(VerbsData.Export, "GradientPlot", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportGradientPlotCommand : InitToolsCommand
{
    private readonly List<object> _items = [];
    private string _path = "";
    private FigureOptions? _options;

    /// <summary>
    /// What to draw: rows of a probe or of training, bins of histograms, flows, predictions, activations, points of their curves, tensors,
    /// layers or models.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The file; its extension, .png, .svg or .pdf, says the format.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>The kind of picture.</summary>
    /// <value>the one that suits the objects best</value>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(PictureKindCompleter))]
    public string? Kind { get; set; }

    /// <summary>The initializer that tensors were drawn by: its law goes over their histograms.</summary>
    /// <value>none: the normal law of the same mean and variance; layers and models know their own</value>
    [Parameter]
    [InitializerTransformation]
    [ArgumentCompleter(typeof(InitializerCompleter))]
    public InitializerArgument? Initializer { get; set; }

    /// <summary>Where the inputs and outputs of such tensors are: Torch, (out, in, *kernel), or Keras, (*kernel, in, out).</summary>
    /// <value>Torch</value>
    [Parameter]
    [ArgumentCompleter(typeof(LayoutCompleter))]
    public string Layout { get; set; } = nameof(TensorLayout.Torch);

    /// <summary>The title above the picture.</summary>
    /// <value>says what is shown</value>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>The width in pixels, 200 to 16384.</summary>
    /// <value>900</value>
    [Parameter]
    [WholeNumber]
    public int Width { get; set; } = 900;

    /// <summary>The height in pixels, 200 to 16384.</summary>
    /// <value>560 for one row of panels, less for each of several</value>
    [Parameter]
    [WholeNumber]
    public int? Height { get; set; }

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
        PictureFile.FormatOf(_path);
        FilePath.RefuseExisting(_path, Force);
        PictureFile.CheckSize(Width, Height);
        if (Kind is not null) FigureCatalogue.CheckKind(Kind);
        _options = new FigureOptions
        {
            Initializer = Initializer?.Resolve(nameof(Initializer)),
            Layout = InitializerCatalogue.FindLayout(Layout),
        };
    }

    /// <inheritdoc/>
    protected override void Process() =>
        _items.AddRange((InputObject ?? []).Where(item => item is not null).Select(item => LayerRow.Unwrap(item!, this)));

    /// <inheritdoc/>
    protected override void End()
    {
        Figure figure = FigureCatalogue.Build(_items, Kind, _options);
        if (Title is not null) figure = figure with { Title = Title };
        // In that hour somebody may have put a file there.
        FilePath.RefuseExisting(_path, Force);
        if (!ShouldProcess(_path, "Draw")) return;
        PictureFile.Write(figure, _path, Width, Height ?? PictureFile.HeightOf(figure));
        if (PassThru) WriteObject(new FileInfo(_path));
    }
}
