using TorchSharp;

namespace InitTools;

/// <summary>What a tensor's finite elements look like.</summary>
/// <param name="Count">The number of elements, the non-finite ones among them.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The square root of the variance.</param>
/// <param name="Variance">The sample variance (n - 1).</param>
/// <param name="Minimum">The smallest element.</param>
/// <param name="Maximum">The largest element.</param>
/// <param name="Norm">The Euclidean norm.</param>
/// <param name="Skewness">g1, the third standardized moment.</param>
/// <param name="Kurtosis">g2, the fourth standardized moment less 3.</param>
/// <param name="ZeroFraction">The share of zeros.</param>
/// <param name="NonFiniteCount">The number of NaN and infinite elements.</param>
public sealed record TensorStatistics(
    long Count, double Mean, double StandardDeviation, double Variance, double Minimum, double Maximum, double Norm, double Skewness,
    double Kurtosis, double ZeroFraction, long NonFiniteCount)
{
    /// <summary>Measures a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    /// <returns>The figures.</returns>
    public static TensorStatistics Measure(torch.Tensor tensor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        cancellationToken.ThrowIfCancellationRequested();
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor all = tensor.to(torch.ScalarType.Float64).reshape(-1);
        torch.Tensor x = all[all.isfinite()];
        long n = x.NumberOfElements;
        double Figure(torch.Tensor value) => n == 0 ? double.NaN : value.item<double>();
        double mean = n == 0 ? double.NaN : x.mean().item<double>();
        torch.Tensor d = x - mean;
        double m2 = Figure(d.square().mean()), m3 = Figure(d.pow(3).mean()), m4 = Figure(d.pow(4).mean());
        double variance = m2 * n / (n - 1);
        return new TensorStatistics(
            all.NumberOfElements, mean, Math.Sqrt(variance), variance, n == 0 ? double.NaN : x.min().item<double>(),
            n == 0 ? double.NaN : x.max().item<double>(), Figure(x.norm()), m3 / Math.Pow(m2, 1.5), (m4 / (m2 * m2)) - 3,
            x.eq(0).sum().item<long>() / (double)n, all.NumberOfElements - n);
    }
}
