using System.Management.Automation;
using InitTools.Plotting;

namespace InitTools.Module;

/// <summary>Draws what other commands wrote into a picture: PNG, SVG or PDF.</summary>
/// <remarks>
/// <para>
/// What comes through the pipeline decides the picture: rows of Invoke-GradientProbe give the back-propagated signal by layer on a
/// logarithmic axis, one curve a model; activations of Get-Activation, or points of Measure-Activation, give the functions with their
/// derivatives below; tensors give histograms of their elements over the normal density of the same mean and variance.
/// </para>
/// <para>
/// The colours can be told apart by readers who see no red or green, and the markers without colour. The file appears when it is
/// whole; a file that is there already is replaced only with -Force. Lengths are in pixels of a screen (1/96 inch); a PNG has twice
/// as many dots.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.NothingToDraw</term><description>nothing came in, or a tensor without a finite element</description></item>
/// <item><term>InitTools.MixedInput</term><description>objects of more than one kind came in</description></item>
/// <item><term>InitTools.UnknownPictureFormat</term><description>a path that ends in none of .png, .svg and .pdf</description></item>
/// <item><term>InitTools.InvalidPictureSize</term><description>a width or height outside 200 to 16384</description></item>
/// <item><term>InitTools.FileExists</term><description>the file is there already and -Force is not given</description></item>
/// <item><term>InitTools.FileUnwritable</term><description>the file can't be written; the reason follows</description></item>
/// <item><term>InitTools.FontRequired</term><description>the machine has no font to write titles with</description></item>
/// </list>
/// </remarks>
/// <returns>With -PassThru, the file.</returns>
/// <example>
/// Where does the gradient die?
/// <code>
/// $net = 1..10 | ForEach-Object { New-DenseLayer 100 -Activation sigmoid } | New-SequentialModel -InputShape 64 -Name sigmoid -Seed 42
/// $picture = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'flow.png')
/// $net | Invoke-GradientProbe -Seed 1 | Export-GradientPlot $picture -Force -PassThru
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
/// <seealso cref="InvokeGradientProbeCommand"/>
/// <seealso cref="GetActivationCommand"/>
/// <seealso href="https://doi.org/10.1038/nmeth.1618">Wong (2011), Points of view: Color blindness (the palette of Okabe and Ito)</seealso>
[Cmdlet(VerbsData.Export, "GradientPlot", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportGradientPlotCommand : InitToolsCommand
{
    private readonly List<object> _items = [];

    /// <summary>What to draw: layer gradients, activations, points of an activation's curve, or tensors.</summary>
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
    public int Width { get; set; } = 900;

    /// <summary>The height in pixels, 200 to 16384.</summary>
    /// <value>560 for one row of panels, less for each of several</value>
    [Parameter]
    public int? Height { get; set; }

    /// <summary>Replaces a file that is there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _items.AddRange((InputObject ?? []).Where(item => item is not null).Select(item => item!.BaseObject));

    /// <inheritdoc/>
    protected override void End()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        PictureFile.FormatOf(path);
        var options = new FigureOptions
        {
            Initializer = Initializer?.Resolve(nameof(Initializer)),
            Layout = InitializerCatalogue.FindLayout(Layout),
        };
        Figure figure = FigureCatalogue.Build(_items, Kind, options);
        if (Title is not null) figure = figure with { Title = Title };
        if (File.Exists(path) && !Force)
        {
            throw new InitToolsException(
                "FileExists", $"'{path}' is there already; -Force replaces it.", FaultKind.InvalidArgument, path);
        }
        if (!ShouldProcess(path, "Draw")) return;
        PictureFile.Write(figure, path, Width, Height ?? PictureFile.HeightOf(figure));
        if (PassThru) WriteObject(new FileInfo(path));
    }
}
