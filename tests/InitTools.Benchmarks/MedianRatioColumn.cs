using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace InitTools.Benchmarks;

/// <summary>
/// The median over the baseline's median in the same run. BenchmarkDotNet's own ratio is one of means, which a single slow outlier of
/// a busy machine spoils.
/// </summary>
public sealed class MedianRatioColumn : IColumn
{
    /// <inheritdoc/>
    public string Id => nameof(MedianRatioColumn);

    /// <inheritdoc/>
    public string ColumnName => "Median ratio";

    /// <inheritdoc/>
    public string Legend => "Median / median of the baseline";

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Baseline;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        BenchmarkCase? baseline = summary.BenchmarksCases.FirstOrDefault(
            other => summary.IsBaseline(other) && other.Descriptor.Type == benchmarkCase.Descriptor.Type
                && string.Join(',', other.Descriptor.Categories) == string.Join(',', benchmarkCase.Descriptor.Categories));
        double? own = Median(summary, benchmarkCase), peer = baseline is null ? null : Median(summary, baseline);
        return own is null || peer is null ? "-" : (own.Value / peer.Value).ToString("0.000", CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    private static double? Median(Summary summary, BenchmarkCase benchmarkCase) => summary[benchmarkCase]?.ResultStatistics?.Median;
}
