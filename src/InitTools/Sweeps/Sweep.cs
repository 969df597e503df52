using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using InitTools.Native;

namespace InitTools;

/// <summary>
/// Computes the runs of a grid on several threads, each run on one, and hands them over as they finish. At most a few finished runs
/// wait to be taken. Disposing of it stops the threads and waits until they have ended.
/// </summary>
/// <remarks>
/// The figures of a run don't depend on how many threads there are or in which order they work. One thread takes the runs in the
/// order of the grid, several the largest of the next few first. The threads are the sweep's own; libtorch's settings of all others
/// stay as they are.
/// </remarks>
public sealed class Sweep : IDisposable
{
    // Runs that each thread has to choose from: a large one begun last would be waited for by all others.
    private const int ChoicePerThread = 32;

    private readonly SweepOptions _options;
    private readonly IEnumerator<SweepConfiguration> _runs;
    private readonly PriorityQueue<SweepConfiguration, (double Work, long Place)> _next = new();
    private readonly int _choice;
    private long _place;
    private readonly BlockingCollection<SweepOutcome> _finished;
    private readonly CancellationTokenSource _stop;
    private readonly Thread[] _threads;
    private readonly long _count;
    private readonly object _gate = new();
    private readonly Stopwatch _clock = new();
    private ExceptionDispatchInfo? _fault;
    private int _active;
    private double _workLeft;
    private double _workDone;
    private long _taken;
    private long _cached;
    private long _failed;

    /// <summary>Starts a sweep.</summary>
    /// <param name="grid">What to run.</param>
    /// <param name="options">How; null for the defaults.</param>
    public Sweep(SweepGrid grid, SweepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        _options = options ?? new SweepOptions();
        _count = grid.Count;
        _workLeft = grid.Work;
        _runs = grid.Runs.GetEnumerator();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_options.CancellationToken);
        _active = (int)Math.Clamp(_count, 1, _options.ThrottleLimit);
        _choice = _active == 1 ? 1 : ChoicePerThread * _active;
        _finished = new BlockingCollection<SweepOutcome>(2 * _active);
        _threads = [.. Enumerable.Range(1, _active).Select(
            number => new Thread(Work) { IsBackground = true, Name = FormattableString.Invariant($"InitTools sweep {number}") })];
        _clock.Start();
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>Whether all runs were taken.</summary>
    public bool IsFinished => _finished.IsCompleted && _fault is null;

    /// <summary>How far the sweep is; the runs that were taken count.</summary>
    public SweepProgress Progress => new(_count, _taken, _cached, _failed, TimeLeft);

    /// <summary>How many of the sweep's threads haven't ended, for tests.</summary>
    internal int ThreadsAlive => _threads.Count(thread => thread.IsAlive);

    private TimeSpan? TimeLeft => _workDone > 0
        ? TimeSpan.FromSeconds(Math.Min(Math.Max(0, _workLeft) / _workDone * _clock.Elapsed.TotalSeconds, int.MaxValue))
        : null;

    /// <summary>Takes the next finished run, from one thread at a time.</summary>
    /// <param name="wait">How long to wait for one; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="outcome">The run.</param>
    /// <returns>Whether there was one; false also when there are no more, see <see cref="IsFinished"/>.</returns>
    /// <exception cref="InitToolsException">The sweep can't go on: libtorch can't be loaded, or the cache can't be written.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public bool TryTake(TimeSpan wait, [NotNullWhen(true)] out SweepOutcome? outcome)
    {
        if (!_finished.TryTake(out outcome, (int)wait.TotalMilliseconds, _options.CancellationToken))
        {
            if (_finished.IsCompleted) _fault?.Throw();
            _options.CancellationToken.ThrowIfCancellationRequested();
            return false;
        }
        _taken++;
        if (outcome.IsCached) _cached++;
        else _workDone += outcome.Configuration.Work;
        if (outcome.Fault is not null) _failed++;
        _workLeft -= outcome.Configuration.Work;
        return true;
    }

    /// <summary>Takes all runs, in the order in which they finish.</summary>
    /// <returns>The runs, as they finish.</returns>
    /// <exception cref="InitToolsException">As <see cref="TryTake"/>.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public IEnumerable<SweepOutcome> TakeAll()
    {
        while (TryTake(Timeout.InfiniteTimeSpan, out SweepOutcome? outcome)) yield return outcome;
    }

    /// <summary>Stops the runs that aren't finished, and waits for the threads.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads) thread.Join();
        _finished.Dispose();
        _stop.Dispose();
        _runs.Dispose();
    }

    private void Work()
    {
        try
        {
            bool isReady = false;
            while (TryGetNext(out SweepConfiguration? configuration))
                _finished.Add(Find(configuration) ?? Compute(configuration, ref isReady), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped: what was finished is in the cache.
        }
        catch (Exception e)
        {
            // Nothing that could go better in another run: the others stop, too, and the taker is told.
            Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(e), null);
            _stop.Cancel();
        }
        finally
        {
            if (Interlocked.Decrement(ref _active) == 0) _finished.CompleteAdding();
        }
    }

    private bool TryGetNext([NotNullWhen(true)] out SweepConfiguration? configuration)
    {
        _stop.Token.ThrowIfCancellationRequested();
        lock (_gate)
        {
            while (_next.Count < _choice && _runs.MoveNext()) _next.Enqueue(_runs.Current, (-_runs.Current.Work, _place++));
            return _next.TryDequeue(out configuration, out _);
        }
    }

    private SweepOutcome? Find(SweepConfiguration configuration) =>
        _options.Cache?.Find(configuration) is { } run ? new SweepOutcome(configuration, run, IsCached: true) : null;

    private SweepOutcome Compute(SweepConfiguration configuration, ref bool isReady)
    {
        if (!isReady)
        {
            TorchLibrary.EnsureLoaded();
            TorchThreads.UseCallerAlone();
            isReady = true;
        }
        SweepRun run;
        try
        {
            _options.Computing?.Invoke(configuration);
            run = SweepNetwork.Compute(configuration, _stop.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            return new SweepOutcome(configuration, null, FaultOf(configuration, e));
        }
        _options.Cache?.Append(run);
        return new SweepOutcome(configuration, run);
    }

    private static InitToolsException FaultOf(SweepConfiguration configuration, Exception cause)
    {
        (string id, string reason, FaultKind kind) = cause switch
        {
            InitToolsException fault => (fault.ShortId, fault.Message, fault.Kind),
            OutOfMemoryException => ("OutOfMemory", "there is not enough memory.", FaultKind.ResourceUnavailable),
            ExternalException => ("TorchFailed", $"libtorch: {cause.Message.Split('\n')[0]}", FaultKind.InvalidOperation),
            _ => ("RunFailed", cause.Message, FaultKind.InvalidOperation),
        };
        return new InitToolsException(id, $"Run '{configuration}': {reason}", kind, configuration.Name, cause);
    }
}
