using InitTools.Plotting;
using static InitTools.Tests.Plotting.FigureRows;

namespace InitTools.Tests.Plotting;

/// <summary>Which picture is drawn of what.</summary>
public sealed class FigureCatalogueTests
{
    [Fact]
    public void Rows_are_drawn_by_layer_with_what_is_predicted_below_in_the_same_colour()
    {
        Panel panel = Assert.Single(FigureCatalogue.Build([Layer("a", 1, 0.1), Layer("a", 2, 0.2), Layer("b", 1, 0.3), Layer("b", 2, 0.4)]).Panels);
        Assert.Equal(
            [("predicted", 0, CurveStyle.Dashed), ("predicted", 1, CurveStyle.Dashed), ("a", 0, CurveStyle.Marked), ("b", 1, CurveStyle.Marked)],
            panel.Curves.Select(curve => (curve.Name, curve.Colour, curve.Style)));
        Assert.Equal([0.2, 0.4], panel.Curves[0].Y);
        Assert.Equal([0.3, 0.4], panel.Curves[3].Y);
        Assert.Equal([1.0, 2], panel.Curves[3].X);
        Assert.True(panel.Y.IsLogarithmic && panel.X.IsWhole);
    }

    [Fact]
    public void Equal_names_are_numbered_and_a_single_model_is_named_by_the_title()
    {
        Figure two = FigureCatalogue.Build([Layer("a", 1, 0.1), Layer("a", 2, 0.2), Layer("a", 1, 0.3)]);
        Assert.Equal(["a", "a (2)"], two.Panels[0].Curves.Where(curve => curve.Style == CurveStyle.Marked).Select(curve => curve.Name));
        Assert.EndsWith(": a", FigureCatalogue.Build([Layer("a", 1, 0.1)]).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_of_0_which_a_logarithmic_axis_has_no_place_for_is_named()
    {
        Panel dead = FigureCatalogue.Build([Layer("a", 1, 0), Layer("a", 2, 0.2)]).Panels.Single();
        Assert.EndsWith("no point where it is 0", dead.X.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("0", FigureCatalogue.Build([Layer("a", 1, 0.1), Layer("a", 2, 0.2)]).Panels.Single().X.Title, StringComparison.Ordinal);
        // Nothing is predicted that could be seen.
        Assert.DoesNotContain(FigureCatalogue.Build([Layer("a", 1, 0)]).Panels.Single().Curves, curve => curve.Name == "predicted");
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.2, 0 }, true)]
    [InlineData(new[] { 0.1, 0, 0.2 }, false)]
    [InlineData(new[] { 0, 0.1, double.NaN }, false)]
    [InlineData(new[] { 0.1 }, false)]
    public void What_is_predicted_is_a_line_of_two_neighbours_at_least(double[] predicted, bool drawn)
    {
        LayerGradient[] rows = [.. predicted.Select((value, i) => Layer("a", i + 1, 0.1) with { PredictedBackpropStandardDeviation = value })];
        Assert.Equal(drawn, FigureCatalogue.Build(rows).Panels.Single().Curves.Any(curve => curve.Name == "predicted"));
    }

    [Fact]
    public void Singular_values_lie_over_a_line_at_1_where_there_are_any()
    {
        Figure figure = FigureCatalogue.Build(
            [.. Enumerable.Range(1, 3).Select(layer => Layer("a", layer, 0.1) with { JacobianMeanSingularValue = 0.5, JacobianMaximumSingularValue = 0 })], "Jacobian");
        Assert.Equal([("isometry, all at 1", CurveStyle.Boundary), ("a", CurveStyle.Marked)], figure.Panels[0].Curves.Select(curve => (curve.Name, curve.Style)));
        Assert.Equal([1.0, 3], figure.Panels[0].Curves[0].X);
        Assert.Equal([1.0, 1], figure.Panels[0].Curves[0].Y);
        // Of the largest ones, all 0, nothing is seen; nor is a line of one layer.
        Assert.Equal("a", Assert.Single(figure.Panels[1].Curves).Name);
        Assert.All(
            FigureCatalogue.Build([Layer("a", 1, 0.1) with { JacobianMeanSingularValue = 0.5, JacobianMaximumSingularValue = 2 }], "Jacobian").Panels,
            panel => Assert.Single(panel.Curves));
    }

    [Fact]
    public void Time_steps_are_no_layers_and_have_a_panel_of_their_own()
    {
        Figure figure = FigureCatalogue.Build(
            [Layer("other", 1, 1), Layer("a", 1, 0.1), Layer("a", 1, 0.01, time: 1), Layer("a", 1, 0.02, time: 2), Layer("a", 2, 0.2)]);
        Assert.Equal([1.0, 2], figure.Panels[0].Curves.Single(curve => curve.Name == "a" && curve.Style == CurveStyle.Marked).X);
        Curve time = Assert.Single(figure.Panels[1].Curves);
        Assert.Equal(("a", 1), (time.Name, time.Colour));
        Assert.Equal([0.01, 0.02], time.Y);
    }

    [Fact]
    public void Rows_of_several_steps_become_a_map_of_layer_by_step()
    {
        LayerGradient[] rows = [.. Enumerable.Range(0, 6).Select(i => (Layer: 1 + (i % 2), Step: 1 + (10 * (i / 2)))).Select(at => Layer("a", at.Layer, (at.Layer * 100) + at.Step, at.Step))];
        Grid grid = FigureCatalogue.Build(rows).Panels.Single().Grid!;
        Assert.Equal([1.0, 11, 21], grid.X);
        Assert.Equal([1.0, 2], grid.Y);
        Assert.Equal(new double[,] { { 101, 111, 121 }, { 201, 211, 221 } }, grid.Values);
        Assert.True(grid.Scale.IsLogarithmic);
        Grid change = FigureCatalogue.Build(rows, "weight-change_map").Panels.Single().Grid!;
        Assert.Equal(0.021, change.Values[1, 2]);
    }

    [Fact]
    public void A_training_that_starts_over_and_rows_that_are_missing_leave_the_map_whole()
    {
        Figure figure = FigureCatalogue.Build([Layer("a", 1, 1, 1), Layer("a", 2, 2, 1), Layer("a", 1, 3, 5), Layer("a", 1, 4, 1), Layer("a", 1, 5, 2)], "BackpropMap");
        Assert.Equal(["a", "a (2)"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(double.NaN, figure.Panels[0].Grid!.Values[1, 1]);
    }

    [Fact]
    public void Of_a_training_with_probes_the_epochs_are_drawn_and_a_kind_picks_the_rows()
    {
        object[] mixed = [Layer("a", 1, 0.1, 1), Epoch("a", 1, 2, 2.5), Layer("a", 1, 0.2, 11), Epoch("a", 2, 1, 1.5)];
        Figure training = FigureCatalogue.Build(mixed);
        Assert.Equal(["Loss", "Learning rate"], training.Panels.Select(panel => panel.Y.Title));
        Assert.Equal([2.5, 1.5], training.Panels[0].Curves.Single(curve => curve.Style == CurveStyle.Dashed).Y);
        Assert.NotNull(FigureCatalogue.Build(mixed, "backpropmap").Panels.Single().Grid);
    }

    [Fact]
    public void A_loss_over_many_decades_gets_a_logarithmic_axis()
    {
        Assert.True(FigureCatalogue.Build([Epoch("a", 1, 10), Epoch("a", 2, 0.1)]).Panels[0].Y.IsLogarithmic);
        Assert.False(FigureCatalogue.Build([Epoch("a", 1, 10), Epoch("a", 2, 5)]).Panels[0].Y.IsLogarithmic);
    }

    [Fact]
    public void Points_of_several_activations_are_curves_with_their_names()
    {
        Figure figure = FigureCatalogue.Build(
            [.. ActivationCatalogue.Tanh.Curve(-1, 1, 3), .. ActivationCatalogue.Relu.Curve(-1, 1, 3), new ActivationPoint(0, 1, 2)]);
        Assert.Equal(["tanh", "relu", "f"], figure.Panels[0].Curves.Select(curve => curve.Name));
        Assert.Equal([0.0, 0, 1], figure.Panels[1].Curves[1].Y);
    }

    [Fact]
    public void A_sweep_over_depths_is_drawn_by_depth_and_other_flows_by_model()
    {
        using var sweep = new Sweep(
            new SweepGrid([new Orthogonal()], [ActivationCatalogue.Tanh, ActivationCatalogue.Relu], [1, 3], [5], repeat: 2, seed: 1), new SweepOptions());
        SweepRun[] runs = [.. sweep.TakeAll().Select(outcome => outcome.Run!)];
        Panel panel = FigureCatalogue.Build(runs).Panels.Single();
        Assert.Equal(["tanh", "relu"], panel.Curves.Where(curve => curve.Style == CurveStyle.Marked).Select(curve => curve.Name));
        double[] repeats = [.. runs.Where(run => run is { Activation: "tanh", HiddenLayers: 3 }).Select(run => run.BackpropRatio)];
        Assert.Equal(Math.Sqrt(repeats[0] * repeats[1]), panel.Curves.Single(curve => curve.Name == "tanh").Y[1], 1e-12);

        GradientFlow[] flows = [GradientFlow.Measure([Layer("a", 1, 1), Layer("a", 2, 2)]), GradientFlow.Measure([Layer("b", 1, 1), Layer("b", 2, 4)])];
        Panel marks = FigureCatalogue.Build(flows).Panels.Single();
        Assert.Equal(["b", "a"], marks.Y.Categories);
        Curve measured = marks.Curves.Single(curve => curve.Name == "measured");
        Assert.Equal([0.5, 0.25], measured.X);
        Assert.Equal([2.0, 1], measured.Y);
    }

    [Fact]
    public void Layers_of_several_predictions_are_told_apart_by_what_differs()
    {
        Figure figure = FigureCatalogue.Build(
        [
            .. Layers(1.5), .. Layers(2.5),
        ]);
        static IReadOnlyList<SignalPropagationLayer> Layers(double weightVariance) => SignalPropagation.Layers(
            ActivationCatalogue.Tanh, weightVariance, 0.05, 4, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(3, figure.Panels.Count);
        Assert.Equal(["weight variance 1.5", "weight variance 2.5"], figure.Panels[0].Curves.Select(curve => curve.Name));
        Assert.EndsWith("tanh, bias variance 0.05", figure.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_drawn_says_why()
    {
        object row = Layer("a", 1, 0.1);
        Errors.Throws("NothingToDraw", () => FigureCatalogue.Build([]), "No object");
        Errors.Throws("UnknownInput", () => FigureCatalogue.Build([1.5]), "Double");
        Errors.Throws("MixedInput", () => FigureCatalogue.Build([row, ActivationCatalogue.Relu]), "LayerGradient", "Activation");
        Errors.Throws("UnknownPictureKind", () => FigureCatalogue.Build([row], "fase"), "Kind", "fase");
        Errors.Throws("KindMismatch", () => FigureCatalogue.Build([row], "Training"), "Training", "Backprop", "epochs of Invoke-ModelTraining");
        Errors.Throws("NothingToDraw", () => FigureCatalogue.Build([row], "Jacobian"), "-Jacobian");
        Errors.Throws("NothingToDraw", () => FigureCatalogue.Build([Layer("a", 1, double.NaN)], "Signal"), "Signal");
        Errors.Throws("NothingToDraw", () => FigureCatalogue.Build([SignalPropagation.Of(ActivationCatalogue.Tanh, 1)], "PhaseDiagram"), "grid");
        Errors.Throws(
            "TooManyPanels",
            () => FigureCatalogue.Build([.. Enumerable.Range(0, 31).SelectMany(i => new[] { Layer($"m{i}", 1, 1, 1), Layer($"m{i}", 1, 1, 2) })], "BackpropMap"),
            "31", "30");
    }

    [Fact]
    public void A_constant_learning_rate_lies_in_the_middle_of_its_axis()
    {
        Figure figure = TrainingFigure.Of([FigureRows.Epoch("a", 1, 2), FigureRows.Epoch("a", 2, 1)]);
        FigureAxis rate = Assert.Single(figure.Panels, panel => panel.Y.Title == "Learning rate").Y;
        Assert.Equal((0, 0.2), (rate.Minimum, rate.Maximum));
        Assert.Null(Assert.Single(figure.Panels, panel => panel.Y.Title == "Loss").Y.Maximum);
    }

    [Fact]
    public void Every_kind_says_what_it_shows_and_what_it_needs() => Assert.All(FigureCatalogue.All, kind =>
    {
        Assert.NotEmpty(kind.Description);
        Assert.NotEmpty(kind.Source);
        Assert.Matches("^[A-Z][A-Za-z]+$", kind.Name);
    });
}
