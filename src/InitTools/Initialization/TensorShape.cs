using System.Numerics;

namespace InitTools;

/// <summary>Where a weight tensor keeps its dimensions.</summary>
public enum TensorLayout
{
    /// <summary>(out, in, *kernel), as PyTorch and TorchSharp keep it.</summary>
    Torch,

    /// <summary>(*kernel, in, out), as Keras keeps it.</summary>
    Keras,
}

/// <summary>The number of inputs and of outputs that one weight tensor connects, each times its receptive field.</summary>
/// <param name="In">Fan-in, 1 or more.</param>
/// <param name="Out">Fan-out, 1 or more.</param>
public readonly record struct Fans(long In, long Out);

/// <summary>
/// The shape of a weight tensor, read by its layout: which dimension counts inputs, which outputs, and which are the
/// receptive field of a convolution.
/// </summary>
public sealed class TensorShape
{
    private readonly long[] _dimensions;

    /// <summary>Creates a shape.</summary>
    /// <param name="dimensions">The dimensions, each 1 or more.</param>
    /// <param name="layout">Where the inputs and outputs are.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidShape</c>: no dimension, or one below 1.</exception>
    public TensorShape(IEnumerable<long> dimensions, TensorLayout layout = TensorLayout.Torch)
    {
        _dimensions = [.. dimensions];
        Layout = layout;
        if (_dimensions.Length == 0 || _dimensions.Any(size => size < 1))
            throw InitToolsException.Argument("InvalidShape", "Shape", _dimensions, "one or more dimensions of 1 or more each");
    }

    /// <summary>The dimensions as given.</summary>
    public IReadOnlyList<long> Dimensions => _dimensions;

    /// <summary>Where the inputs and outputs are.</summary>
    public TensorLayout Layout { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>The number of elements; it may be larger than any memory.</summary>
    public BigInteger ElementCount => Product(_dimensions);

    /// <summary>The number of input channels, without the receptive field. In one dimension, its length.</summary>
    public long Inputs => Rank == 1 ? _dimensions[0] : Layout == TensorLayout.Torch ? _dimensions[1] : _dimensions[^2];

    /// <summary>The number of output channels, without the receptive field. In one dimension, its length.</summary>
    public long Outputs => Rank == 1 ? _dimensions[0] : Layout == TensorLayout.Torch ? _dimensions[0] : _dimensions[^1];

    /// <summary>The dimensions of the receptive field; empty for a dense kernel.</summary>
    public ReadOnlySpan<long> Kernel =>
        Rank <= 2 ? [] : Layout == TensorLayout.Torch ? _dimensions.AsSpan(2) : _dimensions.AsSpan(0, Rank - 2);

    /// <summary>
    /// Fan-in and fan-out: channels times the size of the receptive field. In one dimension both are its length, as in
    /// Keras (<c>compute_fans</c>).
    /// </summary>
    public Fans Fans
    {
        get
        {
            BigInteger receptiveField = Product(Kernel);
            return new Fans(Clamp(Inputs * receptiveField), Clamp(Outputs * receptiveField));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('x', _dimensions);

    internal long[] ToArray() => [.. _dimensions];

    private static BigInteger Product(ReadOnlySpan<long> sizes)
    {
        BigInteger product = BigInteger.One;
        foreach (long size in sizes) product *= size;
        return product;
    }

    // A shape that large is refused before anything is allocated; its fans only have to stay readable until then.
    private static long Clamp(BigInteger value) => value > long.MaxValue ? long.MaxValue : (long)value;
}
