using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace InitTools.Sampling;

/// <summary>
/// Draws random values at the speed of memory. What is drawn depends on law, element type and stream alone, to the bit: not on
/// the width of the machine's vectors, the number of threads or the pieces in which a range is drawn.
/// </summary>
public static unsafe class Sampler
{
    private const double NormalReach = 8.3;

    /// <summary>The vector widths of this machine in bits, widest first; the last is 0, no vectors at all.</summary>
    public static IReadOnlyList<int> SupportedVectorWidths { get; } =
    [
        .. Lanes512.IsSupported ? [512] : Array.Empty<int>(),
        .. Lanes256.IsSupported ? [256] : Array.Empty<int>(),
        .. Lanes128.IsSupported ? [128] : Array.Empty<int>(),
        0,
    ];

    /// <summary>Fills memory with a range of a stream.</summary>
    /// <param name="destination">Where the first element goes; aligned to the element type.</param>
    /// <param name="type">The element type.</param>
    /// <param name="count">How many elements, 0 or more.</param>
    /// <param name="law">What each element is drawn from.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="offset">
    /// The first element's number in the stream, 0 or more: element k of the memory is element offset + k.
    /// </param>
    /// <param name="options">Threads, vectors and cancellation; null for the defaults.</param>
    /// <exception cref="InitToolsException">
    /// <c>InvalidSampleRange</c>: count or offset is negative, or their sum too large; <c>LawOutOfRange</c>: the law reaches
    /// beyond the largest number of the type.
    /// </exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; the memory is partly filled.</exception>
    public static void Fill(
        void* destination, SampleType type, long count, SamplingLaw law, RandomStream stream, long offset = 0,
        SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(law);
        CheckRange(count, offset);
        if (count == 0) return;
        options ??= SamplerOptions.Default;
        switch (type)
        {
            case SampleType.Float16: FillSmall<HalfFormat>(destination, type, count, law, stream, offset, options); break;
            case SampleType.BFloat16: FillSmall<BFloat16Format>(destination, type, count, law, stream, offset, options); break;
            case SampleType.Float32: FillSingle<SingleFormat, NormalQuantile, TruncatedNormalQuantile>(destination, type, count, law, stream, offset, options); break;
            default: FillDouble(destination, count, law, stream, offset, options); break;
        }
    }

    /// <inheritdoc cref="Fill(void*, SampleType, long, SamplingLaw, RandomStream, long, SamplerOptions?)"/>
    public static void Fill(
        Span<float> destination, SamplingLaw law, RandomStream stream, long offset = 0, SamplerOptions? options = null)
    {
        fixed (float* memory = destination)
            Fill(memory, SampleType.Float32, destination.Length, law, stream, offset, options);
    }

    /// <inheritdoc cref="Fill(void*, SampleType, long, SamplingLaw, RandomStream, long, SamplerOptions?)"/>
    public static void Fill(
        Span<double> destination, SamplingLaw law, RandomStream stream, long offset = 0, SamplerOptions? options = null)
    {
        fixed (double* memory = destination)
            Fill(memory, SampleType.Float64, destination.Length, law, stream, offset, options);
    }

    /// <inheritdoc cref="Fill(void*, SampleType, long, SamplingLaw, RandomStream, long, SamplerOptions?)"/>
    public static void Fill(
        Span<Half> destination, SamplingLaw law, RandomStream stream, long offset = 0, SamplerOptions? options = null)
    {
        fixed (Half* memory = destination)
            Fill(memory, SampleType.Float16, destination.Length, law, stream, offset, options);
    }

    /// <summary>Fills a tensor with a range of a stream, in the order of its elements in memory.</summary>
    /// <param name="tensor">A contiguous tensor in the machine's memory, of one of the four types; its size is free.</param>
    /// <param name="law">What each element is drawn from.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="offset">The first element's number in the stream, 0 or more.</param>
    /// <param name="options">Threads, vectors and cancellation; null for the defaults.</param>
    /// <exception cref="InitToolsException">
    /// <c>InvalidSampleTensor</c>: the tensor is of another type, on another device or not contiguous; and as for memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; the tensor is partly filled.</exception>
    public static void Fill(
        torch.Tensor tensor, SamplingLaw law, RandomStream stream, long offset = 0, SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        SampleType type = TypeOf(tensor);
        long count = tensor.NumberOfElements;
        if (count == 0) return;
        Fill(TensorAddress.Of(tensor), type, count, law, stream, offset, options);
        // An address keeps no tensor alive: one that its owner has let go of would be freed while it is filled.
        GC.KeepAlive(tensor);
    }

