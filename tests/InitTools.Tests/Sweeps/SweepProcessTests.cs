using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

/// <summary>What a sweep does to the process: threads, libtorch's settings, memory.</summary>
[Collection(AloneInProcess.Name)]
public sealed class SweepProcessTests : IDisposable
{
    private readonly SweepFolder _folder = new();

    public SweepProcessTests() => TorchLibrary.EnsureLoaded();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_thousand_runs_take_no_more_memory_than_a_few()
    {
        SweepGrid Grid(int repeat) => SweepCases.Grid("he_normal", "tanh relu", "1 4", "8", repeat, batchSize: 8);
        void Run(int repeat)
        {
            using var sweep = new Sweep(Grid(repeat));
            Assert.Equal(4 * repeat, sweep.TakeAll().Count(outcome => outcome.Run is not null));
        }
        Run(250); // until the runtime has compiled what it will
        Assert.Equal(0, LiveTensors.LeftBy(() => Run(250)));
        Assert.InRange(ResidentMemory.GrowthBy(1 << 20, () => GC.GetTotalMemory(true), () => Run(250)), long.MinValue, 1 << 20);
        const long Allowed = 24 << 20;
        Assert.InRange(ResidentMemory.GrowthBy(Allowed, ResidentMemory.Bytes, () => Run(250)), long.MinValue, Allowed);
    }

    [Fact]
    public void Finished_runs_wait_for_their_taker_in_bounded_number()
    {
        int computed = 0;
        using var sweep = new Sweep(
            SweepCases.Grid("auto", "tanh", "1", "2", repeat: 1000),
            new SweepOptions { ThrottleLimit = 2, Computing = _ => Interlocked.Increment(ref computed) });
        SpinWait.SpinUntil(() => Volatile.Read(ref computed) >= 6, TimeSpan.FromSeconds(30));
        Thread.Sleep(50);
        Assert.Equal(6, Volatile.Read(ref computed)); // four in the queue and one in each thread's hands
        Assert.Equal(1000, sweep.TakeAll().Count());
    }

    [Fact]
    public void Cancelling_keeps_what_is_finished_and_leaves_no_thread()
    {
        SweepGrid grid = SweepCases.Grid("auto", "tanh relu", "2 3", "16", repeat: 500);
        using var cancellation = new CancellationTokenSource();
        int kept;
        List<string> finished;
        using (SweepCache cache = SweepCache.Open(_folder.File()))
        {
            var sweep = new Sweep(grid, new SweepOptions { Cache = cache, CancellationToken = cancellation.Token });
            var taken = new List<string>();
            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                foreach (SweepOutcome outcome in sweep.TakeAll())
                {
                    taken.Add(outcome.Configuration.Name);
                    if (taken.Count == 100) cancellation.Cancel();
                }
            });
            sweep.Dispose();
            Assert.Equal(0, sweep.ThreadsAlive);
            Assert.InRange(cache.Count, 100, 1999);
            kept = cache.Count;
            finished = taken;
        }
        string[] lines = File.ReadAllLines(_folder.File());
        Assert.Equal(kept, lines.Length);
        Assert.All(finished, name => Assert.Contains(lines, line => line.Contains($"\"{name}\"", StringComparison.Ordinal)));
        (SweepRun[] rows, string[] computed, IReadOnlyList<string> warnings) = SweepCases.RunCached(_folder.File(), grid);
        Assert.Empty(warnings);
        Assert.Equal(2000, rows.Length);
        Assert.Equal(2000 - kept, computed.Length);
    }

    /// <summary>Cancelled before its network is built, and by the activation of a layer while it is probed.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_large_run_is_given_up_in_the_middle(int layer)
    {
        using var cancellation = new CancellationTokenSource();
        (bool runs, int passed) = (false, 0);
        Activation stopping = TensorActivation.Create("stopping", z =>
        {
            if (runs && ++passed == layer) cancellation.Cancel();
            return z.tanh();
        });
        void Begin(SweepConfiguration run)
        {
            runs = true;
            if (layer == 0) cancellation.Cancel();
        }
        var sweep = new Sweep(
            new SweepGrid([new VarianceScaling()], [stopping], [400], [8]),
            new SweepOptions { CancellationToken = cancellation.Token, Computing = Begin });
        Assert.ThrowsAny<OperationCanceledException>(() => sweep.TakeAll().Count());
        sweep.Dispose();
        Assert.Equal(layer, passed);
        Assert.Equal(0, sweep.ThreadsAlive);
        Assert.Equal(0, sweep.Progress.Finished);
    }

    [Fact]
    public void The_number_of_libtorch_s_threads_stays_as_it_was_for_all_others()
    {
        int before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(3);
            using (var started = new Sweep(SweepCases.Grid(repeat: 20)))
            {
                Assert.True(started.TryTake(Timeout.InfiniteTimeSpan, out _));
                Assert.Equal(3, torch.get_num_threads());
                Assert.Equal(239, started.TakeAll().Count());
                Assert.Equal(3, OnNewThread(torch.get_num_threads));
            }
            Assert.ThrowsAny<Exception>(() =>
            {
                using var failing = new Sweep(SweepCases.Grid(), new SweepOptions { Computing = _ => throw new OperationCanceledException() });
                if (failing.TakeAll().Any(outcome => outcome.Fault is not null)) throw new InvalidOperationException();
            });
            Assert.Equal(3, torch.get_num_threads());
            Assert.Equal(3, OnNewThread(torch.get_num_threads));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void A_thread_of_a_sweep_has_libtorch_to_itself_also_after_a_backward_pass()
    {
        int[] threads = OnNewThread(() =>
        {
            TorchThreads.UseCallerAlone();
            int first = torch.get_num_threads();
            using SequentialModel model = TestModels.Stack(3, 300, "tanh", new VarianceScaling(), 10);
            GradientProbe.Run(model);
            return (int[])[first, torch.get_num_threads()];
        });
        Assert.Equal([1, 1], threads);
    }

    [Fact]
    public void A_thread_that_takes_libtorch_for_itself_takes_it_from_no_new_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the OpenMP runtime isn't asked.");
        int before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(3);
            int[] alone = new int[200];
            var takers = new Thread(() =>
            {
                for (int i = 0; i < alone.Length; i++)
                {
                    alone[i] = OnNewThread(() =>
                    {
                        TorchThreads.UseCallerAlone();
                        return torch.get_num_threads();
                    });
                }
            });
            takers.Start();
            while (takers.IsAlive) Assert.Equal(3, OnNewThread(torch.get_num_threads));
            Assert.All(alone, number => Assert.Equal(1, number));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public async Task Two_sweeps_at_once_give_the_rows_of_one_after_the_other()
    {
        SweepGrid grid = SweepCases.Grid("auto orthogonal", "tanh relu", "2 5", "40", repeat: 5);
        SweepRun[] expected = SweepCases.Run(grid);
        Task<SweepRun[]>[] tasks = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => SweepCases.Run(grid)))];
        Assert.All(await Task.WhenAll(tasks), rows => Assert.Equal(expected, rows));
    }

    private static T OnNewThread<T>(Func<T> function)
    {
        T result = default!;
        var thread = new Thread(() => result = function());
        thread.Start();
        thread.Join();
        return result;
    }
}
