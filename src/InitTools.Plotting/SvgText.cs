using System.Globalization;
using System.Security;
using System.Text.RegularExpressions;

namespace InitTools.Plotting;

/// <summary>What the drawing library's SVG lacks: words for who can't see it, a size that adapts, and texts that other machines can show.</summary>
internal static partial class SvgText
{
    // Whatever sans-serif the reader's machine has.
    private const string Fonts = "Segoe UI, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

    /// <summary>Completes a whole file.</summary>
    public static string Complete(string svg, Figure figure, int width, int height)
    {
        svg = Control().Replace(svg, "");
        // A text of which the font has no letter has no places either, and nothing would be seen of it.
        svg = Text().Replace(svg, match => match.Groups[2].Value.Trim() == ""
            ? ""
            : $"<text{Font().Replace(match.Groups[1].Value, "")}{Place(match)}>{match.Groups[4].Value.Trim()}</text>");
        svg = Fraction().Replace(Default().Replace(Indent().Replace(svg, "\n"), ""), "$1");
        svg = svg.Replace("<image ", "<image style=\"image-rendering:pixelated\" ", StringComparison.Ordinal);
        int start = svg.IndexOf("<svg", StringComparison.Ordinal), end = svg.IndexOf('>', start);
        string words = $"<title>{Escape(figure.Title)}</title><desc>{Escape(FigureText.Of(figure))}</desc>";
        return $"{svg[..end]} viewBox=\"0 0 {width} {height}\" font-family=\"{Fonts}\" role=\"img\">{words}{svg[(end + 1)..]}";
    }

    /// <summary>Makes a completed file into an element for a page.</summary>
    public static string ForPage(string svg, string idPrefix) =>
        Reference().Replace(Id().Replace(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..], $"id=\"{idPrefix}-$1\""), $"#{idPrefix}-$1");

    // The library places each letter, as wide as in its own font. In another font only the middle of a text holds.
    private static string Place(Match match)
    {
        double[] xs = [.. match.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(x => double.Parse(x, CultureInfo.InvariantCulture))];
        double letter = xs.Length > 1 ? (xs[^1] - xs[0]) / (xs.Length - 1) : 6;
        string y = match.Groups[3].Value.Split(',')[0].Trim();
        return string.Create(CultureInfo.InvariantCulture, $"text-anchor=\"middle\" x=\"{(xs[0] + xs[^1] + letter) / 2:0.#}\" y=\"{y}\"");
    }

    private static string Escape(string text) => SecurityElement.Escape(Control().Replace(text, ""))!;

    [GeneratedRegex("<text([^>]*?)x=\"([^\"]*)\" y=\"([^\"]*)\"\\s*>(.*?)</text>", RegexOptions.Singleline)]
    private static partial Regex Text();

    [GeneratedRegex("font-family=\"[^\"]*\" ")]
    private static partial Regex Font();

    [GeneratedRegex("\n[\t ]+")]
    private static partial Regex Indent();

    // What holds anyway.
    [GeneratedRegex(" (stroke-miterlimit=\"4\"|stroke-width=\"1\")")]
    private static partial Regex Default();

    // A hundredth of a pixel is fine enough.
    [GeneratedRegex("(?<=[MLCQHVZ ,\"]-?[0-9]+)(\\.[0-9]{2})[0-9]+(?=[MLCQHVZ ,\"])")]
    private static partial Regex Fraction();

    [GeneratedRegex("\\bid=\"([^\"]+)\"")]
    private static partial Regex Id();

    // In url(#...) and href="#...": nothing else that is written begins so, colours being inside quotes alone.
    [GeneratedRegex("(?<=url\\(|href=\")#([A-Za-z_][\\w-]*)")]
    private static partial Regex Reference();

    // XML has no place for them, not even escaped.
    [GeneratedRegex("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]")]
    private static partial Regex Control();
}
