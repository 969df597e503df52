using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;

namespace InitTools.Module;

/// <summary>What the console that lines go to can show, and the colours of the session.</summary>
internal sealed class ConsoleAbility
{
    // Where nobody says how wide the window is.
    private const int UsualWidth = 80;

    private readonly PSHost _host;
    private readonly PSObject? _style;

    /// <summary>Looks at the console.</summary>
    /// <param name="host">The session's host.</param>
    /// <param name="invocation">The command that writes; behind another one its lines don't go to the console.</param>
    /// <param name="session">The session, whose $PSStyle has the colours.</param>
    public ConsoleAbility(PSHost host, InvocationInfo invocation, SessionState session)
    {
        _host = host;
        // PSStyle is newer than the library that this is compiled against.
        PSObject? style = session.PSVariable.GetValue("PSStyle") is { } value ? PSObject.AsPSObject(value) : null;
        _style = HasColour(style, invocation.PipelinePosition == invocation.PipelineLength) ? style : null;
    }

    /// <summary>The longest line that doesn't touch the window's edge, where some consoles break it.</summary>
    public int Width => Math.Max(BarChartText.MinimumWidth, (WidthOf(_host) ?? UsualWidth) - 1);

    /// <summary>The width of a host's window in characters; null where it has none, or doesn't say.</summary>
    public static int? WidthOf(PSHost host)
    {
        try
        {
            return host.UI?.RawUI?.BufferSize.Width is > 0 and int width ? width : null;
        }
        catch (Exception fault) when (fault is NotImplementedException or NotSupportedException or HostException or IOException)
        {
            return null;
        }
    }

    /// <summary>Whether block characters arrive as such.</summary>
    public static bool ShowsBlocks
    {
        get
        {
            const string Sample = "█▏◆┊┬…";
            if (IsDumb) return false;
            try
            {
                Encoding encoding = Console.OutputEncoding;
                return encoding.GetString(encoding.GetBytes(Sample)) == Sample;
            }
            catch (IOException)
            {
                // There is no console; whoever shows the text has no such limit.
                return true;
            }
        }
    }

    private static bool IsDumb => string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>A piece of text in its colour, where there are colours.</summary>
    /// <param name="span">The text and what it is.</param>
    /// <returns>The text, between escape sequences or not.</returns>
    public string Paint(ChartSpan span)
    {
        string? colour = span.Tone switch
        {
            ChartTone.Title => Style("Bold"),
            ChartTone.Frame => Style("Foreground", "BrightBlack"),
            ChartTone.Good => Style("Foreground", "Green"),
            ChartTone.Weak => Style("Foreground", "Yellow"),
            ChartTone.Bad => Style("Foreground", "Red"),
            _ => null,
        };
        return string.IsNullOrEmpty(colour) || span.Text.Trim().Length == 0 ? span.Text : colour + span.Text + Style("Reset");
    }

    // The user's word in $PSStyle counts more than what the terminal looks like; NO_COLOR more than the default.
    private bool HasColour(PSObject? style, bool isLast)
    {
        string rendering = style?.Properties["OutputRendering"]?.Value?.ToString() ?? "PlainText";
        if (rendering != "Host") return rendering == "Ansi";
        return isLast && !IsDumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && !Console.IsOutputRedirected && _host.UI?.SupportsVirtualTerminal == true;
    }

    private string? Style(params string[] path)
    {
        object? value = _style;
        foreach (string name in path) value = value is null ? null : PSObject.AsPSObject(value).Properties[name]?.Value;
        return value as string;
    }
}
