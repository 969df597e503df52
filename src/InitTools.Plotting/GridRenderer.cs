using ScottPlot;
using ScottPlot.Plottables;

namespace InitTools.Plotting;

/// <summary>Draws the cells of a heat map.</summary>
internal static class GridRenderer
{
    // Cells are drawn as blocks of dots, as viewers smear the dots of a picture that they enlarge.
    private const int DotsAcross = 800;
    private const int DotsUp = 400;

    /// <summary>Adds a heat map and the scale of its colours.</summary>
    public static void Add(Plot plot, Grid grid, Panel panel, int labels)
    {
        double[] columns = Edges(grid.X, panel.X), rows = Edges(grid.Y, panel.Y);
        (int[] across, int[] up) = (Cells(columns, DotsAcross), Cells(rows, DotsUp));
        var dots = new double[up.Length, across.Length];
        for (int y = 0; y < up.Length; y++)
        {
            // The library's first row is at the top.
            for (int x = 0; x < across.Length; x++)
                dots[up.Length - 1 - y, x] = PanelRenderer.Place(grid.Values[up[y], across[x]], grid.Scale);
        }
        double[] shown = [.. dots.Cast<double>().Where(double.IsFinite)];
        if (shown.Length == 0)
        {
            plot.Add.Rectangle(columns[0], columns[^1], rows[0], rows[^1]).FillColor = Colors.White;
            return;
        }
        Heatmap map = plot.Add.Heatmap(dots);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        map.NaNCellColor = Colors.White;
        map.Extent = new CoordinateRect(columns[0], columns[^1], rows[0], rows[^1]);
        ScottPlot.Range range = Widen(new ScottPlot.Range(shown.Min(), shown.Max()));
        map.ManualRange = range;
        AddScale(plot, map, grid.Scale, range, labels);
    }

    private static void AddScale(Plot plot, Heatmap map, FigureAxis axis, ScottPlot.Range range, int labels)
    {
        ScottPlot.Panels.ColorBar scale = plot.Add.ColorBar(map);
        scale.Label = axis.Title;
        scale.LabelStyle.FontSize = 14;
        scale.LabelStyle.FontName = Ink.FontName;
        scale.Axis.TickLabelStyle.FontName = Ink.FontName;
        scale.Axis.TickGenerator = PanelRenderer.Ticks(axis, range.Min, range.Max, labels);
    }

    // Where all cells are alike there still is a scale to read their value from.
    private static ScottPlot.Range Widen(ScottPlot.Range range) =>
        range.Max > range.Min ? range : new ScottPlot.Range(range.Min - 0.5, range.Max + 0.5);

    // Half-way between the centres; the outer cells are as wide as they reach inwards.
    private static double[] Edges(IReadOnlyList<double> centres, FigureAxis axis)
    {
        double[] places = [.. centres.Select(centre => PanelRenderer.Place(centre, axis))];
        if (places.Length == 1) return [places[0] - 0.5, places[0] + 0.5];
        double[] inner = [.. places.Skip(1).Select((place, i) => (place + places[i]) / 2)];
        return [(2 * places[0]) - inner[0], .. inner, (2 * places[^1]) - inner[^1]];
    }

    // The cell that each dot lies in: a whole number of dots a cell where all are equally wide.
    private static int[] Cells(double[] edges, int least)
    {
        int count = edges.Length - 1;
        double width = (edges[^1] - edges[0]) / count;
        bool even = Enumerable.Range(0, count).All(i => Math.Abs(edges[i + 1] - edges[i] - width) <= 1e-6 * width);
        int dots = even ? count * Math.Max(1, (least + count - 1) / count) : Math.Max(least * 2, count);
        int[] cells = new int[dots];
        for (int dot = 0, cell = 0; dot < dots; dot++)
        {
            double place = edges[0] + ((dot + 0.5) * (edges[^1] - edges[0]) / dots);
            while (cell + 1 < count && place >= edges[cell + 1]) cell++;
            cells[dot] = cell;
        }
        return cells;
    }
}
