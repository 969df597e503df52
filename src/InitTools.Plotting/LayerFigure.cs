namespace InitTools.Plotting;

/// <summary>Figures of a probe's rows by layer, one curve a model (Glorot and Bengio 2010, figures 6 to 8, as lines).</summary>
public static class LayerFigure
{
    private const string Predicted = "predicted";

    /// <summary>
    /// The back-propagated signal by layer, over what the theory predicts; below it that of recurrent layers by time step, where there
    /// are any.
    /// </summary>
    /// <param name="rows">The rows of one or more models, each from input to output.</param>
    /// <returns>The figure.</returns>
    public static Figure OfBackprop(IReadOnlyList<LayerGradient> rows)
    {
        Figure figure = Of(
            "Back-propagated signal by layer", rows,
            ("sd of dL/dz", row => row.BackpropStandardDeviation, row => row.PredictedBackpropStandardDeviation));
        if (rows.All(row => row.TimeStep is null)) return figure;
        // The same model has the same colour above and below.
        string[] models = [.. figure.Panels[0].Curves.Select(curve => curve.Name).Where(name => name != Predicted)];
        return figure with { Panels = [.. figure.Panels, .. TimeFigure.Of(rows, models).Panels] };
    }

    /// <summary>The outputs' standard deviation by layer, over what the theory predicts.</summary>
    /// <param name="rows">The rows of one or more models, each from input to output.</param>
    /// <returns>The figure.</returns>
    public static Figure OfSignal(IReadOnlyList<LayerGradient> rows) => Of(
        "Signal by layer", rows,
        ("sd of h = f(z)", row => row.ActivationStandardDeviation, row => row.PredictedActivationStandardDeviation));

    /// <summary>The weight gradients' standard deviation by layer.</summary>
    /// <param name="rows">The rows of one or more models, each from input to output.</param>
    /// <returns>The figure.</returns>
    public static Figure OfWeightGradient(IReadOnlyList<LayerGradient> rows) => Of(
        "Weight gradient by layer", rows, ("sd of dL/dW", row => row.WeightGradientStandardDeviation, null));

    /// <summary>The mean and the largest singular value of each layer's Jacobian, over a line at 1, where an isometry has both.</summary>
    /// <param name="rows">Rows of a probe with Jacobians.</param>
    /// <returns>The figure.</returns>
    public static Figure OfJacobian(IReadOnlyList<LayerGradient> rows)
    {
        Figure figure = Of(
            "Singular values of the layers' Jacobians", rows,
            ("mean singular value of dh/dx", row => row.JacobianMeanSingularValue, null),
            ("largest singular value of dh/dx", row => row.JacobianMaximumSingularValue, null));
        return figure with { Panels = [.. figure.Panels.Select(MarkIsometry)] };
    }

    // Only where there is something to hold against it: a line by itself would look like a result.
    private static Panel MarkIsometry(Panel panel)
    {
        double[] layers = [.. panel.Curves.SelectMany(curve => curve.X).Distinct()];
        if (layers.Length < 2 || !panel.Curves.Any(curve => curve.HasLogarithmicPoint)) return panel;
        Curve isometry = new("isometry, all at 1", [layers.Min(), layers.Max()], [1, 1], 0, CurveStyle.Boundary);
        return panel with { Curves = [isometry, .. panel.Curves] };
    }

    private static Figure Of(
        string title, IEnumerable<LayerGradient> rows,
        params (string Title, Func<LayerGradient, double?> Measured, Func<LayerGradient, double?>? Predicted)[] figures)
    {
        LayerSeries[] series = LayerSeries.Of(rows.Where(row => row.TimeStep is null));
        return new Figure(
            series.Length == 1 ? $"{title}: {series[0].Name}" : title,
            [.. figures.Select(figure => Show(figure.Title, series, figure.Measured, figure.Predicted))]);
    }

    private static Panel Show(
        string title, LayerSeries[] series, Func<LayerGradient, double?> measured, Func<LayerGradient, double?>? predicted)
    {
        // Below what was measured, which it would cover.
        Curve[] theory = predicted is null ? [] : [.. series
            .Select((one, i) => one.Curve(Predicted, predicted, i, CurveStyle.Dashed))
            .Where(curve => curve.HasLogarithmicLine)];
        // A logarithmic axis has no place for 0, and a dead layer should not go unseen.
        bool zeros = series.Any(one => one.Rows.Any(row => measured(row) == 0));
        FigureAxis layers = zeros ? FigureAxis.Layers with { Title = $"{FigureAxis.Layers.Title}; no point where it is 0" } : FigureAxis.Layers;
        return new Panel(layers, new FigureAxis(title, IsLogarithmic: true))
        {
            Curves = [.. theory, .. series.Select((one, i) => one.Curve(one.Name, measured, i, CurveStyle.Marked))],
        };
    }
}
