namespace InitTools.Plotting;

/// <summary>Activation functions above, their derivatives below.</summary>
public static class ActivationFigure
{
    private const double Reach = 5;
    private const int PointCount = 501;

    /// <summary>Describes the figure for named activations, from -5 to 5.</summary>
    /// <param name="activations">The activations.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<Activation> activations) => Of(
        [.. activations.Select(activation => (activation.Name, activation.Curve(-Reach, Reach, PointCount).ToArray()))]);

    /// <summary>Describes the figure for one curve.</summary>
    /// <param name="points">The points, ascending.</param>
    /// <returns>The figure.</returns>
    public static Figure Of(IEnumerable<ActivationPoint> points) => Of([("f", points.ToArray())]);

    private static Figure Of((string Name, ActivationPoint[] Points)[] curves)
    {
        Panel Show(string title, Func<ActivationPoint, double> value) => new(new FigureAxis("z"), new FigureAxis(title))
        {
            Curves =
            [
                .. curves.Select((curve, i) => new Curve(
                    curve.Name, [.. curve.Points.Select(point => point.X)], [.. curve.Points.Select(value)], i, CurveStyle.Solid)),
            ],
        };
        return new Figure(
            curves.Length == 1 && curves[0].Name != "f" ? $"Activation {curves[0].Name}" : "Activations",
            [Show("f(z)", point => point.Value), Show("f'(z)", point => point.Derivative)]);
    }
}
