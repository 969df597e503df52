using InitTools.Plotting;

namespace InitTools.Tests.Plotting;

/// <summary>The phase diagram.</summary>
public sealed class PhaseFigureTests
{
    private static readonly double[] Weights = [.. Enumerable.Range(0, 13).Select(i => 0.5 + (0.25 * i))];
    private static readonly double[] Biases = [0.02, 0.1, 0.2];

    [Fact]
    public void Cells_hold_chi_and_the_edge_is_where_the_theory_puts_it()
    {
        Panel panel = FigureCatalogue.Build([.. Diagram(ActivationCatalogue.Tanh, Weights, Biases)]).Panels.Single();
        Assert.Equal(Weights, panel.Grid!.X);
        Assert.Equal(Biases, panel.Grid.Y);
        Assert.Equal(SignalPropagation.Of(ActivationCatalogue.Tanh, Weights[4], Biases[1]).Chi, panel.Grid.Values[1, 4], 1e-12);
        Curve edge = Assert.Single(panel.Curves);
        Assert.Equal(CurveStyle.Boundary, edge.Style);
        Assert.Equal(Biases, edge.Y);
        // Found between points that lie 0.25 apart.
        for (int i = 0; i < Biases.Length; i++)
            Assert.Equal(CriticalInitialization.Find(ActivationCatalogue.Tanh, Biases[i]).WeightVariance, edge.X[i], 0.02);
        Assert.Equal(["ordered: gradients vanish", "chaotic: gradients explode"], panel.Notes.Select(note => note.Text));
        Assert.True(panel.Notes[0].X < panel.Notes[1].X);
    }

    [Fact]
    public void Each_activation_has_a_panel_and_what_is_missing_is_an_empty_cell()
    {
        SignalPropagation[] points =
        [
            .. Diagram(ActivationCatalogue.Tanh, Weights, Biases).Skip(1),
            .. Diagram(ActivationCatalogue.Relu, Weights, Biases),
        ];
        Figure figure = FigureCatalogue.Build(points);
        Assert.Equal(["tanh", "relu"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(double.NaN, figure.Panels[0].Grid!.Values[0, 0]);
        Assert.All(figure.Panels[1].Curves.Single().X, weight => Assert.Equal(2, weight, 1e-9));
    }

    [Fact]
    public void Points_along_a_line_are_drawn_as_one()
    {
        Panel panel = FigureCatalogue.Build([.. Diagram(ActivationCatalogue.Tanh, Weights, [0.1])]).Panels.Single();
        Assert.Null(panel.Grid);
        Assert.Equal(Weights, panel.Curves[^1].X);
        Assert.Equal("Bias variance", FigureCatalogue.Build([.. Diagram(ActivationCatalogue.Tanh, [1.5], Biases)]).Panels[0].X.Title);
    }

    private static IEnumerable<SignalPropagation> Diagram(Activation activation, double[] weights, double[] biases) =>
        SignalPropagation.Diagram(activation, weights, biases, TestContext.Current.CancellationToken);
}
