using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>How a tensor drawn by an initializer compares with the initializer's law.</summary>
public sealed record InitializerMeasurement
{
    /// <summary>The initializer's name.</summary>
    public required string Initializer { get; init; }

    /// <summary>The shape that was drawn.</summary>
    public required string Shape { get; init; }

    /// <summary>Fan-in.</summary>
    public required long FanIn { get; init; }

    /// <summary>Fan-out.</summary>
    public required long FanOut { get; init; }

    /// <summary>The variance by the law.</summary>
    public required double ExpectedVariance { get; init; }

    /// <summary>The variance that was measured, about the mean of the elements.</summary>
    public required double Variance { get; init; }

    /// <summary>Measured over expected variance; null where the law's variance is 0.</summary>
    public double? VarianceRatio { get; init; }

    /// <summary>
    /// The probability that a tensor of this law differs at least that much in variance (two-sided, normal approximation with the
    /// law's kurtosis k: the variance of n elements has relative variance (k - (n-3)/(n-1))/n). Null for laws whose elements
    /// aren't drawn independently, and for a single element.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>The smallest element.</summary>
    public required double Minimum { get; init; }

    /// <summary>The largest element.</summary>
    public required double Maximum { get; init; }

    /// <summary>The number of elements.</summary>
    public required long Count { get; init; }

    /// <summary>Draws a tensor and measures it.</summary>
    /// <param name="initializer">The initializer.</param>
    /// <param name="shape">The shape to draw, with its layout.</param>
    /// <param name="options">Threads and cancellation; null for the defaults.</param>
    /// <returns>The measurement.</returns>
    /// <exception cref="InitToolsException">The law can't fill that shape, or it doesn't fit into memory.</exception>
    public static InitializerMeasurement Of(Initializer initializer, TensorShape shape, SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        ArgumentNullException.ThrowIfNull(shape);
        using torch.Tensor tensor = initializer.CreateTensor(shape, options: options);
        TensorStatistics statistics = TensorStatistics.Measure(tensor, options?.CancellationToken ?? default);
        double expected = initializer.ExpectedVariance(shape);
        double? ratio = expected > 0 && statistics.Count > 1 ? statistics.Variance / expected : null;
        return new InitializerMeasurement
        {
            Initializer = initializer.Name,
            Shape = shape.ToString(),
            FanIn = shape.Fans.In,
            FanOut = shape.Fans.Out,
            ExpectedVariance = expected,
            Variance = statistics.Variance,
            VarianceRatio = ratio,
            PValue = ratio is { } measured && initializer is SampledInitializer sampled
                ? PValueOf(measured, statistics.Count, sampled.GetLaw(shape))
                : null,
            Minimum = statistics.Minimum,
            Maximum = statistics.Maximum,
            Count = statistics.Count,
        };
    }

    /// <summary>The p-value of a measured over an expected variance of elements of a law.</summary>
    internal static double PValueOf(double ratio, long count, SamplingLaw law)
    {
        double variance = (KurtosisOf(law) - ((count - 3.0) / (count - 1.0))) / count;
        return 2 * NormalDistribution.Cumulative(-Math.Abs(ratio - 1) / Math.Sqrt(variance));
    }

    // E[x^4] / E[x^2]^2 about the mean. For the cut normal by partial integration: E[x^2] = 1 - b, E[x^4] = 3 E[x^2] - c^2 b.
    private static double KurtosisOf(SamplingLaw law) => law switch
    {
        UniformLaw => 1.8,
        TruncatedNormalLaw => TruncatedKurtosis,
        _ => 3,
    };

    private static double TruncatedKurtosis
    {
        get
        {
            const double Cut = 2;
            double boundary = 2 * Cut * NormalDistribution.Density(Cut) / (1 - (2 * NormalDistribution.Cumulative(-Cut)));
            double second = 1 - boundary;
            double fourth = (3 * second) - (Cut * Cut * boundary);
            return fourth / (second * second);
        }
    }
}
