using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using InitTools.Benchmarks;

// In one process, so that a law and its peer share the loaded libtorch; medians, because a busy machine has only slow outliers.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithStrategy(RunStrategy.Monitoring)
        .WithWarmupCount(10)
        .WithIterationCount(60))
    .AddColumn(StatisticColumn.Median, StatisticColumn.Min, new MedianRatioColumn(), new PairedRatioColumn())
    .HideColumns(Column.Mean, Column.Error, Column.StdDev, Column.Ratio, Column.RatioSD);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
