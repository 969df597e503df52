using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Makes a two-dimensional convolution.</summary>
/// <remarks>
/// <para>
/// Images have the shape (channels, height, width), channels first as in PyTorch; Keras' default has them last. The kernel has the
/// shape (filters, channels / groups, height, width) and isn't flipped. What comes out has the shape (filters, height, width).
/// </para>
/// <para>
/// Fans are counted by the receptive field: fan-in is channels / groups times the kernel's size, fan-out filters / groups times
/// it. Groups are kernels of their own, each drawn by itself. Keras and PyTorch count the same fan-in, but the filters of all groups
/// for the fan-out, where an input feeds those of its own group alone: by FanOut, FanAvg and FanGeoAvg, Glorot's laws among them, weights
/// in groups are larger here, and with FanOut a gradient keeps its size on the way back.
/// </para>
/// <para>
/// -Padding Valid slides the kernel inside the image only; Same puts zeros around it, so that a stride of 1 keeps the size and
/// another divides it, rounded up. An odd row or column of zeros goes to the bottom or right, as in Keras.
/// </para>
/// <para>
/// -KernelInitializer Auto takes the initializer that is recommended for the activation; if that is linear, a model looks for the
/// next New-ActivationLayer behind the kernel. The default is Keras', GlorotUniform.
/// </para>
/// <list type="table">
/// <listheader><term>Error</term><description>When</description></listheader>
/// <item><term>InitTools.UnknownPadding</term><description>no such padding; the message lists near matches</description></item>
/// <item><term>InitTools.InvalidFilters</term><description>the number of filters is below 1</description></item>
/// <item>
/// <term>InitTools.InvalidKernelSize, InvalidStride, InvalidDilation</term><description>not one number or two of 1 or more
/// each</description>
/// </item>
/// <item><term>InitTools.InvalidGroups</term><description>not 1 or more, or no divisor of the filters</description></item>
/// <item><term>InitTools.InvalidLayerName</term><description>a name that is blank or has a dot</description></item>
/// <item>
/// <term>InitTools.UnknownActivation</term><description>no such activation; the message lists near matches</description>
/// </item>
/// <item><term>InitTools.UnknownInitializer</term><description>no such law; the message lists near matches</description></item>
/// </list>
/// <para>New-SequentialModel refuses what doesn't fit: InputRankMismatch, WindowTooLarge and GroupsMismatch name the layer and both shapes.</para>
/// </remarks>
/// <returns>
/// A layer. GetKernel() and GetBias() of a layer in a model give copies of its weights, the caller's to dispose of. A layer that
/// goes into a model belongs to it and is disposed of with it; one that doesn't is the caller's.
/// </returns>
/// <example>
/// A small network for digits of 8 by 8 pixels:
/// <code>
/// $digits = Import-Dataset examples/data/digits.csv.gz -Standardize
/// $layers = @(
///     New-ConvolutionLayer 16 3 -Padding Same -Activation relu -KernelInitializer Auto
///     New-PoolingLayer
///     New-ConvolutionLayer 32 3 -Activation relu -KernelInitializer Auto
///     New-FlattenLayer
///     New-DenseLayer 10
/// )
/// $net = $layers | New-SequentialModel -InputShape 1, 8, 8 -Seed 42
/// $net | Invoke-GradientProbe -Dataset $digits -Seed 1
/// $net.Dispose()
/// </code>
/// </example>
/// <example>
/// Depthwise, every channel by itself:
/// <code>
/// $net = New-ConvolutionLayer 6 3 -Groups 6 -NoBias | New-SequentialModel -InputShape 6, 10, 10
/// $net | Get-ModelSummary
/// $net.Dispose()
/// </code>
/// Six kernels of nine weights.
/// </example>
/// <seealso cref="NewPoolingLayerCommand"/>
/// <seealso cref="NewFlattenLayerCommand"/>
/// <seealso cref="NewBatchNormalizationLayerCommand"/>
/// <seealso cref="NewSequentialModelCommand"/>
[Cmdlet(VerbsCommon.New, "ConvolutionLayer")]
[OutputType(typeof(ConvolutionLayer))]
public sealed class NewConvolutionLayerCommand : KernelLayerCommand
{
    /// <summary>The number of filters, which is that of output channels, 1 or more.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumber]
    public int Filters { get; set; }

    /// <summary>Height and width of the kernel, or one number for both.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Shape]
    public long[] KernelSize { get; set; } = [];

    /// <summary>Steps down and to the right, or one number for both.</summary>
    /// <value>1</value>
    [Parameter]
    [Shape]
    public long[] Stride { get; set; } = [1];

    /// <summary>What is put around an image: nothing (Valid), or zeros that keep its size (Same).</summary>
    /// <value>Valid</value>
    [Parameter]
    [ArgumentCompleter(typeof(WindowPaddingCompleter))]
    public string Padding { get; set; } = nameof(WindowPadding.Valid);

    /// <summary>The distance of the kernel's cells, down and to the right, or one number for both.</summary>
    /// <value>1</value>
    [Parameter]
    [Shape]
    public long[] Dilation { get; set; } = [1];

    /// <summary>The number of groups of channels that are convolved apart.</summary>
    /// <value>1</value>
    [Parameter]
    [WholeNumber]
    public int Groups { get; set; } = 1;

    /// <inheritdoc/>
    private protected override KernelLayer Make(Activation activation, Initializer kernel, Initializer bias) => new ConvolutionLayer(
        Filters, KernelSize, Stride, EnumArgument.Find<WindowPadding>(Padding, nameof(Padding)), Dilation, Groups, activation, kernel, bias, !NoBias, Name, Seed);
}
