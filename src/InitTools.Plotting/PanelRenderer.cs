using ScottPlot;
using ScottPlot.Plottables;

namespace InitTools.Plotting;

/// <summary>Turns a panel into the plotting library's terms.</summary>
internal static class PanelRenderer
{
    private const float LabelSize = 14;
    private const float TitleSize = 13;
    private const float TickSize = 12;

    // The same on all panels, so that their axes stand below each other.
    private const float LeftAxisWidth = 75;

    // Room for one label of an axis with numbers.
    private const int LabelHeight = 34;
    private const int LabelWidth = 60;

    /// <summary>Makes the plot for a space in pixels; the caller disposes of it.</summary>
    public static Plot Draw(Panel panel, float width, float height)
    {
        var plot = new Plot();
        if (panel.Grid is { } grid) GridRenderer.Add(plot, grid, panel, (int)(height / LabelHeight));
        foreach (Bar bar in panel.Bars) AddBar(plot, bar);
        foreach (Curve curve in panel.Curves.OrderByDescending(curve => curve.Colour >= Ink.Count)) CurveRenderer.Add(plot, curve, panel);
        foreach (Note note in panel.Notes) AddNote(plot, note, panel);
        Name(plot, panel, width);
        SetLimits(plot, panel);
        AxisLimits limits = plot.Axes.GetLimits();
        plot.Axes.Bottom.TickGenerator = Ticks(panel.X, limits.Left, limits.Right, (int)(width / LabelWidth));
        plot.Axes.Left.TickGenerator = Ticks(panel.Y, limits.Bottom, limits.Top, (int)(height / LabelHeight));
        return plot;
    }

    /// <summary>Where a value lies on an axis; NaN where it has no place.</summary>
    public static double Place(double value, FigureAxis axis) =>
        !axis.IsLogarithmic ? (double.IsFinite(value) ? value : double.NaN)
        : value > 0 && double.IsFinite(value) ? Math.Log10(value)
        : double.NaN;

    /// <summary>The ticks of an axis between two places.</summary>
    public static ITickGenerator Ticks(FigureAxis axis, double from, double to, int labels) =>
        axis.IsLogarithmic ? AxisTicks.Logarithmic(from, to, labels) : AxisTicks.Linear(axis);

    private static void Name(Plot plot, Panel panel, float width)
    {
        if (panel.Title is not null) plot.Title(LegendBox.Shorten(panel.Title, (int)(width / 7)), TitleSize);
        if (panel.X.Title != "") plot.XLabel(panel.X.Title, LabelSize);
        if (panel.Y.Title != "") plot.YLabel(panel.Y.Title, LabelSize);
        plot.Axes.Bottom.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Left.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Left.MinimumSize = LeftAxisWidth;
        plot.Axes.Right.MinimumSize = 16;
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Color(Ink.Text);
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.12);
        plot.Legend.IsVisible = false;
        plot.Font.Set(Ink.FontName);
    }

    private static void AddBar(Plot plot, Bar bar)
    {
        Rectangle shape = plot.Add.Rectangle(bar.From, bar.To, 0, bar.Height);
        shape.FillColor = Ink.Colour(0).WithOpacity(0.35);
        shape.LineColor = Ink.Colour(0).WithOpacity(0.6);
        shape.LineWidth = 1;
    }

    private static void AddNote(Plot plot, Note note, Panel panel)
    {
        Text text = plot.Add.Text(note.Text, Place(note.X, panel.X), Place(note.Y, panel.Y));
        text.LabelFontSize = TitleSize;
        text.LabelFontColor = Ink.Text;
        text.LabelBackgroundColor = Colors.White.WithOpacity(0.75);
        text.LabelPadding = 4;
        text.LabelAlignment = Alignment.MiddleCenter;
    }

    private static void SetLimits(Plot plot, Panel panel)
    {
        if (panel.Grid is not null) plot.Axes.Margins(0, 0);
        plot.Axes.AutoScale();
        if (panel.Grid is not null) return;
        AxisLimits auto = plot.Axes.GetLimits();
        (double left, double right) = Limits(panel.X, auto.Left, auto.Right, panel.Curves.SelectMany(curve => curve.X));
        (double bottom, double top) = Limits(panel.Y, auto.Bottom, auto.Top, panel.Curves.SelectMany(curve => curve.Y));
        plot.Axes.SetLimits(left, right, bottom, top);
    }

    private static (double From, double To) Limits(FigureAxis axis, double from, double to, IEnumerable<double> values)
    {
        if (axis.Categories.Count > 0) return (0.4, axis.Categories.Count + 0.6);
        if (axis.IsLogarithmic)
        {
            double[] places = [.. values.Select(value => Place(value, axis)).Where(double.IsFinite)];
            if (places.Length == 0) return (-1, 0);
            // Whole decades, so that even a flat curve has ticks to be read by; half of one where that would be mostly empty.
            double step = places.Max() - places.Min() > 1.2 ? 1 : 0.5;
            (from, to) = (Math.Floor((places.Min() - 0.05) / step) * step, Math.Ceiling((places.Max() + 0.05) / step) * step);
            if (to - from < 1) (from, to) = (Math.Floor(from), Math.Ceiling(to));
            return (from, Math.Max(to, from + 1));
        }
        return (axis.Minimum ?? from, axis.Maximum is { } maximum ? Math.Max(maximum, to) : to);
    }
}
