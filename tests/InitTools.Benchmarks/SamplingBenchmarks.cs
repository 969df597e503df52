using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Benchmarks;

/// <summary>
/// Drawing 4096 x 4096 elements, beside libtorch's own draws (the baseline of each law) and beside <c>fill_</c>, which does
/// nothing but write the memory.
/// </summary>
[Config(typeof(SamplingColumns))]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class SamplingBenchmarks : IDisposable
{
    private const int BiasRepeats = 10_000;

    // The probability that a normal number lies within two standard deviations: erf(sqrt(2)).
    private const double Inside = 0.95449973610364158;

    private static readonly RandomStream Stream = new(42, 1);
    private static readonly UniformLaw Uniform = new(-0.05, 0.05);
    private static readonly NormalLaw Normal = new(0, 0.05);
    private static readonly TruncatedNormalLaw Truncated = new(0, 0.05);

    private readonly torch.Tensor _float32;
    private readonly torch.Tensor _float16;
    private readonly torch.Tensor _bfloat16;
    private readonly torch.Tensor _float64;
    private readonly float[] _bias = new float[10];

    /// <summary>Makes the tensors.</summary>
    public SamplingBenchmarks()
    {
        TorchLibrary.EnsureLoaded();
        _float32 = torch.zeros(4096, 4096);
        _float16 = torch.zeros(4096, 4096, torch.float16);
        _bfloat16 = torch.zeros(4096, 4096, torch.bfloat16);
        _float64 = torch.zeros(4096, 4096, torch.float64);
    }

    /// <summary>Writing the memory alone.</summary>
    /// <returns>The tensor.</returns>
    [Benchmark(Description = SamplingColumns.Fill), BenchmarkCategory("Memory")]
    public torch.Tensor FillWithConstant() => _float32.fill_(0.5);

    /// <summary>libtorch's uniform draw.</summary>
    /// <returns>The tensor.</returns>
    [Benchmark(Baseline = true, Description = "libtorch uniform_"), BenchmarkCategory("Uniform")]
    public torch.Tensor LibtorchUniform() => _float32.uniform_(-0.05, 0.05);

    /// <summary>The same law.</summary>
    [Benchmark(Description = "InitTools float32"), BenchmarkCategory("Uniform")]
    public void UniformFloat32() => Sampler.Fill(_float32, Uniform, Stream);

    /// <summary>In half precision.</summary>
    [Benchmark(Description = "InitTools float16"), BenchmarkCategory("Uniform")]
    public void UniformFloat16() => Sampler.Fill(_float16, Uniform, Stream);

    /// <summary>In bfloat16.</summary>
    [Benchmark(Description = "InitTools bfloat16"), BenchmarkCategory("Uniform")]
    public void UniformBFloat16() => Sampler.Fill(_bfloat16, Uniform, Stream);

    /// <summary>libtorch's normal draw.</summary>
    /// <returns>The tensor.</returns>
    [Benchmark(Baseline = true, Description = "libtorch normal_"), BenchmarkCategory("Normal")]
    public torch.Tensor LibtorchNormal() => _float32.normal_(0, 0.05);

    /// <summary>The same law.</summary>
    [Benchmark(Description = "InitTools float32"), BenchmarkCategory("Normal")]
    public void NormalFloat32() => Sampler.Fill(_float32, Normal, Stream);

    /// <summary>In half precision.</summary>
    [Benchmark(Description = "InitTools float16"), BenchmarkCategory("Normal")]
    public void NormalFloat16() => Sampler.Fill(_float16, Normal, Stream);

    /// <summary>In bfloat16.</summary>
    [Benchmark(Description = "InitTools bfloat16"), BenchmarkCategory("Normal")]
    public void NormalBFloat16() => Sampler.Fill(_bfloat16, Normal, Stream);

    /// <summary>In double precision.</summary>
    [Benchmark(Description = "InitTools float64"), BenchmarkCategory("Normal")]
    public void NormalFloat64() => Sampler.Fill(_float64, Normal, Stream);

    /// <summary>The way that frameworks draw a truncated normal: by the inverse error function of a uniform draw.</summary>
    [Benchmark(Baseline = true, Description = "libtorch uniform_, erfinv_, mul_, clamp_"), BenchmarkCategory("Truncated")]
    public void LibtorchTruncated()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _float32.uniform_(-Inside, Inside).erfinv_().mul_(0.05 * Math.Sqrt(2)).clamp_(-0.1, 0.1);
    }

    /// <summary>The same law.</summary>
    [Benchmark(Description = "InitTools float32"), BenchmarkCategory("Truncated")]
    public void TruncatedFloat32() => Sampler.Fill(_float32, Truncated, Stream);

    /// <summary>In half precision.</summary>
    [Benchmark(Description = "InitTools float16"), BenchmarkCategory("Truncated")]
    public void TruncatedFloat16() => Sampler.Fill(_float16, Truncated, Stream);

    /// <summary>In bfloat16.</summary>
    [Benchmark(Description = "InitTools bfloat16"), BenchmarkCategory("Truncated")]
    public void TruncatedBFloat16() => Sampler.Fill(_bfloat16, Truncated, Stream);

    /// <summary>A layer's bias of ten elements.</summary>
    [Benchmark(Description = "InitTools, 10 elements", OperationsPerInvoke = BiasRepeats), BenchmarkCategory("Bias")]
    public void Bias()
    {
        for (int i = 0; i < BiasRepeats; i++) Sampler.Fill(_bias, Truncated, Stream);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _float32.Dispose();
        _float16.Dispose();
        _bfloat16.Dispose();
        _float64.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Adds how many times as long as <c>fill_</c> a draw takes.</summary>
internal sealed class SamplingColumns : ManualConfig
{
    /// <summary>What the comparison is called.</summary>
    public const string Fill = "libtorch fill_";

    public SamplingColumns() => AddColumn(new TimesFill());

    private sealed class TimesFill : IColumn
    {
        public string Id => nameof(TimesFill);

        public string ColumnName => "x fill_";

        public string Legend => "Median over the median of fill_";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Baseline;

        public int PriorityInCategory => 1;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            GetValue(summary, benchmarkCase, SummaryStyle.Default);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        {
            BenchmarkCase? fill = summary.BenchmarksCases.FirstOrDefault(other =>
                other.Descriptor.WorkloadMethodDisplayInfo.Trim('\'') == Fill);
            double? median = summary[benchmarkCase]?.ResultStatistics?.Median;
            double? unit = fill is null ? null : summary[fill]?.ResultStatistics?.Median;
            return median is null || unit is null ? "-" : (median.Value / unit.Value).ToString("0.00", style.CultureInfo);
        }
    }
}
