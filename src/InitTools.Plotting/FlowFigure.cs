namespace InitTools.Plotting;

/// <summary>How much of the gradient reaches the first layer: by model, or of a sweep by depth.</summary>
public static class FlowFigure
{
    private const string Title = "Gradient at the first layer over that at the last";

    private static readonly FigureAxis Ratio = new("sd of dL/dz, first layer / last layer", IsLogarithmic: true);

    /// <summary>Describes the figure: of a sweep over depths one curve a combination of law, activation and width, else a mark a model.</summary>
    /// <param name="flows">Results of Measure-GradientFlow or of a sweep.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IReadOnlyList<GradientFlow> flows)
    {
        SweepRun[] runs = [.. flows.OfType<SweepRun>()];
        return runs.Length == flows.Count && runs.Select(run => run.HiddenLayers).Distinct().Skip(1).Any() ? ByDepth(runs) : ByModel(flows);
    }

    private static Figure ByModel(IReadOnlyList<GradientFlow> flows)
    {
        // The first at the top, as in a table.
        FigureAxis models = new("") { Categories = [.. CurveNames.Numbered(flows.Select(flow => flow.Model)).AsEnumerable().Reverse()] };
        double[] places = [.. flows.Select((_, i) => (double)(flows.Count - i))];
        Curve predicted = new("predicted", [.. flows.Select(flow => flow.PredictedBackpropRatio ?? double.NaN)], places, 1, CurveStyle.Points);
        Curve measured = new("measured", [.. flows.Select(flow => flow.BackpropRatio)], places, 0, CurveStyle.Points);
        return new Figure(Title, [new Panel(Ratio, models) { Curves = predicted.X.Any(double.IsFinite) ? [predicted, measured] : [measured] }]);
    }

    // Repetitions by their geometric mean, as ratios are.
    private static Figure ByDepth(SweepRun[] runs)
    {
        IGrouping<(string, string, int), SweepRun>[] curves = [.. runs.GroupBy(run => (run.Initializer, run.Activation, run.Width))];
        (string[] names, string common) = CurveNames.ByDifference(
            [.. curves.Select(curve => new[] { ("", (object)curve.Key.Item2), ("", curve.Key.Item1), ("width", curve.Key.Item3) })]);
        IEnumerable<Curve> Draw(Func<SweepRun, double?> figure, Func<int, string> name, CurveStyle style) => curves.Select((curve, i) =>
        {
            (double Depth, double Ratio)[] points =
                [.. curve.GroupBy(run => run.HiddenLayers).OrderBy(depth => depth.Key).Select(depth => ((double)depth.Key, GeometricMean(depth.Select(figure))))];
            return new Curve(name(i), [.. points.Select(point => point.Depth)], [.. points.Select(point => point.Ratio)], i, style);
        });
        Curve[] predicted = [.. Draw(run => run.PredictedBackpropRatio, _ => "predicted", CurveStyle.Dashed).Where(curve => curve.HasLogarithmicLine)];
        return new Figure(
            common == "" ? Title : $"{Title}: {common}",
            [
                new Panel(new FigureAxis("Hidden layers", IsWhole: true), Ratio)
                {
                    Curves = [.. predicted, .. Draw(run => run.BackpropRatio, i => names[i], CurveStyle.Marked)],
                },
            ]);
    }

    private static double GeometricMean(IEnumerable<double?> values) => Math.Exp(values.Average(value => Math.Log(value ?? double.NaN)));
}
