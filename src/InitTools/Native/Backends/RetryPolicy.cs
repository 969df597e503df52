namespace InitTools.Native;

/// <summary>How a download goes on after a cut.</summary>
/// <param name="Attempts">How many failures with nothing new between them end it.</param>
/// <param name="Pause">The pause after the first of them; it doubles from one to the next.</param>
/// <param name="Silence">How long a server may send nothing.</param>
internal sealed record RetryPolicy(int Attempts, TimeSpan Pause, TimeSpan Silence)
{
    /// <summary>Four attempts, after 1, 2 and 4 seconds.</summary>
    public static RetryPolicy Default { get; } = new(4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
}
