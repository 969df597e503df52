using System.Globalization;
using System.Text;

namespace InitTools.Plotting;

/// <summary>
/// Says in words and numbers what a figure shows: for readers who can't see it, as the description inside each picture, and for whoever
/// compares pictures.
/// </summary>
public static class FigureText
{
    /// <summary>Of longer curves so many points are named, evenly spread.</summary>
    private const int PointLimit = 12;

    /// <summary>Describes a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <returns>Lines of text: the title, and for each panel the axes with what they reach over, and what is drawn.</returns>
    public static string Of(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var text = new StringBuilder(figure.Title);
        foreach (Panel panel in figure.Panels) Add(text, panel);
        return text.Append('\n').ToString();
    }

    private static void Add(StringBuilder text, Panel panel)
    {
        text.Append("\npanel").Append(panel.Title is null ? "" : $" \"{panel.Title.Replace('\n', ' ')}\"");
        text.Append(CultureInfo.InvariantCulture, $"\n  x: {Describe(panel.X)}\n  y: {Describe(panel.Y)}");
        if (panel.Grid is { } grid) Add(text, grid);
        if (panel.Bars.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n  {panel.Bars.Count} bars: {Points(panel.Bars.Count, i => ((panel.Bars[i].From + panel.Bars[i].To) / 2, panel.Bars[i].Height))}");
        foreach (Curve curve in panel.Curves)
            text.Append(CultureInfo.InvariantCulture, $"\n  {Name(curve.Style)} \"{curve.Name}\", {curve.X.Count} points: {Points(curve.X.Count, i => (curve.X[i], curve.Y[i]))}");
        foreach (Note note in panel.Notes)
            text.Append(CultureInfo.InvariantCulture, $"\n  \"{note.Text}\" at {Point((note.X, note.Y))}");
    }

    private static void Add(StringBuilder text, Grid grid)
    {
        double[] values = [.. grid.Values.Cast<double>().Where(double.IsFinite)];
        string range = values.Length == 0 ? "no finite cell" : $"from {CurveNames.Text(values.Min())} to {CurveNames.Text(values.Max())}";
        text.Append(CultureInfo.InvariantCulture, $"\n  colour: {Describe(grid.Scale)}, {range}");
        text.Append(CultureInfo.InvariantCulture, $"\n  {grid.Y.Count} rows of {grid.X.Count} cells, those of x = {CurveNames.Text(grid.X[0])}: {Points(grid.Y.Count, i => (grid.Y[i], grid.Values[i, 0]))}");
        text.Append(CultureInfo.InvariantCulture, $"\n  those of x = {CurveNames.Text(grid.X[^1])}: {Points(grid.Y.Count, i => (grid.Y[i], grid.Values[i, grid.X.Count - 1]))}");
    }

    private static string Describe(FigureAxis axis) =>
        axis.Title + (axis.IsLogarithmic ? " (logarithmic)" : "") + (axis.IsWhole ? " (whole)" : "")
        + (axis.Categories.Count > 0 ? $"1 to {axis.Categories.Count}: {string.Join("; ", axis.Categories)}" : "");

    private static string Name(CurveStyle style) => style switch
    {
        CurveStyle.Dashed => "dashed line",
        CurveStyle.Points => "points",
        CurveStyle.Boundary => "boundary",
        _ => "line",
    };

    private static string Points(int count, Func<int, (double X, double Y)> point) =>
        string.Join(' ', CurveNames.Spread(Enumerable.Range(0, count).ToArray(), PointLimit).Select(i => Point(point(i))));

    private static string Point((double X, double Y) point) => $"({CurveNames.Text(point.X)}, {CurveNames.Text(point.Y)})";
}
