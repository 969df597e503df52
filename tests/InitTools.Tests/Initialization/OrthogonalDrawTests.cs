using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>How orthonormal columns are drawn: the product of reflections, on any number of libtorch's threads.</summary>
[Collection(AloneInProcess.Name)]
public sealed class OrthogonalDrawTests
{
    private static readonly RandomStream Stream = new(8, 15);

    public OrthogonalDrawTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void One_thread_and_two_agree_to_1e_6_and_equal_numbers_to_the_bit()
    {
        const int Size = 2048;
        var shape = new TensorShape([Size, Size]);
        int before = torch.get_num_threads();
        using DisposeScope scope = torch.NewDisposeScope();
        try
        {
            torch.Tensor[] drawn = [.. Enumerable.Range(0, 4).Select(i =>
            {
                int threads = 1 + (i % 2);
                torch.set_num_threads(threads);
                return (new Orthogonal { Seed = 5 }).CreateTensor(shape, options: new SamplerOptions { MaxThreads = threads });
            })];

            Assert.Equal(TensorValues.Bits(drawn[0]), TensorValues.Bits(drawn[2]));
            Assert.Equal(TensorValues.Bits(drawn[1]), TensorValues.Bits(drawn[3]));
            Assert.InRange((drawn[0] - drawn[1]).abs().max().item<float>(), 0, 1e-6f);
            torch.Tensor q = drawn[1].to(torch.float64);
            Assert.InRange((q.t().mm(q) - torch.eye(Size, dtype: torch.float64)).abs().max().item<double>(), 0, 1e-5);
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    /// <summary>Large matrices are worked at in stripes of columns, so that Ctrl+C isn't waited for; small ones here, too.</summary>
    [Fact]
    public void Stripes_change_nothing_and_are_where_a_draw_stops()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor whole = torch.empty(700, 600, torch.float64), striped = torch.empty(700, 600, torch.float64);
        OrthonormalColumns.Fill(whole, Stream, null);
        OrthonormalColumns.Fill(striped, Stream, null, stripeElements: 1);
        Assert.InRange((whole - striped).abs().max().item<double>(), 0, 1e-14);

        var options = new SamplerOptions { CancellationToken = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => OrthonormalColumns.Fill(striped, Stream, options));
    }

    /// <summary>One reflection after the other, by its formula, for sizes about those of the blocks.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(9, 3)]
    [InlineData(128, 128)]
    [InlineData(140, 129)]
    [InlineData(300, 257)]
    public void The_columns_are_the_product_of_the_drawn_reflections(int rows, int columns)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor drawn = torch.empty(rows, columns, torch.float64);
        OrthonormalColumns.Fill(drawn, Stream, null);

        double[,] expected = Product(rows, columns);
        double[] actual = TensorValues.Of(drawn);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) Assert.Equal(expected[i, j], actual[(i * columns) + j], 1e-12);
    }

    /// <summary>
    /// The trace of a uniformly distributed orthogonal n x n matrix has the moments of a standard normal number, that of its square
    /// has mean 1 and variance 2 (Diaconis and Shahshahani 1994, "On the eigenvalues of random matrices"), exactly up to order n / 2.
    /// </summary>
    [Fact]
    public void Traces_have_the_moments_of_uniformly_distributed_matrices()
    {
        const int Count = 2000;
        const int Size = 12;
        double[] first = new double[Count], second = new double[Count];
        for (int seed = 0; seed < Count; seed++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor q = (new Orthogonal { Seed = seed }).CreateTensor(new TensorShape([Size, Size]), torch.ScalarType.Float64);
            first[seed] = q.trace().item<double>();
            second[seed] = q.mm(q).trace().item<double>();
        }
        Statistics.AssertMean(0, first);
        Statistics.AssertMean(1, [.. first.Select(trace => trace * trace)]);
        Statistics.AssertMean(3, [.. first.Select(trace => Math.Pow(trace, 4))]);
        Statistics.AssertMean(1, second);
        Statistics.AssertMean(2, [.. second.Select(trace => (trace - 1) * (trace - 1))]);
    }

    [Fact]
    public void A_cancelled_draw_leaves_the_tensor_as_it_was()
    {
        using var source = new CancellationTokenSource();
        using torch.Tensor tensor = torch.full(1500, 1500, 7f);
        var cancel = new Thread(() =>
        {
            Thread.Sleep(20);
            source.Cancel();
        });
        cancel.Start();
        var law = new Orthogonal(7);
        var options = new SamplerOptions { CancellationToken = source.Token };
        void DrawUntilCancelled()
        {
            while (true) law.Fill(tensor, TensorLayout.Torch, Stream, options);
        }
        Assert.Throws<OperationCanceledException>(DrawUntilCancelled);
        cancel.Join();
        using torch.Tensor q = tensor / 7;
        using torch.Tensor ends = q.min() * q.max();
        Assert.True(ends.item<float>() == 1 || IsOrthogonal(q), "The tensor is neither the old one nor a new one.");
    }

    private static bool IsOrthogonal(torch.Tensor q)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (q.t().mm(q) - torch.eye(q.shape[0])).abs().max().item<float>() < 1e-5;
    }

    private static double[,] Product(int rows, int columns)
    {
        var vectors = new double[rows * columns];
        Sampler.Fill(vectors, new NormalLaw(0, 1), Stream);
        var q = new double[rows, columns];
        for (int k = columns - 1; k >= 0; k--)
        {
            double[] x = vectors[((k * rows) + k)..((k + 1) * rows)];
            double length = Math.Sqrt(x.Sum(value => value * value));
            double onAxis = x[0] >= 0 ? -length : length;
            q[k, k] = Math.Sign(onAxis);
            x[0] -= onAxis;
            double square = x.Sum(value => value * value);
            for (int column = k; column < columns; column++)
            {
                double share = 0;
                for (int i = 0; i < x.Length; i++) share += x[i] * q[k + i, column];
                for (int i = 0; i < x.Length; i++) q[k + i, column] -= 2 * share / square * x[i];
            }
        }
        return q;
    }
}
