using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>
/// Text of the user's for a page: names of models, layers and data may hold anything. Markup is escaped by the writer of the page;
/// here goes what no page may hold, or what would show the text in another order than it has.
/// </summary>
internal static class ReportText
{
    /// <summary>The longest name; sentences may be longer.</summary>
    private const int NameLimit = 120;

    private const int ProseLimit = 2000;

    /// <summary>
    /// The text with U+FFFD for each control character, unpaired surrogate, unassigned code and mark of direction, line breaks as
    /// spaces, and cut where no reader would go on.
    /// </summary>
    public static string Clean(string text) => Clean(text, NameLimit);

    /// <summary>The same for sentences.</summary>
    public static string Prose(string text) => Clean(text, ProseLimit);

    /// <summary>The same for what may be missing.</summary>
    public static string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    /// <summary>A clean text, isolated from the direction of the text around it.</summary>
    public static XElement Name(string text) => new("bdi", text);

    /// <summary>A number to three digits, the same in all cultures, as the page is in English.</summary>
    public static string Figure(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share) => share.ToString("0.## %", CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of things: <c>1 layer</c>, <c>2 layers</c>.</summary>
    public static string Count(int count, string what) => $"{Whole(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Clean(string text, int limit)
    {
        var clean = new StringBuilder(Math.Min(text.Length, limit));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= limit) return clean.Append('…').ToString();
            clean.Append(rune.Value is '\t' or '\n' or '\r' ? " " : IsAllowed(rune) ? rune.ToString() : "\uFFFD");
        }
        return clean.ToString();
    }

    // A joiner makes one emoji of several and can't reorder anything.
    private static bool IsAllowed(Rune rune) => rune.Value == 0x200D || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
