using System.Management.Automation;

namespace InitTools.Host;

/// <summary>The line of a terminal that shows how far the work is. It is gone before anything else is written.</summary>
internal sealed class ProgressLine(TextWriter terminal, Func<int> width, Func<long> milliseconds)
{
    private const int MillisecondsBetweenDrawings = 50;
    private const int BarCells = 20;
    private const string ReturnAndErase = "\r\u001b[K";

    private long _activity;
    private long _drawnAt = long.MinValue / 2;
    private bool _visible;

    /// <summary>Draws a record, unless one was drawn a moment ago, or erases the line when its activity is complete.</summary>
    public void Show(long source, ProgressRecord record)
    {
        long activity = HashCode.Combine(source, record.ActivityId);
        if (record.RecordType == ProgressRecordType.Completed)
        {
            if (activity == _activity)
                Erase();
            return;
        }

        long now = milliseconds();
        if (now - _drawnAt < MillisecondsBetweenDrawings)
            return;
        _drawnAt = now;
        _activity = activity;
        _visible = true;
        // The last column stays free: writing there makes some terminals start a new line.
        terminal.Write(ReturnAndErase + Fit(Describe(record), width() - 1));
    }

    public void Erase()
    {
        if (!_visible)
            return;
        _visible = false;
        terminal.Write(ReturnAndErase);
    }

    private static string Describe(ProgressRecord record)
    {
        List<string> parts = [record.Activity];
        if (record.PercentComplete >= 0)
        {
            int filled = BarCells * Math.Min(record.PercentComplete, 100) / 100;
            parts.Add($"[{new string('#', filled)}{new string(' ', BarCells - filled)}] {record.PercentComplete,3}%");
        }

        parts.Add(record.StatusDescription);
        if (record.SecondsRemaining >= 0)
            parts.Add($"{TimeSpan.FromSeconds(record.SecondsRemaining):c}");
        parts.Add(record.CurrentOperation);
        return string.Join("  ", parts.Where(part => !string.IsNullOrWhiteSpace(part))).ReplaceLineEndings(" ");
    }

    private static string Fit(string text, int cells)
    {
        if (RawConsole.Cells(text) <= cells)
            return text;
        while (text.Length > 0 && RawConsole.Cells(text) > cells - 1)
            text = text[..^(char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        return cells > 0 ? text + "…" : "";
    }
}
