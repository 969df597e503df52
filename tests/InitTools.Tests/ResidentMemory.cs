using System.Diagnostics;
using System.Globalization;

namespace InitTools.Tests;

/// <summary>The memory of the process, for tests that run alone in it (<see cref="AloneInProcess"/>).</summary>
internal static class ResidentMemory
{
    private const int Rounds = 5;

    /// <summary>The bytes of memory in use after a collection.</summary>
    /// <remarks>
    /// On Linux without the pages of files: those of libtorch come and go with the memory that other processes need, which says nothing about ours.
    /// </remarks>
    public static long Bytes()
    {
        GC.Collect();
        if (OperatingSystem.IsLinux())
        {
            const string Label = "RssAnon:";
            string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Label, StringComparison.Ordinal));
            return 1024 * long.Parse(line[Label.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
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
