namespace InitTools.Plotting;

/// <summary>Activation functions above, their derivatives below.</summary>
public static class ActivationFigure
{
    private const double Reach = 5;
    private const int PointCount = 501;

    /// <summary>Describes the figure for named activations, from -5 to 5.</summary>
    /// <param name="activations">The activations.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<Activation> activations) =>
        Of(activations.SelectMany(activation => activation.Curve(-Reach, Reach, PointCount)));

    /// <summary>Describes the figure for points of one or more curves.</summary>
    /// <param name="points">The points, each curve's ascending and in one piece.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<ActivationPoint> points)
    {
        ActivationPoint[][] curves = RowRuns.Of(points, (point, before) => point.Activation == before.Activation && point.X > before.X);
        string[] names = CurveNames.Numbered(curves.Select(curve => curve[0].Activation ?? "f"));
        Panel Show(string title, Func<ActivationPoint, double> value) => new(new FigureAxis("z"), new FigureAxis(title))
        {
            Curves = [.. curves.Select((curve, i) => new Curve(
                names[i], [.. curve.Select(point => point.X)], [.. curve.Select(value)], i, CurveStyle.Solid))],
        };
        return new Figure(
            curves.Length == 1 ? $"Activation {names[0]}" : "Activations",
            [Show("f(z)", point => point.Value), Show("f'(z)", point => point.Derivative)]);
    }
}
