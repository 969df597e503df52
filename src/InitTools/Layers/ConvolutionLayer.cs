using TorchSharp;

namespace InitTools;

/// <summary>
/// A two-dimensional convolution: h = f(K * x + b) on images of shape (channels, height, width), with K of shape (filters,
/// channels / groups, height, width). As in Keras and PyTorch the kernel isn't flipped.
/// </summary>
public sealed class ConvolutionLayer : KernelLayer
{
    private readonly SlidingWindow _window;

    /// <summary>Creates the layer; its weights are drawn when a model is built of it.</summary>
    /// <param name="filters">The number of filters, which is that of output channels, 1 or more.</param>
    /// <param name="kernelSize">Height and width of the kernel, or one number for both.</param>
    /// <param name="stride">Steps down and to the right, or one number for both; null is 1.</param>
    /// <param name="padding">What is put around the image: zeros, or nothing.</param>
    /// <param name="dilation">The distance of the kernel's cells; null is 1.</param>
    /// <param name="groups">The number of groups of channels that are convolved apart; filters and channels are multiples of it.</param>
    /// <param name="activation">f; null is the identity.</param>
    /// <param name="kernelInitializer">How K begins; null is GlorotUniform, as in Keras.</param>
    /// <param name="biasInitializer">How b begins; null is Zeros.</param>
    /// <param name="useBias">Whether there is a b.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of K and b; null takes the model's.</param>
    /// <exception cref="InitToolsException">
    /// <c>InvalidFilters</c>, <c>InvalidKernelSize</c>, <c>InvalidStride</c>, <c>InvalidDilation</c>, <c>InvalidGroups</c> or
    /// <c>InvalidLayerName</c>.
    /// </exception>
    public ConvolutionLayer(
        int filters,
        IReadOnlyList<long> kernelSize,
        IReadOnlyList<long>? stride = null,
        WindowPadding padding = WindowPadding.Valid,
        IReadOnlyList<long>? dilation = null,
        int groups = 1,
        Activation? activation = null,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        bool useBias = true,
        string? name = null,
        long? seed = null)
        : base("Convolution", activation, kernelInitializer, biasInitializer, useBias, name, seed)
    {
        Filters = filters >= 1 ? filters : throw InitToolsException.Argument("InvalidFilters", nameof(Filters), filters, "1 or more");
        Groups = groups >= 1 && filters % groups == 0
            ? groups
            : throw InitToolsException.Argument("InvalidGroups", nameof(Groups), groups, $"1 or more and a divisor of Filters, {filters}");
        _window = new SlidingWindow(nameof(KernelSize), kernelSize, stride, padding, dilation);
    }

    /// <summary>The number of filters, which is that of output channels.</summary>
    public int Filters { get; }

    /// <summary>Height and width of the kernel.</summary>
    public IReadOnlyList<long> KernelSize => _window.Size;

    /// <summary>Steps down and to the right.</summary>
    public IReadOnlyList<long> Stride => _window.Stride;

    /// <summary>What is put around the image.</summary>
    public WindowPadding Padding => _window.Padding;

    /// <summary>The distance of the kernel's cells.</summary>
    public IReadOnlyList<long> Dilation => _window.Dilation;

    /// <summary>The number of groups of channels that are convolved apart.</summary>
    public int Groups { get; }

    /// <summary>
    /// Of one group: an output sees the channels of its group through the kernel, an input feeds the filters of its group. Keras and
    /// PyTorch read the shape of K instead, and count the filters of all groups for the fan-out.
    /// </summary>
    internal override Fans Fans => new TensorShape([Filters / Groups, .. KernelShape(InputShape![0]).Skip(1)]).Fans;

    private protected override string Signature =>
        $"convolution({Filters},{string.Join('x', KernelSize)},{Activation})";

    private protected override IEnumerable<(string Name, object? Value)> Arguments =>
    [
        (nameof(Filters), Filters), (nameof(KernelSize), _window.Size), (nameof(Stride), _window.Stride),
        (nameof(Padding), $"{Padding}"), (nameof(Dilation), _window.Dilation), (nameof(Groups), Groups), .. KernelArguments,
    ];

    internal static ConvolutionLayer Read(LayerDescription plain) => new(
        plain.Integer(nameof(Filters)), plain.Sizes(nameof(KernelSize)) ?? [], plain.Sizes(nameof(Stride)),
        plain.Choice(nameof(Padding), WindowPadding.Valid), plain.Sizes(nameof(Dilation)), plain.IntegerOrNull(nameof(Groups)) ?? 1,
        plain.Activation(nameof(Activation)), plain.Initializer(nameof(KernelInitializer)), plain.Initializer(nameof(BiasInitializer)),
        plain.Flag("UseBias", true), plain.Name, plain.Seed);

    internal override int UnitDimension(torch.Tensor output) => 1;

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name)
    {
        long[] size = _window.Slide(inputShape, name);
        if (inputShape[0] % Groups != 0)
        {
            throw InitToolsException.Argument(
                "GroupsMismatch", $"Groups of layer '{name}'", Groups,
                $"a divisor of {inputShape[0]}, the number of channels that come into it");
        }
        return new LayerPlan(inputShape, [Filters, .. size], PlanParameters(KernelShape(inputShape[0]), Groups));
    }

    private protected override torch.Tensor PreActivate(torch.Tensor input)
    {
        long[] pads = _window.PadsFor(input);
        bool even = pads[0] == pads[1] && pads[2] == pads[3];
        torch.Tensor padded = even ? input : torch.nn.functional.pad(input, pads);
        torch.Tensor z = torch.nn.functional.conv2d(
            padded, get_parameter(Weight)!, get_parameter(Bias), _window.Stride, even ? [pads[2], pads[0]] : [0, 0], _window.Dilation, Groups);
        if (!even) padded.Dispose();
        return z;
    }

    private long[] KernelShape(long channels) => [Filters, channels / Groups, .. KernelSize];
}
