using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Shows how far a sweep is, at most four times a second; called by the pipeline's thread only.</summary>
internal sealed class SweepProgressBar(Cmdlet command)
{
    private const string Activity = "Initialization sweep";
    private const int Id = 0x5EE9;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _sinceShown = new();
    private bool _isShown;

    /// <summary>Shows progress, unless it was shown just now; a sweep that is over at once shows none.</summary>
    public void Show(SweepProgress progress)
    {
        if (_sinceShown.IsRunning && _sinceShown.Elapsed < Pause) return;
        bool isFirst = !_sinceShown.IsRunning;
        _sinceShown.Restart();
        if (isFirst) return;
        _isShown = true;
        command.WriteProgress(new ProgressRecord(Id, Activity, Describe(progress))
        {
            PercentComplete = progress.Total == 0 ? 100 : (int)(100.0 * progress.Finished / progress.Total),
            SecondsRemaining = progress.TimeLeft is { } left ? (int)Math.Ceiling(left.TotalSeconds) : -1,
        });
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        if (!_isShown) return;
        try
        {
            command.WriteProgress(new ProgressRecord(Id, Activity, "done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // A pipeline that is being stopped takes the bar away itself.
        }
    }

    private static string Describe(SweepProgress progress)
    {
        string text = string.Create(CultureInfo.CurrentCulture, $"{progress.Finished:N0} of {progress.Total:N0} runs");
        if (progress.Cached > 0) text += string.Create(CultureInfo.CurrentCulture, $", {progress.Cached:N0} of them from the cache");
        return progress.Failed > 0 ? text + string.Create(CultureInfo.CurrentCulture, $", {progress.Failed:N0} failed") : text;
    }
}
