using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a layer that takes the maximum or the mean of parts of an image, or of all of it.</summary>
/// <remarks>
/// <para>
/// Images have the shape (channels, height, width). A window of -Size slides over each channel by -Stride, which is -Size if it
/// isn't given. With -Padding Same the image is filled up around, so that the size is divided by the stride and rounded up; what
/// is filled in never counts, neither as a maximum nor in a mean.
/// </para>
/// <para>
/// With -Global the window is everything: an image becomes a vector of its channels, a sequence (time, features) one of its
/// features.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownKind</term><description>no such kind; the message lists near matches</description></item>
/// <item><term>InitTools.UnknownPadding</term><description>no such padding; the message lists near matches</description></item>
/// <item>
/// <term>InitTools.InvalidSize, InvalidStride</term><description>not one number or two of 1 or more each</description>
/// </item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// </list>
/// <para>New-SequentialModel refuses what doesn't fit: InputRankMismatch and WindowTooLarge name the layer and the shape.</para>
/// </remarks>
/// <returns>A layer. One that goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.</returns>
/// <example>
/// Halve height and width:
/// <code>
/// $layers = (New-ConvolutionLayer 8 3 -Padding Same), (New-PoolingLayer), (New-FlattenLayer), (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 1, 28, 28 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// The mean of each channel:
/// <code>
/// $layers = (New-ConvolutionLayer 8 3 -Activation relu), (New-PoolingLayer Average -Global), (New-DenseLayer 10)
/// $net = $layers | New-SequentialModel -InputShape 3, 16, 16 -Seed 42
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// </example>
/// <seealso cref="NewConvolutionLayerCommand"/>
/// <seealso cref="NewFlattenLayerCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
[Cmdlet(VerbsCommon.New, "PoolingLayer", DefaultParameterSetName = WindowSet)]
[OutputType(typeof(PoolingLayer))]
public sealed class NewPoolingLayerCommand : LayerCommand
{
    private const string WindowSet = "Window";
    private const string GlobalSet = "Global";

    /// <summary>What is taken of each window: its Max or Average.</summary>
    /// <value>Max</value>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(PoolingKindCompleter))]
    public string Kind { get; set; } = nameof(PoolingKind.Max);

    /// <summary>Height and width of the window, or one number for both.</summary>
    /// <value>2</value>
    [Parameter(Position = 1, ParameterSetName = WindowSet)]
    [Shape]
    public long[] Size { get; set; } = [2];

    /// <summary>Steps down and to the right, or one number for both.</summary>
    /// <value>Size</value>
    [Parameter(ParameterSetName = WindowSet)]
    [Shape]
    public long[]? Stride { get; set; }

    /// <summary>What is put around an image: nothing (Valid), or as much as it takes to keep its size at a stride of 1 (Same).</summary>
    /// <value>Valid</value>
    [Parameter(ParameterSetName = WindowSet)]
    [ArgumentCompleter(typeof(WindowPaddingCompleter))]
    public string Padding { get; set; } = nameof(WindowPadding.Valid);

    /// <summary>Makes the window everything.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GlobalSet)]
    public SwitchParameter Global { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        PoolingKind kind = EnumArgument.Find<PoolingKind>(Kind, nameof(Kind));
        WriteObject(Global
            ? PoolingLayer.Global(kind, Name)
            : new PoolingLayer(kind, Size, Stride, EnumArgument.Find<WindowPadding>(Padding, nameof(Padding)), Name));
    }
}
