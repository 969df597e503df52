using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace InitTools.Plotting;

/// <summary>Turns a panel into the plotting library's terms.</summary>
internal static class PanelRenderer
{
    private const float LabelSize = 14;

    // The heights of a legend's entry, and of the title and the axis, which it has no room beside.
    private const int LegendEntryHeight = 20;
    private const int FrameHeight = 110;

    // The same on all panels, so that their axes stand below each other.
    private const float LeftAxisWidth = 75;

    /// <summary>Makes the plot for a space of some height in pixels; the caller disposes of it.</summary>
    public static Plot Draw(Panel panel, string? title, double height)
    {
        var plot = new Plot();
        if (panel.Grid is { } grid) AddGrid(plot, grid, panel);
        foreach (Bar bar in panel.Bars) AddBar(plot, bar);
        foreach (Curve curve in panel.Curves) AddCurve(plot, curve, panel);
        if (title is not null) plot.Title(title, 16);
        plot.XLabel(panel.X.Title, LabelSize);
        plot.YLabel(panel.Y.Title, LabelSize);
        plot.Axes.Bottom.TickGenerator = Ticks(panel.X);
        plot.Axes.Left.TickGenerator = Ticks(panel.Y);
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.12);
        plot.Axes.Left.MinimumSize = LeftAxisWidth;
        plot.Font.Set(FontName);
        SetLimits(plot, panel);
        ShowLegend(plot, panel, (int)(height - FrameHeight) / LegendEntryHeight);
        return plot;
    }

    private static void AddCurve(Plot plot, Curve curve, Panel panel)
    {
        // A logarithmic axis shows exponents, which the ticks turn back. What isn't above 0 has none and leaves a gap.
        double[] xs = [.. curve.X.Select(value => Place(value, panel.X))];
        double[] ys = [.. curve.Y.Select(value => Place(value, panel.Y))];
        Scatter line = plot.Add.Scatter(xs, ys, Ink.Colour(curve.Colour));
        line.LegendText = curve.Name;
        line.LineWidth = curve.Style == CurveStyle.Points ? 0 : 2;
        line.LinePattern = curve.Style switch
        {
            CurveStyle.Dashed => LinePattern.Dashed,
            // Without markers nothing else tells two curves of one colour apart.
            CurveStyle.Solid when Ink.IsRepeated(curve.Colour) => LinePattern.Dotted,
            _ => LinePattern.Solid,
        };
        line.MarkerShape = curve.Style is CurveStyle.Marked or CurveStyle.Points ? Ink.Marker(curve.Colour) : MarkerShape.None;
        line.MarkerSize = curve.X.Count > 60 ? 4 : 7;
    }

    private static void AddBar(Plot plot, Bar bar)
    {
        Rectangle shape = plot.Add.Rectangle(bar.From, bar.To, 0, bar.Height);
        shape.FillColor = Ink.Colour(0).WithOpacity(0.35);
        shape.LineColor = Ink.Colour(0).WithOpacity(0.6);
        shape.LineWidth = 1;
    }

    private static void AddGrid(Plot plot, Grid grid, Panel panel)
    {
        (int rows, int columns) = (grid.Values.GetLength(0), grid.Values.GetLength(1));
        var cells = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            // The library's first row is at the top.
            for (int column = 0; column < columns; column++)
                cells[rows - 1 - row, column] = Place(grid.Values[row, column], grid.Scale);
        }
        Heatmap map = plot.Add.Heatmap(cells);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        map.NaNCellColor = Colors.White;
        (double left, double right) = Span(grid.X, panel.X);
        (double bottom, double top) = Span(grid.Y, panel.Y);
        map.Extent = new CoordinateRect(left, right, bottom, top);
        ScottPlot.Panels.ColorBar scale = plot.Add.ColorBar(map);
        scale.Label = grid.Scale.Title;
        scale.LabelStyle.FontSize = LabelSize;
        scale.Axis.TickGenerator = Ticks(grid.Scale);
    }

    // The outer edges of the first and last cell, whose centres are known.
    private static (double From, double To) Span(IReadOnlyList<double> centres, FigureAxis axis)
    {
        (double first, double last) = (Place(centres[0], axis), Place(centres[^1], axis));
        double half = centres.Count > 1 ? (last - first) / (centres.Count - 1) / 2 : 0.5;
        return (first - half, last + half);
    }

    private static double Place(double value, FigureAxis axis) =>
        !axis.IsLogarithmic ? (double.IsFinite(value) ? value : double.NaN)
        : value > 0 && double.IsFinite(value) ? Math.Log10(value)
        : double.NaN;

    private static NumericAutomatic Ticks(FigureAxis axis) => axis switch
    {
        { IsLogarithmic: true } => new NumericAutomatic
        {
            IntegerTicksOnly = true,
            MinorTickGenerator = new LogMinorTickGenerator(),
            LabelFormatter = exponent => string.Create(CultureInfo.InvariantCulture, $"1e{exponent:0}"),
        },
        { IsWhole: true } => new NumericAutomatic { IntegerTicksOnly = true, LabelFormatter = Text },
        _ => new NumericAutomatic { LabelFormatter = Text },
    };

    // The library's choice may be a serif; these are the usual sans-serifs of Windows, macOS and Linux.
    private static string FontName { get; } =
        new[] { "Segoe UI", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans" }
            .FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? Fonts.Default;

    private static string Text(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    // On a logarithmic axis whole decades, so that even a flat curve has ticks to be read by.
    private static void SetLimits(Plot plot, Panel panel)
    {
        if (panel.Grid is not null) plot.Axes.Margins(0, 0);
        plot.Axes.AutoScale();
        if (!panel.Y.IsLogarithmic || panel.Grid is not null) return;
        double[] ys = [.. panel.Curves.SelectMany(curve => curve.Y).Select(y => Place(y, panel.Y)).Where(double.IsFinite)];
        if (ys.Length == 0) return;
        double bottom = Math.Floor(ys.Min() - 0.1);
        plot.Axes.SetLimitsY(bottom, Math.Max(bottom + 1, Math.Ceiling(ys.Max() + 0.1)));
    }

    private static void ShowLegend(Plot plot, Panel panel, int limit)
    {
        plot.Legend.IsVisible = false;
        if (panel.Curves.Count < 2 && (panel.Bars.Count == 0 || panel.Curves.Count == 0)) return;
        Scatter[] curves = [.. plot.GetPlottables<Scatter>()];
        if (curves.Length > limit)
        {
            foreach (Scatter curve in curves.Skip(limit - 1)) curve.LegendText = "";
            curves[limit - 1].LegendText = $"and {curves.Length - limit + 1} more";
        }
        // Beside the data, never on it.
        ScottPlot.Panels.LegendPanel legend = plot.ShowLegend(Edge.Right);
        legend.Alignment = Alignment.UpperLeft;
        legend.Legend.FontSize = 12;
        legend.Legend.OutlineWidth = 0;
        legend.Legend.ShadowColor = Colors.Transparent;
    }
}
