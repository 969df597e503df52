namespace InitTools.Plotting;

/// <summary>What the theory of wide networks predicts: along a line of variances, or layer by layer.</summary>
public static class PropagationFigure
{
    private const int PointLimit = 2000;

    /// <summary>chi_1 by weight variance, or by bias variance where only that varies; one curve an activation and other variance.</summary>
    /// <param name="points">Predictions.</param>
    /// <returns>The figure.</returns>
    public static Figure OfChi(IReadOnlyList<SignalPropagation> points)
    {
        bool byBias = !points.Select(point => point.WeightVariance).Distinct().Skip(1).Any();
        double Place(SignalPropagation point) => byBias ? point.BiasVariance : point.WeightVariance;
        double Other(SignalPropagation point) => byBias ? point.WeightVariance : point.BiasVariance;
        IGrouping<(string, double), SignalPropagation>[] lines = [.. points.GroupBy(point => (point.Activation, Other(point)))];
        (string[] names, string common) = CurveNames.ByDifference(
            [.. lines.Select(line => new[] { ("", (object)line.Key.Item1), (byBias ? "weight variance" : "bias variance", line.Key.Item2) })]);
        double[] ends = [points.Min(Place), points.Max(Place)];
        return new Figure(
            $"chi: the factor on the gradient's variance in each layer{Behind(common)}",
            [
                new Panel(
                    new FigureAxis(byBias ? "Bias variance" : "Weight variance times fan-in"), new FigureAxis("chi", IsLogarithmic: true))
                {
                    Curves =
                    [
                        new Curve("edge of chaos, chi = 1", ends, [1, 1], 0, CurveStyle.Boundary),
                        .. lines.Select((line, i) =>
                        {
                            SignalPropagation[] ordered = [.. line.OrderBy(Place)];
                            return new Curve(names[i], [.. ordered.Select(Place)], [.. ordered.Select(point => point.Chi)], i);
                        }),
                    ],
                },
            ]);
    }

    /// <summary>Layer by layer: variance of the signal and of the gradient, and the correlation of two inputs.</summary>
    /// <param name="layers">Layers of one or more nets, each from the input on.</param>
    /// <returns>The figure.</returns>
    public static Figure OfLayers(IReadOnlyList<SignalPropagationLayer> layers)
    {
        SignalPropagationLayer[][] nets = RowRuns.Of(layers, (layer, before) => layer.Layer > before.Layer);
        (string[] names, string common) = CurveNames.ByDifference([.. nets.Select(net => new[]
        {
            ("", (object)net[0].Activation), ("weight variance", net[0].WeightVariance), ("bias variance", net[0].BiasVariance),
        })]);
        Panel Show(FigureAxis axis, Func<SignalPropagationLayer, double> figure) => new(FigureAxis.Layers, axis)
        {
            Curves = [.. nets.Select((net, i) =>
            {
                SignalPropagationLayer[] shown = CurveNames.Spread(net, PointLimit);
                return new Curve(names[i], [.. shown.Select(layer => (double)layer.Layer)], [.. shown.Select(figure)], i);
            })],
        };
        return new Figure($"Predicted signal and gradient{Behind(common)}",
        [
            Show(new FigureAxis("variance q of z", IsLogarithmic: true), layer => layer.PreActivationVariance),
            Show(new FigureAxis("variance of dL/dz / last", IsLogarithmic: true), layer => layer.BackpropVarianceRatio),
            Show(new FigureAxis("correlation of two inputs"), layer => layer.Correlation),
        ]);
    }

    private static string Behind(string common) => common == "" ? "" : $": {common}";
}
