using System.Globalization;
using System.Text;

namespace InitTools;

/// <summary>Text for a terminal: names that come from anywhere, measured in cells and without what a terminal would obey.</summary>
/// <param name="isAscii">Whether only ASCII can be shown.</param>
internal sealed class TerminalText(bool isAscii)
{
    // Scripts whose characters take two cells: Hangul, CJK with kana and full-width forms, emoji (Unicode's East Asian Width).
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>What stands for what was left out.</summary>
    private string Ellipsis => isAscii ? "~" : "…";

    /// <summary>The text with a question mark for each character that a terminal would obey, or that it can't show.</summary>
    public string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(IsShown(rune) ? rune.ToString() : "?");
        return clean.ToString();
    }

    /// <summary>The cells that a text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>Fills a text to a number of cells, or cuts it in the middle: names of layers differ at their ends.</summary>
    public string Fit(string text, int cells, bool right = false)
    {
        text = Clean(text);
        if (Width(text) > cells) text = Cut(text, cells / 2) + Ellipsis + CutEnd(text, (cells - 1) / 2);
        string space = new(' ', cells - Width(text));
        return right ? space + text : text + space;
    }

    /// <summary>Breaks a text into lines of at most some cells, at spaces where there are any.</summary>
    public IEnumerable<string> Wrap(string text, int cells)
    {
        string line = "";
        foreach (string word in Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string rest = word;
            if (line.Length > 0 && Width(line) + 1 + Width(rest) <= cells)
            {
                line += " " + rest;
                continue;
            }
            if (line.Length > 0) yield return line;
            for (; Width(rest) > cells; rest = rest[Cut(rest, cells).Length..]) yield return Cut(rest, cells);
            line = rest;
        }
        if (line.Length > 0) yield return line;
    }

    private static string Cut(string text, int cells)
    {
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if ((cells -= Width(rune)) < 0) break;
            length += rune.Utf16SequenceLength;
        }
        return text[..length];
    }

    private static string CutEnd(string text, int cells)
    {
        int start = text.Length;
        foreach (Rune rune in text.EnumerateRunes().Reverse())
        {
            if ((cells -= Width(rune)) < 0) break;
            start -= rune.Utf16SequenceLength;
        }
        return text[start..];
    }

    private bool IsShown(Rune rune) => isAscii
        ? rune.Value is >= 0x20 and < 0x7F
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static int Width(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2
        : 1;
}
