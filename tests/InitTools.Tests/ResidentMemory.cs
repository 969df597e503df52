using System.Diagnostics;
using System.Globalization;

namespace InitTools.Tests;

/// <summary>Measures the memory of this process, for tests that run alone in it (<see cref="AloneInProcess"/>).</summary>
internal static class ResidentMemory
{
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
            return 1024 * long.Parse(line[Label.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        }
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
