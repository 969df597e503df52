using System.Runtime.InteropServices;

namespace InitTools.Plotting;

/// <summary>
/// Phase diagrams: chi_1 over both variances, with the edge of chaos where it is 1 (Poole et al. 2016, figure 1; Schoenholz et al. 2017,
/// figure 1); one panel an activation.
/// </summary>
public static class PhaseFigure
{
    private const double SmallestNoteShare = 0.08;

    /// <summary>Whether points make up a plane: two values of each variance, and most of the pairs.</summary>
    /// <param name="points">Predictions.</param>
    /// <returns>Whether there is a diagram to draw.</returns>
    public static bool Covers(IReadOnlyList<SignalPropagation> points) => points.GroupBy(point => point.Activation).Any(diagram =>
    {
        (int columns, int rows) = (Weights(diagram).Length, Biases(diagram).Length);
        return columns > 1 && rows > 1 && diagram.Count() > columns * rows / 2;
    });

    /// <summary>Describes the figure.</summary>
    /// <param name="points">Predictions, as Get-SignalPropagation writes them for lists of variances.</param>
    /// <returns>The figure.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.NothingToDraw</c>: the points don't make up a plane.</exception>
    public static Figure Of(IReadOnlyList<SignalPropagation> points)
    {
        if (!Covers(points))
        {
            throw new InitToolsException(
                "NothingToDraw",
                $"A phase diagram needs a grid of variances, such as Get-SignalPropagation tanh (1..10) (0..5); these {points.Count} points are none.",
                FaultKind.InvalidData);
        }
        IGrouping<string, SignalPropagation>[] diagrams = [.. points.GroupBy(point => point.Activation)];
        return new Figure(
            diagrams.Length == 1 ? $"Phase diagram: {diagrams[0].Key}" : "Phase diagram",
            [.. diagrams.Select(diagram => Show([.. diagram]) with { Title = diagrams.Length == 1 ? null : diagram.Key })])
        {
            Columns = diagrams.Length > 2 ? 2 : 1,
        };
    }

    private static Panel Show(SignalPropagation[] points)
    {
        (double[] weights, double[] biases) = (Weights(points), Biases(points));
        var chi = new double[biases.Length, weights.Length];
        MemoryMarshal.CreateSpan(ref chi[0, 0], chi.Length).Fill(double.NaN);
        foreach (SignalPropagation point in points)
            chi[Array.BinarySearch(biases, point.BiasVariance), Array.BinarySearch(weights, point.WeightVariance)] = point.Chi;
        (double X, double Y)[] edge = [.. Edge(weights, biases, chi)];
        return new Panel(Axis("Weight variance times fan-in", weights), Axis("Bias variance", biases))
        {
            Grid = new Grid(weights, biases, chi, new FigureAxis("chi", IsLogarithmic: true)),
            Curves = edge.Length < 2 ? [] :
                [new Curve("edge of chaos, chi = 1", [.. edge.Select(point => point.X)], [.. edge.Select(point => point.Y)], 0, CurveStyle.Boundary)],
            Notes = [.. new[] { Words(points, chi => chi < 1, "ordered: gradients vanish"), Words(points, chi => chi > 1, "chaotic: gradients explode") }.OfType<Note>()],
        };
    }

    // The outer cells reach no farther than their centres: there are no negative variances.
    private static FigureAxis Axis(string title, double[] values) => new(title) { Minimum = values[0], Maximum = values[^1] };

    // Between two neighbours log chi is as good as straight.
    private static IEnumerable<(double X, double Y)> Edge(double[] weights, double[] biases, double[,] chi)
    {
        for (int row = 0; row < biases.Length; row++)
        {
            for (int column = 0; column + 1 < weights.Length; column++)
            {
                (double left, double right) = (Math.Log(chi[row, column]), Math.Log(chi[row, column + 1]));
                if (!(left <= 0 && right > 0)) continue;
                yield return (weights[column] + ((weights[column + 1] - weights[column]) * left / (left - right)), biases[row]);
                break;
            }
        }
    }

    // In the middle of a phase, where there is room for words.
    private static Note? Words(SignalPropagation[] points, Func<double, bool> inside, string text)
    {
        SignalPropagation[] region = [.. points.Where(point => inside(point.Chi))];
        return region.Length < SmallestNoteShare * points.Length
            ? null
            : new Note(region.Average(point => point.WeightVariance), region.Average(point => point.BiasVariance), text);
    }

    private static double[] Weights(IEnumerable<SignalPropagation> points) => [.. points.Select(point => point.WeightVariance).Distinct().Order()];

    private static double[] Biases(IEnumerable<SignalPropagation> points) => [.. points.Select(point => point.BiasVariance).Distinct().Order()];
}
