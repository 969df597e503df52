using System.Diagnostics.CodeAnalysis;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;

namespace InitTools.Tests.Sampling;

// It counts the tensors of the process.
[Collection(AloneInProcess.Name)]
public sealed unsafe class SamplerErrorTests
{
    private static readonly RandomStream Stream = new(1, 2);

    public SamplerErrorTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Impossible_arguments_have_an_error_each()
    {
        Errors.Throws("InvalidMinimum", () => new UniformLaw(double.NaN, 1));
        Errors.Throws("InvalidMaximum", () => new UniformLaw(0, double.PositiveInfinity));
        Errors.Throws("InvalidRange", () => new UniformLaw(1, 1));
        Errors.Throws("InvalidMean", () => new NormalLaw(double.NaN, 1));
        Errors.Throws("InvalidStandardDeviation", () => new NormalLaw(0, -1));
        Errors.Throws("InvalidMean", () => new TruncatedNormalLaw(double.NegativeInfinity, 1));
        Errors.Throws("InvalidStandardDeviation", () => new TruncatedNormalLaw(0, double.NaN));
        Errors.Throws("InvalidMaxThreads", () => new SamplerOptions { MaxThreads = 0 });
        Errors.Throws("InvalidVectorWidth", () => new SamplerOptions { VectorWidth = 1024 });
        Errors.Throws("InvalidSampleRange", () => { Sampler.Fill(null, SampleType.Float32, -1, new NormalLaw(0, 1), Stream); });
        Errors.Throws("InvalidSampleRange", () => { Sampler.Fill(new float[1], new NormalLaw(0, 1), Stream, -1); });
        Errors.Throws("InvalidSampleRange", () => { Sampler.Fill(new float[1], new NormalLaw(0, 1), Stream, long.MaxValue); });
        Errors.Throws("InvalidSampleRange", () => Sampler.Permutation(-1, Stream));
        Errors.Throws("InvalidExclusiveMaximum", () => { Sampler.FillIntegers(new long[1], 0, Stream); });
        Errors.Throws("LawOutOfRange", () => { Sampler.Fill(new Half[1], new UniformLaw(0, 1e6), Stream); });
        Errors.Throws("LawOutOfRange", () => { Sampler.Fill(new Half[1], new NormalLaw(0, 1e4), Stream); });
        Errors.Throws("LawOutOfRange", () => { Sampler.Fill(new float[1], new TruncatedNormalLaw(0, 1e300), Stream); });
    }

    [Fact]
    public void Tensors_that_cannot_be_filled_are_refused()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var law = new NormalLaw(0, 1);
        foreach (torch.Tensor tensor in new[] { torch.zeros(2, torch.int64), torch.zeros(3, 2).t() })
            Errors.Throws("InvalidSampleTensor", () => { Sampler.Fill(tensor, law, Stream); });
    }

    [Fact]
    public void Filling_a_tensor_fills_its_memory()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var law = new TruncatedNormalLaw(0, 1);
        var floats = new float[6];
        Sampler.Fill(floats, law, Stream);
        foreach (torch.ScalarType type in new[] { torch.float16, torch.bfloat16, torch.float32 })
        {
            torch.Tensor tensor = torch.zeros(2, 3, type);
            Sampler.Fill(tensor, law, Stream);
            Assert.Equal(TensorValues.Of(torch.tensor(floats).to(type)), TensorValues.Of(tensor));
        }
        torch.Tensor doubles = torch.zeros(2, 3, torch.float64);
        var expected = new double[6];
        Sampler.Fill(doubles, law, Stream);
        Sampler.Fill(expected, law, Stream);
        Assert.Equal(expected, TensorValues.Of(doubles));
        Sampler.Fill(torch.empty(0, 3), law, Stream);
    }

    [Fact]
    public void Filling_leaves_no_tensor_behind_and_takes_parameters()
    {
        using var parameter = new TorchSharp.Modules.Parameter(torch.zeros(4));
        Assert.Equal(0, LiveTensors.LeftBy(() => Sampler.Fill(parameter, new NormalLaw(0, 1), Stream)));
        Assert.DoesNotContain(0.0, TensorValues.Of(parameter));
    }

    /// <summary>The tensor's memory is asked for and never touched, so it costs none.</summary>
    [Fact]
    public void A_tensor_beyond_two_gigabytes_has_an_address()
    {
        using torch.Tensor large = torch.empty((1L << 31) + 5, torch.bfloat16);
        Assert.True(TensorAddress.Of(large) != null);
    }

    [Fact]
    public void A_cancelled_draw_stops()
    {
        var values = new float[1 << 22];
        using var before = new CancellationTokenSource();
        before.Cancel();
        var options = new SamplerOptions { CancellationToken = before.Token };
        Assert.Throws<OperationCanceledException>(() => Sampler.Fill(values, new NormalLaw(0, 1), Stream, options: options));
        Assert.All(values, value => Assert.Equal(0, value));
    }

    /// <summary>
    /// Cancelled with its first value, a draw leaves most of the memory as it was. The drive over memory and threads is the one of
    /// every law; this law cancels when it is asked.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_draw_can_be_stopped_on_its_way(int threads)
    {
        using var source = new CancellationTokenSource();
        StoppingLaw.Source = source;
        var options = new SamplerOptions { MaxThreads = threads, VectorWidth = 0, CancellationToken = source.Token };
        var values = new double[1 << 22];
        Assert.Throws<OperationCanceledException>(() =>
        {
            fixed (double* start = values)
                SampleFill<StoppingLaw, DoubleFormat>.Run(default, Stream, 0, start, values.Length, options);
        });
        Assert.NotEqual(0, values[0]);
        Assert.All(values[(values.Length / 2)..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Small_draws_allocate_nothing_and_large_ones_no_more_for_more()
    {
        var law = new NormalLaw(0, 1);
        var large = new float[1 << 22];
        long Allocated(int count, SamplerOptions? options)
        {
            Sampler.Fill(large.AsSpan(0, count), law, Stream, options: options);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Sampler.Fill(large.AsSpan(0, count), law, Stream, options: options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        var alone = new SamplerOptions { MaxThreads = 1 };
        Assert.Equal(0, Allocated(10, null));
        Assert.Equal(Allocated(1 << 18, alone), Allocated(1 << 22, alone));
        Assert.InRange(Allocated(1 << 22, new SamplerOptions { MaxThreads = 4 }), 0, 20_000);
    }

    [Fact]
    public void The_description_names_the_path()
    {
        var plainest = new SamplerOptions { MaxThreads = 1, VectorWidth = 0 };
        Assert.Equal("Philox4x32-10 in no vectors on 1 thread", Sampler.Describe(plainest));
        Assert.Contains($"{Environment.ProcessorCount}", Sampler.Describe());
        Assert.Equal(0, Sampler.SupportedVectorWidths[^1]);
    }

    private readonly struct StoppingLaw : ILaw
    {
        public static CancellationTokenSource? Source { get; set; }

        [SuppressMessage("Performance", "CA1822", Justification = "The interface's")]
        public TLanes Shape<TLanes>(TLanes words)
            where TLanes : struct, ILanes<TLanes>
        {
            Source!.Cancel();
            return words;
        }
    }
}
