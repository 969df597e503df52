using TorchSharp;

namespace InitTools;

/// <summary>
/// Takes the maximum or mean of each window of an image (channels, height, width), or of all of it; over all also of a sequence
/// (time, features).
/// </summary>
public sealed class PoolingLayer : Layer
{
    private static readonly long[] DefaultSize = [2];

    private readonly SlidingWindow? _window;

    /// <summary>Creates a layer that pools windows.</summary>
    /// <param name="kind">What is taken of each window.</param>
    /// <param name="size">Height and width of the window, or one number for both; null is 2.</param>
    /// <param name="stride">Steps down and to the right; null is the window's size.</param>
    /// <param name="padding">What is put around the image; it never counts.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <exception cref="InitToolsException"><c>InvalidSize</c>, <c>InvalidStride</c> or <c>InvalidLayerName</c>.</exception>
    public PoolingLayer(
        PoolingKind kind, IReadOnlyList<long>? size = null, IReadOnlyList<long>? stride = null,
        WindowPadding padding = WindowPadding.Valid, string? name = null)
        : base($"{kind}Pooling", name, null)
    {
        Kind = kind;
        _window = new SlidingWindow(nameof(Size), size ?? DefaultSize, stride ?? size ?? DefaultSize, padding);
    }

    private PoolingLayer(PoolingKind kind, string? name)
        : base($"Global{kind}Pooling", name, null) => Kind = kind;

    /// <summary>What is taken of each window.</summary>
    public PoolingKind Kind { get; }

    /// <summary>Whether the window is the whole image or sequence.</summary>
    public bool IsGlobal => _window is null;

    /// <summary>Height and width of the window; null for global pooling.</summary>
    public IReadOnlyList<long>? Size => _window?.Size;

    /// <summary>Steps down and to the right; null for global pooling.</summary>
    public IReadOnlyList<long>? Stride => _window?.Stride;

    /// <summary>What is put around the image; null for global pooling.</summary>
    public WindowPadding? Padding => _window?.Padding;

    private protected override string Signature => $"pooling({Type},{string.Join('x', Size ?? [])})";

    private protected override IEnumerable<(string Name, object? Value)> Arguments => _window is null
        ? []
        : [(nameof(Size), _window.Size), (nameof(Stride), _window.Stride), (nameof(Padding), $"{_window.Padding}")];

    /// <summary>A layer that pools over all of an image, to its channels, or over the time of a sequence, to its features.</summary>
    /// <param name="kind">What is taken.</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="InitToolsException"><c>InvalidLayerName</c>.</exception>
    public static PoolingLayer Global(PoolingKind kind, string? name = null) => new(kind, name);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (_window is not null) return Kind == PoolingKind.Max ? Largest(input, _window) : Mean(input, _window);
        long[] pooled = input.dim() == 3 ? [1] : [2, 3];
        return Kind == PoolingKind.Max ? input.amax(pooled) : input.mean(pooled);
    }

    internal static PoolingLayer Read(PoolingKind kind, LayerDescription plain) => new(
        kind, plain.Sizes(nameof(Size)), plain.Sizes(nameof(Stride)), plain.Choice(nameof(Padding), WindowPadding.Valid), plain.Name);

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name)
    {
        if (_window is not null) return new LayerPlan(inputShape, [inputShape[0], .. _window.Slide(inputShape, name)], []);
        if (inputShape.Count != 2) SlidingWindow.RequireImage(inputShape, name);
        return new LayerPlan(inputShape, [FeatureAxis.SizeOf(inputShape)], []);
    }

    private static torch.Tensor Largest(torch.Tensor images, SlidingWindow window)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor padded = Pad(images, window, double.NegativeInfinity);
        return torch.nn.functional.max_pool2d(padded, window.Size, window.Stride).MoveToOuterDisposeScope();
    }

    // What lies outside of the image is no part of a mean, so that a mean is divided by the share of the window that is inside.
    private static torch.Tensor Mean(torch.Tensor images, SlidingWindow window)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor padded = Pad(images, window, 0);
        torch.Tensor means = torch.nn.functional.avg_pool2d(padded, window.Size, window.Stride);
        if (!ReferenceEquals(padded, images))
        {
            torch.Tensor inside = Pad(torch.ones([1, 1, .. images.shape[2..]], images.dtype, images.device), window, 0);
            means = means / torch.nn.functional.avg_pool2d(inside, window.Size, window.Stride);
        }
        return means.MoveToOuterDisposeScope();
    }

    private static torch.Tensor Pad(torch.Tensor images, SlidingWindow window, double value)
    {
        long[] pads = window.PadsFor(images);
        return pads.All(pad => pad == 0) ? images : torch.nn.functional.pad(images, pads, value: value);
    }
}
