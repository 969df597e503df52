using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace InitTools.Benchmarks;

/// <summary>
/// The median, over the iterations, of a time over that of its peer, which the benchmark runs right before: what the machine does to
/// both of them cancels out, where benchmarks that run one after the other may each meet another machine.
/// </summary>
public sealed class PairedRatioColumn : IColumn
{
    // Filled by the benchmarks, which run in this process.
    private static readonly Dictionary<string, List<double>> Ratios = [];

    /// <inheritdoc/>
    public string Id => nameof(PairedRatioColumn);

    /// <inheritdoc/>
    public string ColumnName => "Paired ratio";

    /// <inheritdoc/>
    public string Legend => "Median of the time / time of the peer right before it";

    /// <inheritdoc/>
    public bool AlwaysShow => false;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Baseline;

    /// <inheritdoc/>
    public int PriorityInCategory => 1;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <summary>Takes the ratio of one iteration.</summary>
    /// <param name="benchmark">The name of the benchmark's method.</param>
    /// <param name="ratio">Its time over that of its peer.</param>
    public static void Add(string benchmark, double ratio)
    {
        if (!Ratios.TryGetValue(benchmark, out List<double>? ratios)) Ratios[benchmark] = ratios = [];
        ratios.Add(ratio);
    }

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        Ratios.TryGetValue(benchmarkCase.Descriptor.WorkloadMethod.Name, out List<double>? ratios)
            ? ratios.Order().ElementAt(ratios.Count / 2).ToString("0.000", CultureInfo.InvariantCulture)
            : "-";

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) =>
        summary.BenchmarksCases.Any(benchmark => Ratios.ContainsKey(benchmark.Descriptor.WorkloadMethod.Name));
}
