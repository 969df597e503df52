using System.Globalization;
using System.Xml.Linq;

namespace InitTools.Plotting;

/// <summary>A table of a report. A script makes its headers buttons that sort; without it the table is as it is.</summary>
internal sealed class ReportTable
{
    private readonly List<XElement> _rows = [];
    private readonly XElement _head;
    private readonly string _caption;

    /// <summary>Begins a table.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">The headers; those that begin with # have numbers, which stand right.</param>
    public ReportTable(string caption, params string[] columns)
    {
        _caption = caption;
        _head = new XElement("tr", columns.Select(column => new XElement(
            "th", new XAttribute("scope", "col"), column[0] == '#' ? new XAttribute("class", "number") : null, column.TrimStart('#'))));
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">What stands in it: text, numbers, null, or elements.</param>
    public void Add(params object?[] cells) => _rows.Add(new XElement("tr", cells.Select(Cell)));

    /// <summary>A verdict for a cell: a word and a sign, so that it doesn't take colour to tell.</summary>
    public static XElement Badge(object verdict, ChartTone tone) => new(
        "span", new XAttribute("class", $"badge {Class(tone)}"), $"{Sign(tone)} {verdict}");

    /// <summary>A sentence for a cell, which takes more than one line where it is long.</summary>
    public static XElement Prose(string sentence) => new("span", new XAttribute("class", "prose"), ReportText.Name(sentence));

    /// <summary>The class of a tone.</summary>
    public static string Class(ChartTone tone) => tone switch
    {
        ChartTone.Good => "good",
        ChartTone.Bad => "bad",
        _ => "weak",
    };

    /// <summary>The element, in a frame that scrolls where the page is too narrow.</summary>
    public XElement ToElement() => new(
        "div",
        new XAttribute("class", "scroll"), new XAttribute("tabindex", "0"), new XAttribute("role", "region"), new XAttribute("aria-label", _caption),
        new XElement(
            "table", new XAttribute("class", "sortable"),
            new XElement("caption", _caption), new XElement("thead", _head), new XElement("tbody", _rows)));

    private static string Sign(ChartTone tone) => tone switch
    {
        ChartTone.Good => "✓",
        ChartTone.Bad => "✗",
        _ => "!",
    };

    private static XElement Cell(object? content) => content switch
    {
        null => new XElement("td", ""),
        double number => Number(number, ReportText.Figure(number)),
        int or long => Number(Convert.ToDouble(content, CultureInfo.InvariantCulture), Convert.ToString(content, CultureInfo.InvariantCulture)!),
        string text => new XElement("td", ReportText.Name(text)),
        _ => new XElement("td", content),
    };

    // The script sorts by the whole number, not by what is shown of it.
    private static XElement Number(double number, string shown) => new(
        "td", new XAttribute("class", "number"), new XAttribute("data-value", number.ToString("R", CultureInfo.InvariantCulture)), shown);
}
