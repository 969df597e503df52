using ScottPlot;
using ScottPlot.Plottables;

namespace InitTools.Plotting;

/// <summary>Turns a panel into the plotting library's terms.</summary>
internal static class PanelRenderer
{
    private const float LabelSize = 14;
    private const float TitleSize = 13;
    private const float TickSize = 12;

    // The width of a character of the title, on average.
    private const float TitleCharacter = 7.5f;

    // The same on all panels, so that their axes stand below each other.
    private const float LeftAxisWidth = 75;

    // What the scale of colours takes.
    private const float ScaleWidth = 110;

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
        Name(plot, panel, width);
        SetLimits(plot, panel);
        AxisLimits limits = plot.Axes.GetLimits();
        foreach (Note note in panel.Notes) AddNote(plot, note, panel, limits, width - LeftAxisWidth - (panel.Grid is null ? 0 : ScaleWidth));
        if (IsEmpty(panel)) AddText(plot, "no value that is finite and above 0", limits.HorizontalCenter, limits.VerticalCenter);
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

    private static bool IsEmpty(Panel panel) => panel.Bars.Count == 0
        && panel.Grid?.Values.Cast<double>().Any(value => double.IsFinite(Place(value, panel.Grid.Scale))) != true
        && panel.Curves.All(
        curve => !curve.X.Zip(curve.Y).Any(point => double.IsFinite(Place(point.First, panel.X)) && double.IsFinite(Place(point.Second, panel.Y))));

    private static void Name(Plot plot, Panel panel, float width)
    {
        if (panel.Title is not null) plot.Title(string.Join('\n', panel.Title.Split('\n').Select(line => LegendBox.Shorten(line, (int)((width - LeftAxisWidth) / TitleCharacter)))), TitleSize);
        if (panel.X.Title != "") plot.XLabel(panel.X.Title, LabelSize);
        if (panel.Y.Title != "") plot.YLabel(panel.Y.Title, LabelSize);
        plot.Axes.Bottom.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Left.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Left.TickLabelStyle.OffsetY = 2;
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

    // Moved aside where it would stick out, and where there is little room only its first word.
    private static void AddNote(Plot plot, Note note, Panel panel, AxisLimits limits, float width)
    {
        string words = note.Text.Length * TitleCharacter < width / 2 ? note.Text : note.Text.Split(':')[0];
        double half = (((words.Length * TitleCharacter) / 2) + 10) / width * limits.HorizontalSpan;
        double x = Place(note.X, panel.X);
        if (2 * half < limits.HorizontalSpan) x = Math.Clamp(x, limits.Left + half, limits.Right - half);
        AddText(plot, words, x, Place(note.Y, panel.Y));
    }

    private static void AddText(Plot plot, string words, double x, double y)
    {
        Text text = plot.Add.Text(words, x, y);
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
        AxisLimits auto = plot.Axes.GetLimits();
        if (panel.Grid is not null)
        {
            plot.Axes.SetLimits(
                panel.X.Minimum ?? auto.Left, panel.X.Maximum ?? auto.Right, panel.Y.Minimum ?? auto.Bottom, panel.Y.Maximum ?? auto.Top);
            return;
        }
        (double left, double right) = Limits(panel.X, auto.Left, auto.Right, panel.Curves.SelectMany(curve => curve.X));
        (double bottom, double top) = Limits(panel.Y, auto.Bottom, auto.Top, panel.Curves.SelectMany(curve => curve.Y));
        plot.Axes.SetLimits(left, right, bottom, top);
    }

    private static (double From, double To) Limits(FigureAxis axis, double from, double to, IEnumerable<double> values)
    {
        if (axis.Categories.Count > 0) return (0.4, axis.Categories.Count + 0.6);
        double[] places = [.. values.Select(value => Place(value, axis)).Where(double.IsFinite)];
        if (places.Length == 0) return axis.IsLogarithmic ? (-1, 1) : (from, to);
        (double least, double most) = (places.Min(), places.Max());
        if (axis.IsLogarithmic)
        {
            // A decade at least, so that a flat curve looks flat.
            double margin = Math.Max(0.04 * (most - least), (1 - (most - least)) / 2);
            return (least - margin, most + margin);
        }
        if (axis.IsWhole)
        {
            // No room for a layer 0.
            double margin = Math.Clamp(0.03 * (most - least), 0.25, 0.9);
            return (least - margin, most + margin);
        }
        // A margin on either side, so that no curve runs along the frame.
        if (axis is { Minimum: { } first, Maximum: { } last }) return (first - (0.02 * (last - first)), last + (0.02 * (last - first)));
        return (axis.Minimum ?? from, axis.Maximum is { } maximum ? Math.Max(maximum, to) : to);
    }
}
