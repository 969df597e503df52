using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace InitTools.Module;

/// <summary>Shows how far an installation is, at most four times a second; called by the pipeline's thread only.</summary>
internal sealed class InstallProgressBar(Cmdlet command)
{
    private const string Title = "Installing libtorch";
    private const int Id = 0x70C4;
    private const double BytesOfMegabyte = 1e6;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _sinceShown = new();
    private string _activity = "";

    /// <summary>Shows progress, unless the same was shown just now.</summary>
    public void Show(InstallProgress progress)
    {
        if (_sinceShown.IsRunning && _sinceShown.Elapsed < Pause && progress.Activity == _activity) return;
        _sinceShown.Restart();
        _activity = progress.Activity;
        command.WriteProgress(new ProgressRecord(Id, Title, Describe(progress))
        {
            PercentComplete = progress.Total > 0 ? (int)(100.0 * progress.Done / progress.Total) : -1,
        });
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        if (!_sinceShown.IsRunning) return;
        try
        {
            command.WriteProgress(new ProgressRecord(Id, Title, "done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // A pipeline that is being stopped takes the bar away itself.
        }
    }

    private static string Describe(InstallProgress progress) => progress.Total > 0
        ? string.Create(
            CultureInfo.CurrentCulture,
            $"{progress.Activity}: {progress.Done / BytesOfMegabyte:N0} of {progress.Total / BytesOfMegabyte:N0} MB")
        : progress.Activity;
}
