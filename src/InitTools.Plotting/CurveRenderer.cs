using ScottPlot;
using ScottPlot.Plottables;

namespace InitTools.Plotting;

/// <summary>Draws curves, in a panel and as a sample in the legend.</summary>
internal static class CurveRenderer
{
    // A longer curve has markers here and there only.
    private const int MarkedPoints = 40;
    private const int SparseMarkers = 9;

    /// <summary>Adds a curve to a plot.</summary>
    public static void Add(Plot plot, Curve curve, Panel panel)
    {
        // What has no place on the axis, such as 0 on a logarithmic one, leaves a gap.
        double[] xs = [.. curve.X.Select(value => PanelRenderer.Place(value, panel.X))];
        double[] ys = [.. curve.Y.Select(value => PanelRenderer.Place(value, panel.Y))];
        if (curve.Style == CurveStyle.Boundary) AddLine(plot, xs, ys, new LineStyle(6, Colors.White));
        if (curve.Style != CurveStyle.Points) AddLine(plot, xs, ys, Line(curve.Style, curve.Colour));
        MarkerStyle marker = Marker(curve.Style, curve.Colour);
        if (marker.Shape != MarkerShape.None) AddMarkers(plot, xs, ys, marker, curve);
    }

    /// <summary>How a curve's line looks.</summary>
    public static LineStyle Line(CurveStyle style, int colour) => style switch
    {
        // Wide and pale, so that it shows beside a line that runs along it.
        CurveStyle.Dashed => new LineStyle(3.5f, Ink.Colour(colour).WithOpacity(0.55), LinePattern.Dashed),
        CurveStyle.Boundary => new LineStyle(2.5f, Colors.Black),
        CurveStyle.Points => LineStyle.None,
        _ => new LineStyle(colour < Ink.Count ? 1.8f : 1, Ink.Colour(colour)),
    };

    /// <summary>How its markers look.</summary>
    public static MarkerStyle Marker(CurveStyle style, int colour) => style is CurveStyle.Dashed or CurveStyle.Boundary
        ? MarkerStyle.None
        : new MarkerStyle(Ink.Marker(colour), 7, Ink.Colour(colour)) { LineWidth = 1.5f };

    private static void AddLine(Plot plot, double[] xs, double[] ys, LineStyle style)
    {
        Scatter line = plot.Add.ScatterLine(xs, ys);
        line.LineStyle = style;
    }

    // Curves of many points share their abscissas; each has its markers at other ones, so that none covers another.
    private static void AddMarkers(Plot plot, double[] xs, double[] ys, MarkerStyle style, Curve curve)
    {
        int every = xs.Length <= MarkedPoints && curve.Style != CurveStyle.Solid ? 1 : Math.Max(1, xs.Length / SparseMarkers);
        int first = every / 2 * (curve.Colour % Ink.Count) / Ink.Count * 2;
        int[] places = [.. Enumerable.Range(0, xs.Length).Where(i => i % every == (every == 1 ? 0 : first % every) && double.IsFinite(ys[i]) && double.IsFinite(xs[i]))];
        if (places.Length == 0) return;
        Markers markers = plot.Add.Markers(places.Select(i => xs[i]).ToArray(), places.Select(i => ys[i]).ToArray());
        markers.MarkerStyle = style;
    }
}