    /// <summary>
    /// Draws integers that are equally likely: the upper half of the product of a 64-bit word and the maximum (Lemire 2019,
    /// "Fast random integer generation in an interval", section 3, without the rejection), so that no probability is off by
    /// more than the maximum / 2^64, relatively: less than 2^-32 for a maximum below 2^32.
    /// </summary>
    /// <param name="destination">What to fill.</param>
    /// <param name="exclusiveMaximum">One more than the largest integer; 1 or more.</param>
    /// <param name="stream">The stream; element i depends on it and i alone.</param>
    /// <exception cref="InitToolsException"><c>InvalidExclusiveMaximum</c>: less than 1.</exception>
    public static void FillIntegers(Span<long> destination, long exclusiveMaximum, RandomStream stream)
    {
        if (exclusiveMaximum < 1)
        {
            throw InitToolsException.Argument(
                "InvalidExclusiveMaximum", nameof(exclusiveMaximum), exclusiveMaximum, "1 or more");
        }
        if (destination.IsEmpty) return;
        fixed (long* memory = destination)
        {
            SampleFill<RawWords, DoubleFormat>.Run(
                default, stream, 0, memory, destination.Length, new SamplerOptions { MaxThreads = 1 });
        }
        foreach (ref long word in destination) word = (long)Math.BigMul((ulong)word, (ulong)exclusiveMaximum, out _);
    }

