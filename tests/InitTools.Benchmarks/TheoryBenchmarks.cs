using BenchmarkDotNet.Attributes;

namespace InitTools.Benchmarks;

/// <summary>The mean-field theory: a point, a row and a phase diagram.</summary>
public class TheoryBenchmarks
{
    private const int Points = 100;
    private const int Side = 200;

    private readonly double[] _weightVariances = [.. Enumerable.Range(1, Side).Select(i => 4.0 * i / Side)];
    private readonly double[] _biasVariances = [.. Enumerable.Range(0, Side).Select(i => 0.5 * i / Side)];
    private Activation _activation = null!;

    /// <summary>A smooth activation, one that costs much to evaluate, and one with a kink.</summary>
    [Params("tanh", "gelu", "selu")]
    public string Activation { get; set; } = "tanh";

    /// <summary>Looks the activation up.</summary>
    [GlobalSetup]
    public void SetUp() => _activation = ActivationCatalogue.Find(Activation, nameof(Activation));

    /// <summary>q* and chi_1 of a point.</summary>
    /// <returns>The last fixed point.</returns>
    [Benchmark(OperationsPerInvoke = Points)]
    public LengthFixedPoint Length()
    {
        LengthFixedPoint last = default;
        for (int i = 1; i <= Points; i++) last = LengthFixedPoint.Find(_activation, 0.02 * i, 0.05);
        return last;
    }

    /// <summary>A whole row, with c* and the depths, which are found when they are asked for.</summary>
    /// <returns>The sum of some of them.</returns>
    [Benchmark(OperationsPerInvoke = Points)]
    public double Row()
    {
        double sum = 0;
        for (int i = 1; i <= Points; i++)
        {
            SignalPropagation row = SignalPropagation.Of(_activation, 0.02 * i, 0.05);
            sum += (row.CorrelationFixedPoint ?? 0) + (row.CorrelationDepth ?? 0) + (row.MaximumTrainableDepth ?? 0);
        }
        return sum;
    }

    /// <summary>The edge of chaos at one bias variance.</summary>
    /// <returns>The point.</returns>
    [Benchmark]
    public CriticalInitialization Critical() => CriticalInitialization.Find(_activation, 0.5);

    /// <summary>chi_1 of 200 x 200 points, on all processors.</summary>
    /// <returns>The sum of chi_1.</returns>
    [Benchmark]
    public double Diagram() => SignalPropagation.Diagram(_activation, _weightVariances, _biasVariances).Sum(point => point.Chi);
}
