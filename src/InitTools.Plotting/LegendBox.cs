using ScottPlot;
using SkiaSharp;

namespace InitTools.Plotting;

/// <summary>
/// The legend of a whole figure, in rows below the panels: never on the data, and the same for all panels. Curves of one name and style
/// share an entry.
/// </summary>
internal sealed class LegendBox
{
    private const int NameLimit = 48;
    private const float RowHeight = 20;
    private const float SampleWidth = 34;
    private const float Gap = 18;
    private const float Margin = 12;

    private readonly List<List<Entry>> _rows = [];

    /// <summary>Lays a legend out.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="width">The width that there is.</param>
    /// <param name="height">The most height to take.</param>
    /// <param name="font">The font of the names.</param>
    public LegendBox(Figure figure, float width, float height, SKFont font)
    {
        Entry[] entries = [.. Entries(figure, font)];
        // One curve alone is named by the title.
        if (entries.Length < 2 && figure.Panels.All(panel => panel.Bars.Count == 0 && panel.Grid is null)) return;
        float used = 0;
        foreach (Entry entry in entries)
        {
            if (_rows.Count == 0 || used + entry.Width > width - (2 * Margin))
            {
                if ((_rows.Count + 1) * RowHeight > height) break;
                _rows.Add([]);
                used = 0;
            }
            _rows[^1].Add(entry);
            used += entry.Width + Gap;
        }
    }

    /// <summary>The height that it takes.</summary>
    public float Height => _rows.Count == 0 ? 0 : (_rows.Count * RowHeight) + 8;

    /// <summary>Cuts a long name in the middle: beginnings and ends tell names apart.</summary>
    public static string Shorten(string name, int limit) =>
        name.Length <= limit ? name : $"{name[..((limit - 1) / 2)]}…{name[^(limit / 2)..]}";

    /// <summary>Draws it.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="width">The width of the picture.</param>
    /// <param name="top">Its upper end.</param>
    /// <param name="font">The font of the names.</param>
    public void Draw(SKCanvas canvas, float width, float top, SKFont font)
    {
        using Paint paint = Paint.NewDisposablePaint();
        using var text = new SKPaint { Color = Ink.Text.ToSKColor(), IsAntialias = true };
        foreach (List<Entry> row in _rows)
        {
            float x = (width - row.Sum(entry => entry.Width) - (Gap * (row.Count - 1))) / 2;
            float middle = top + (RowHeight / 2);
            foreach (Entry entry in row)
            {
                Drawing.DrawLine(canvas, paint, new Pixel(x, middle), new Pixel(x + SampleWidth - 6, middle), entry.Line);
                Drawing.DrawMarker(canvas, paint, new Pixel(x + ((SampleWidth - 6) / 2), middle), entry.Marker);
                canvas.DrawText(entry.Name, x + SampleWidth, middle + 4, SKTextAlign.Left, font, text);
                x += entry.Width + Gap;
            }
            top += RowHeight;
        }
    }

    private static IEnumerable<Entry> Entries(Figure figure, SKFont font)
    {
        IGrouping<(string Name, CurveStyle Style), Curve>[] groups =
            [.. figure.Panels.SelectMany(panel => panel.Curves).GroupBy(curve => (curve.Name, curve.Style)).OrderBy(group => group.Key.Style is CurveStyle.Dashed)];
        foreach (IGrouping<(string Name, CurveStyle Style), Curve> group in groups)
        {
            int[] colours = [.. group.Select(curve => curve.Colour).Distinct()];
            if (colours.Length == 1 && colours[0] >= Ink.Count) continue;
            // What several colours share, such as being dashed, has none.
            bool shared = colours.Length > 1;
            LineStyle line = CurveRenderer.Line(group.Key.Style, colours[0]);
            if (shared) line.Color = Ink.Text.WithOpacity(0.7);
            yield return Make(Shorten(group.Key.Name, NameLimit), line, CurveRenderer.Marker(group.Key.Style, colours[0]), font);
        }
        int more = groups.Count(group => group.All(curve => curve.Colour >= Ink.Count));
        if (more > 0) yield return Make($"{more} more", new LineStyle(1, Ink.Rest), MarkerStyle.None, font);
    }

    private static Entry Make(string name, LineStyle line, MarkerStyle marker, SKFont font) =>
        new(name, line, marker, SampleWidth + font.MeasureText(name));

    private sealed record Entry(string Name, LineStyle Line, MarkerStyle Marker, float Width);
}
