using TorchSharp;

namespace InitTools;

/// <summary>A window that slides over the height and width of images: what convolutions and pooling have in common.</summary>
internal sealed class SlidingWindow
{
    public SlidingWindow(string sizeName, IReadOnlyList<long> size, IReadOnlyList<long>? stride, WindowPadding padding, IReadOnlyList<long>? dilation = null)
    {
        SizeName = sizeName;
        Size = Pair(sizeName, size);
        Stride = Pair("Stride", stride ?? [1]);
        Dilation = Pair("Dilation", dilation ?? [1]);
        Padding = padding;
    }

    /// <summary>What the parameter with the size is called.</summary>
    public string SizeName { get; }

    /// <summary>Height and width.</summary>
    public long[] Size { get; }

    /// <summary>How far the window goes in one step, down and to the right.</summary>
    public long[] Stride { get; }

    /// <summary>The distance of the window's cells.</summary>
    public long[] Dilation { get; }

    /// <summary>What is put around the image.</summary>
    public WindowPadding Padding { get; }

    /// <summary>The size of what comes out for an image of shape (channels, height, width).</summary>
    /// <exception cref="InitToolsException"><c>InputRankMismatch</c>, or <c>WindowTooLarge</c>: the window doesn't fit into the image.</exception>
    public long[] Slide(IReadOnlyList<long> image, string layer)
    {
        RequireImage(image, layer);
        for (int i = 0; i < 2; i++)
        {
            if (Padding == WindowPadding.Same || Reach(i) <= image[i + 1]) continue;
            throw InitToolsException.Argument(
                "WindowTooLarge", $"{SizeName} of layer '{layer}'", Size,
                $"no larger, with its Dilation, than the image of {image[1]}x{image[2]} that comes into it, or Padding must be Same");
        }
        return [Steps(image[1], 0), Steps(image[2], 1)];
    }

    /// <summary>Refuses samples that are no images.</summary>
    public static void RequireImage(IReadOnlyList<long> shape, string layer)
    {
        if (shape.Count == 3) return;
        throw new InitToolsException(
            "InputRankMismatch",
            $"Layer '{layer}' takes images of shape (channels, height, width), such as 1x28x28; what comes into it has the shape "
            + $"{InitToolsException.Show(shape)}.",
            FaultKind.InvalidArgument, InitToolsException.Show(shape));
    }

    /// <summary>What is put around a batch of images: left, right, top, bottom.</summary>
    public long[] PadsFor(torch.Tensor images)
    {
        if (Padding == WindowPadding.Valid) return [0, 0, 0, 0];
        long height = Missing(images.shape[2], 0), width = Missing(images.shape[3], 1);
        return [width / 2, width - (width / 2), height / 2, height - (height / 2)];
    }

    private long Reach(int side) => ((Size[side] - 1) * Dilation[side]) + 1;

    private long Steps(long size, int side) => Padding == WindowPadding.Same
        ? ((size - 1) / Stride[side]) + 1
        : ((size - Reach(side)) / Stride[side]) + 1;

    private long Missing(long size, int side) => Math.Max(0, ((Steps(size, side) - 1) * Stride[side]) + Reach(side) - size);

    private static long[] Pair(string name, IReadOnlyList<long> sizes) =>
        sizes.Count is 1 or 2 && sizes.All(size => size is >= 1 and <= int.MaxValue)
            ? [sizes[0], sizes[^1]]
            : throw InitToolsException.Argument($"Invalid{name}", name, sizes, "one number or two (height, width), each 1 or more");
}
