using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Tests;

// It counts the tensors of the process.
[Collection(AloneInProcess.Name)]
public sealed class TensorStatisticsTests
{
    public TensorStatisticsTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData(torch.ScalarType.Float32, 0.0, 1.0)]
    [InlineData(torch.ScalarType.Float32, 1e4, 1.0)]
    [InlineData(torch.ScalarType.Float32, -3e-30, 1e-30)]
    [InlineData(torch.ScalarType.Float64, 1e9, 1.0)]
    [InlineData(torch.ScalarType.Float64, 0.0, 1e60)]
    [InlineData(torch.ScalarType.Float16, 100.0, 3.0)]
    [InlineData(torch.ScalarType.Float16, 0.0, 1e-5)]
    [InlineData(torch.ScalarType.BFloat16, 0.0, 0.02)]
    [InlineData(torch.ScalarType.Int64, 1e6, 1e3)]
    [InlineData(torch.ScalarType.Int32, 0.0, 5.0)]
    [InlineData(torch.ScalarType.Int16, 1000.0, 300.0)]
    [InlineData(torch.ScalarType.Int8, 0.0, 20.0)]
    [InlineData(torch.ScalarType.Byte, 100.0, 12.0)]
    public void Figures_agree_with_a_plain_reference(torch.ScalarType type, double mean, double deviation)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (int count in new[] { 2, 3, 17, 2049, 600_011 })
        {
            torch.Tensor tensor = Draw(type, count, mean, deviation);
            AssertFigures(TensorValues.Of(tensor), Measure(tensor));
        }
    }

    [Fact]
    public void Figures_are_of_the_finite_elements()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (torch.ScalarType type in new[] { torch.float16, torch.bfloat16, torch.float32, torch.float64 })
        {
            double[] values = TensorValues.Of(Draw(type, 400_000, 2, 3));
            foreach (int i in new[] { 0, 77, 399_999 }) values[i] = double.NaN;
            (values[5], values[6], values[300_000]) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity);
            (values[8], values[9], values[200_000]) = (0, -0.0, 0);
            torch.Tensor tensor = torch.tensor(values).to(type);
            TensorStatistics statistics = Measure(tensor);
            Assert.Equal(6, statistics.NonFiniteCount);
            AssertFigures(TensorValues.Of(tensor), statistics);
        }
    }

    /// <summary>As on machines and in containers of one processor, of two and of three.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_number_of_threads_changes_nothing(int threads)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor tensor = Draw(torch.float32, 1_000_003, 1, 2);
        MomentSums sums = StatisticsPass.Over(tensor, TestContext.Current.CancellationToken, threads);
        Assert.Equal(1_000_003, sums.Count);
        Assert.Equal(StatisticsPass.Over(tensor, TestContext.Current.CancellationToken), sums);
    }

    [Fact]
    public void An_outlier_does_not_spoil_the_rest()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor tensor = Draw(torch.float32, 300_000, 0, 1);
        tensor[0] = 1e18f;
        AssertFigures(TensorValues.Of(tensor), Measure(tensor));
    }

    [Fact]
    public void Tensors_without_finite_elements_have_no_figures()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        TensorStatistics empty = Measure(torch.empty(0, 3));
        Assert.Equal(
            new TensorStatistics(
                0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 0),
            empty);
        TensorStatistics lost = Measure(torch.full(5000, float.NaN));
        Assert.Equal((5000, 5000, double.NaN), (lost.Count, lost.NonFiniteCount, lost.Mean));
    }

    [Fact]
    public void One_element_has_a_mean_and_no_spread()
    {
        using torch.Tensor one = torch.tensor(-3f);
        TensorStatistics statistics = Measure(one);
        Assert.Equal((1, -3, 3), (statistics.Count, statistics.Mean, statistics.Norm));
        Assert.Equal((-3, -3), (statistics.Minimum, statistics.Maximum));
        Assert.Equal((double.NaN, double.NaN), (statistics.Variance, statistics.Skewness));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(5000)]
    public void A_zero_has_no_sign(int count)
    {
        foreach (float zero in new[] { 0f, -0f })
        {
            using torch.Tensor zeros = torch.full(count, zero);
            TensorStatistics statistics = Measure(zeros);
            Assert.All([statistics.Mean, statistics.Minimum, statistics.Maximum], figure => Assert.Equal("0", $"{figure}"));
        }
    }

    [Fact]
    public void Booleans_are_zeros_and_ones()
    {
        using torch.Tensor booleans = torch.tensor((bool[])[true, false, true, true]);
        TensorStatistics statistics = Measure(booleans);
        Assert.Equal((0.75, 0.25, 0.25), (statistics.Mean, statistics.Variance, statistics.ZeroFraction));
    }

    [Fact]
    public void Views_and_graphs_are_measured_and_left_as_they_were()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor leaf = Draw(torch.float32, 60_000, 1, 2).reshape(200, 300).requires_grad_();
        torch.Tensor view = leaf.t()[torch.TensorIndex.Slice(10, 200, 3)] * 2;
        torch.Tensor turned = view.t();
        TensorStatistics? statistics = null;
        Assert.Equal(0, LiveTensors.LeftBy(() => statistics = Measure(turned)));
        AssertFigures(TensorValues.Of(view), statistics!);
        Assert.True(view.requires_grad);
        Assert.True(turned.requires_grad);
        Assert.True(torch.is_grad_enabled());
    }

    [Fact]
    public void Measuring_leaves_no_tensor_behind()
    {
        using torch.Tensor tensor = torch.zeros(100, 100).t();
        using torch.Tensor half = tensor.to(torch.float16);
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            Measure(tensor);
            Measure(half);
        }));
    }

    [Fact]
    public void Complex_tensors_are_refused_and_a_cancelled_measurement_stops()
    {
        using torch.Tensor complex = torch.zeros(3, torch.complex64);
        Errors.Throws("InvalidMeasuredTensor", () => Measure(complex), "ComplexFloat32");
        using torch.Tensor tensor = torch.zeros(1 << 20);
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => TensorStatistics.Measure(tensor, cancelled));
    }

    private static TensorStatistics Measure(torch.Tensor tensor) =>
        TensorStatistics.Measure(tensor, TestContext.Current.CancellationToken);

    private static torch.Tensor Draw(torch.ScalarType type, int count, double mean, double deviation)
    {
        torch.Tensor doubles = torch.empty(count, torch.float64);
        Sampler.Fill(doubles, new NormalLaw(mean, deviation), new RandomStream(5, (ulong)count));
        return doubles.to(type);
    }

    /// <summary>The figures as the books define them, in two passes over doubles, to 1e-6 of each or of its scale.</summary>
    private static void AssertFigures(double[] all, TensorStatistics actual)
    {
        double[] values = [.. all.Where(double.IsFinite)];
        double n = values.Length;
        double mean = values[0] + values.Sum(value => (value - values[0]) / n);
        double Central(int power) => values.Sum(value => Math.Pow(value - mean, power) / n);
        double second = Central(2);
        double variance = second / (n - 1) * n;

        Assert.Equal(all.Length, actual.Count);
        Assert.Equal(all.Length - values.Length, actual.NonFiniteCount);
        Assert.Equal((values.Min(), values.Max()), (actual.Minimum, actual.Maximum));
        Assert.Equal(values.Count(value => value == 0) / n, actual.ZeroFraction, 1e-12);
        AssertNear(mean, actual.Mean, Math.Max(Math.Abs(mean), Math.Sqrt(second)));
        AssertNear(variance, actual.Variance, variance);
        AssertNear(Math.Sqrt(variance), actual.StandardDeviation, Math.Sqrt(variance));
        AssertNear(Math.Sqrt(second + (mean * mean)) * Math.Sqrt(n), actual.Norm, actual.Norm);
        if (second == 0) return;
        AssertNear(Central(3) / Math.Pow(second, 1.5), actual.Skewness, Math.Max(1, Math.Abs(actual.Skewness)));
        AssertNear((Central(4) / (second * second)) - 3, actual.Kurtosis, Math.Max(1, Math.Abs(actual.Kurtosis)));
    }

    private static void AssertNear(double expected, double actual, double scale) =>
        Assert.InRange(Math.Abs(expected - actual), 0, 1e-6 * scale);
}
