using TorchSharp;

namespace InitTools;

/// <summary>
/// The figures of a tensor's elements. They are taken over the finite ones; where there are none, or too few for a figure, it
/// is NaN.
/// </summary>
/// <param name="Count">How many elements there are, finite or not.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The square root of the variance.</param>
/// <param name="Variance">The sum of squared differences to the mean, over one less than their number.</param>
/// <param name="Minimum">The smallest element.</param>
/// <param name="Maximum">The largest element.</param>
/// <param name="Norm">The Euclidean norm, the square root of the sum of squares.</param>
/// <param name="Skewness">g1 = m3 / m2^1.5 of the central moments m2 and m3: 0 for a symmetric law.</param>
/// <param name="Kurtosis">g2 = m4 / m2^2 - 3 of the central moments m2 and m4: 0 for the normal law.</param>
/// <param name="ZeroFraction">The share of zeros among the finite elements, 0 to 1.</param>
/// <param name="NonFiniteCount">How many elements are NaN or infinite.</param>
public sealed record TensorStatistics(
    long Count, double Mean, double StandardDeviation, double Variance, double Minimum, double Maximum, double Norm,
    double Skewness, double Kurtosis, double ZeroFraction, long NonFiniteCount)
{
    /// <summary>
    /// Measures a tensor: memory is read once, on all processors. Every sum is taken about the mean of a small block, in double
    /// precision, and the blocks are combined in their order, so the figures are the same on any number of threads.
    /// </summary>
    /// <param name="tensor">A tensor of any real type, shape and size; it may be part of a graph, and is left as it was.</param>
    /// <param name="cancellationToken">Ends the measurement early.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="InitToolsException"><c>InvalidMeasuredTensor</c>: the tensor is complex or quantized.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TensorStatistics Measure(torch.Tensor tensor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Of(StatisticsPass.Over(tensor, cancellationToken), tensor.NumberOfElements);
    }

    private static TensorStatistics Of(in MomentSums sums, long count)
    {
        double finite = sums.Count;
        if (finite == 0)
        {
            return new(
                count, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN,
                count);
        }
        double variance = finite > 1 ? sums.Second / (finite - 1) : double.NaN;
        double moment2 = sums.Second / finite;
        return new(
            // Plus 0: a zero has no sign here.
            count, sums.Mean + 0.0, Math.Sqrt(variance), variance, sums.Minimum + 0.0, sums.Maximum + 0.0,
            Norm: Math.Sqrt(sums.Second + (finite * sums.Mean * sums.Mean)),
            Skewness: sums.Third / finite / (moment2 * Math.Sqrt(moment2)),
            Kurtosis: (sums.Fourth / finite / (moment2 * moment2)) - 3,
            ZeroFraction: sums.Zeros / finite,
            NonFiniteCount: count - sums.Count);
    }
}
