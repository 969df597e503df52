using System.Diagnostics;

namespace InitTools.Tests;

/// <summary>The memory of the process, for tests that run alone in it (<see cref="AloneInProcess"/>).</summary>
internal static class ResidentMemory
{
    private const int Rounds = 5;

    /// <summary>The bytes that the process holds after a collection.</summary>
    public static long Bytes()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>By how many bytes an action makes the memory grow that is left after it.</summary>
    /// <param name="limit">How much is allowed.</param>
    /// <param name="measure">Tells the memory.</param>
    /// <param name="action">The action. A leak grows with each of its rounds, the heaps of runtime and allocator with one or two.</param>
    /// <returns>The least of some rounds, or the first that is within the limit.</returns>
    public static long GrowthBy(long limit, Func<long> measure, Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Rounds && least > limit; i++)
        {
            long before = measure();
            action();
            least = Math.Min(least, measure() - before);
        }
        return least;
    }
}