    /// <summary>Shuffles the integers from 0 (Fisher and Yates); every order is equally likely.</summary>
    /// <param name="count">How many integers, 0 or more.</param>
    /// <param name="stream">The stream.</param>
    /// <returns>The integers in their new order.</returns>
    /// <exception cref="InitToolsException"><c>InvalidSampleRange</c>: count is negative.</exception>
    public static int[] Permutation(int count, RandomStream stream)
    {
        CheckRange(count, 0);
        var words = new long[count];
        FillIntegers(words, long.MaxValue, stream);
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = (int)(Math.BigMul((ulong)words[i] << 1, (ulong)i + 1, out _));
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    /// <summary>Says how a draw is carried out, for people: the generator, the vectors and the threads.</summary>
    /// <param name="options">The options of the draw; null for the defaults.</param>
    /// <returns>One line.</returns>
    public static string Describe(SamplerOptions? options = null)
    {
        options ??= SamplerOptions.Default;
        string vectors = WidthOf(options) is > 0 and int width ? $"{width}-bit vectors" : "no vectors";
        string threads = options.MaxThreads == 1 ? "1 thread" : $"up to {options.MaxThreads} threads";
        return $"Philox4x32-10 in {vectors} on {threads}";
    }

    internal static int WidthOf(SamplerOptions options) => options.VectorWidth ?? SupportedVectorWidths[0];

    /// <summary>Types of 16 bits hold so little of a float that shorter polynomials do.</summary>
    private static void FillSmall<TFormat>(
        void* destination, SampleType type, long count, SamplingLaw law, RandomStream stream, long offset, SamplerOptions options)
        where TFormat : struct, IElementFormat =>
        FillSingle<TFormat, NormalQuantile16, TruncatedNormalQuantile16>(destination, type, count, law, stream, offset, options);

    private static void FillSingle<TFormat, TNormal, TTruncated>(
        void* destination, SampleType type, long count, SamplingLaw law, RandomStream stream, long offset, SamplerOptions options)
        where TFormat : struct, IElementFormat
        where TNormal : struct, IQuantileTable
        where TTruncated : struct, IQuantileTable
    {
        switch (law)
        {
            case UniformLaw uniform:
                SampleFill<UniformSingle, TFormat>.Run(
                    new(uniform, RangeOf(uniform, type), TFormat.Unit), stream, offset, destination, count, options);
                break;
            case TruncatedNormalLaw truncated:
                SampleFill<TruncatedNormalSingle<TTruncated>, TFormat>.Run(
                    new(truncated, RangeOf(truncated, type), TFormat.Unit), stream, offset, destination, count, options);
                break;
            case NormalLaw normal:
                CheckReach(normal, type);
                SampleFill<NormalSingle<TNormal>, TFormat>.Run(
                    new(normal, TFormat.Unit), stream, offset, destination, count, options);
                break;
        }
    }

    private static void FillDouble(
        void* destination, long count, SamplingLaw law, RandomStream stream, long offset, SamplerOptions options)
    {
        switch (law)
        {
            case UniformLaw uniform:
                SampleFill<UniformDouble, DoubleFormat>.Run(
                    new(uniform, RangeOf(uniform, SampleType.Float64)), stream, offset, destination, count, options);
                break;
            case TruncatedNormalLaw truncated:
                SampleFill<TruncatedNormalDouble, DoubleFormat>.Run(
                    new(truncated, RangeOf(truncated, SampleType.Float64)), stream, offset, destination, count, options);
                break;
            case NormalLaw normal:
                CheckReach(normal, SampleType.Float64);
                SampleFill<NormalDouble, DoubleFormat>.Run(new(normal), stream, offset, destination, count, options);
                break;
        }
    }

    /// <summary>
    /// The open range of the law in the element type. The extremes are kept a quarter of a step from the ends, the mean of the
    /// words that round to an end: next to zero the type has far smaller numbers, which stand for none of them.
    /// </summary>
    private static OpenRange RangeOf(UniformLaw law, SampleType type)
    {
        CheckReach(law, law.Minimum, law.Maximum, type);
        OpenRange open = OpenRange.Between(law.Minimum, law.Maximum, type);
        if (type == SampleType.Float64) return open;
        double step = (law.Maximum - law.Minimum) * Math.ScaleB(1, -27);
        return new(
            Math.Max(open.First, OpenRange.Round(law.Minimum + step, type)),
            Math.Min(open.Last, OpenRange.Round(law.Maximum - step, type)));
    }

    private static OpenRange RangeOf(TruncatedNormalLaw law, SampleType type)
    {
        CheckReach(law, law.Lower, law.Upper, type);
        return OpenRange.Between(law.Lower, law.Upper, type);
    }

    private static void CheckReach(NormalLaw law, SampleType type)
    {
        double reach = NormalReach * law.StandardDeviation;
        CheckReach(law, law.Mean - reach, law.Mean + reach, type);
    }

    private static void CheckReach(SamplingLaw law, double lower, double upper, SampleType type)
    {
        double limit = type switch
        {
            SampleType.Float16 => (double)Half.MaxValue,
            SampleType.BFloat16 => 3.3895313892515355e38,
            SampleType.Float32 => float.MaxValue,
            _ => double.MaxValue,
        };
        if (-limit <= lower && upper <= limit) return;
        throw InitToolsException.Argument(
            "LawOutOfRange", "The law", law, $"within what {type} holds, {InitToolsException.Show(limit)} on either side");
    }

    private static void CheckRange(long count, long offset)
    {
        if (count >= 0 && offset >= 0 && offset <= long.MaxValue - count) return;
        throw InitToolsException.Argument(
            "InvalidSampleRange", "The range to draw", $"{count} elements from {offset}", "not negative and below 2^63");
    }

    private static SampleType TypeOf(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU) throw WrongTensor(tensor, "in the machine's memory", $"on {tensor.device}");
        if (!tensor.is_contiguous()) throw WrongTensor(tensor, "contiguous", "not");
        return tensor.dtype switch
        {
            torch.ScalarType.Float16 => SampleType.Float16,
            torch.ScalarType.BFloat16 => SampleType.BFloat16,
            torch.ScalarType.Float32 => SampleType.Float32,
            torch.ScalarType.Float64 => SampleType.Float64,
            _ => throw WrongTensor(tensor, "of type Float16, BFloat16, Float32 or Float64", $"of type {tensor.dtype}"),
        };
    }

    private static InitToolsException WrongTensor(torch.Tensor tensor, string right, string wrong) => new(
        "InvalidSampleTensor", $"The tensor to fill must be {right}; it is {wrong}.", FaultKind.InvalidArgument, tensor);

    /// <summary>The generator's words as they are.</summary>
    private readonly struct RawWords : ILaw
    {
        [SuppressMessage("Performance", "CA1822", Justification = "The interface's")]
        public TLanes Shape<TLanes>(TLanes words)
            where TLanes : struct, ILanes<TLanes> => words;
    }
}
