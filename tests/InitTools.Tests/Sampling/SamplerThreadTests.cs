using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using InitTools.Sampling;

namespace InitTools.Tests.Sampling;

public sealed unsafe class SamplerThreadTests
{
    /// <summary>The drive over memory and threads is the one of every law; this law writes down who calls it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(null)]
    public void A_fill_never_holds_more_threads_than_it_may(int? most)
    {
        SamplerOptions options = most is { } count ? new SamplerOptions { MaxThreads = count } : new SamplerOptions();
        Assert.Equal(most ?? Environment.ProcessorCount, options.MaxThreads);
        var memory = new float[1 << 22];
        for (int round = 0; round < 5; round++)
        {
            ThreadLaw.Threads.Clear();
            fixed (float* start = memory)
                SampleFill<ThreadLaw, SingleFormat>.Run(default, new RandomStream(1, 1), 0, start, memory.Length, options);
            Assert.InRange(ThreadLaw.Threads.Count, 1, options.MaxThreads);
        }
    }

    private readonly struct ThreadLaw : ILaw
    {
        public static readonly ConcurrentDictionary<int, bool> Threads = new();

        [SuppressMessage("Performance", "CA1822", Justification = "The interface's")]
        public TLanes Shape<TLanes>(TLanes words)
            where TLanes : struct, ILanes<TLanes>
        {
            Threads[Environment.CurrentManagedThreadId] = true;
            return words;
        }
    }
}
