using System.Text.RegularExpressions;

namespace InitTools.Plotting;

/// <summary>What the drawing library's SVG lacks.</summary>
internal static partial class SvgText
{
    /// <summary>Makes a whole file into an element for a page.</summary>
    public static string ForPage(string svg, string idPrefix) =>
        Reference().Replace(Id().Replace(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..], $"id=\"{idPrefix}-$1\""), $"#{idPrefix}-$1");

    [GeneratedRegex("\\bid=\"([^\"]+)\"")]
    private static partial Regex Id();

    // In url(#...) and href="#...": nothing else that is written begins so, colours being inside quotes alone.
    [GeneratedRegex("(?<=url\\(|href=\")#([A-Za-z_][\\w-]*)")]
    private static partial Regex Reference();
}
