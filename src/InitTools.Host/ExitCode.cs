namespace InitTools.Host;

/// <summary>What the process returns when no script says otherwise; the values are PowerShell's.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int BadUsage = 64;

    /// <summary>The code of a run that a signal ended.</summary>
    public static int OfSignal(int signal) => 128 + signal;
}
