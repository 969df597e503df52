using InitTools.Plotting;
using TorchSharp;

namespace InitTools.Tests.Plotting;

/// <summary>Histograms of weights and of what passes the layers.</summary>
public sealed class HistogramFigureTests
{
    [Theory]
    [InlineData("HeNormal", "law HeNormal")]
    [InlineData("GlorotUniform", "law GlorotUniform")]
    [InlineData("Orthogonal", "normal of Orthogonal's variance")]
    public void A_tensor_lies_over_the_law_that_it_was_drawn_by(string law, string name)
    {
        Initializer initializer = InitializerCatalogue.Find(law, "Initializer") with { Seed = 1 };
        using torch.Tensor tensor = initializer.CreateTensor(new TensorShape([200, 150]));
        Panel panel = FigureCatalogue.Build([tensor], options: new FigureOptions { Initializer = initializer }).Panels.Single();
        Curve density = Assert.Single(panel.Curves);
        Assert.Equal(name, density.Name);
        Assert.Equal(1, panel.Bars.Sum(bar => bar.Height * (bar.To - bar.From)), 1e-9);
        Assert.Equal(1, density.X.Zip(density.X.Skip(1)).Zip(density.Y, (x, y) => (x.Second - x.First) * y).Sum(), 0.01);
        // Each bar's height is binomial about the law, taken in the bar's middle; a false alarm in 1,000,000, and the cuts passed over.
        foreach (Bar bar in panel.Bars.Skip(1).SkipLast(1))
        {
            double width = bar.To - bar.From, expected = At(density, (bar.From + bar.To) / 2);
            double error = Math.Sqrt(expected * width / 30_000) / width;
            Assert.InRange(bar.Height, expected - (6 * error) - (0.03 * expected), expected + (6 * error) + (0.03 * expected));
        }
    }

    [Fact]
    public void A_model_shows_each_kernel_over_its_own_law()
    {
        using var model = new SequentialModel(
            [new DenseLayer(30, activation: ActivationCatalogue.Relu, kernelInitializer: InitializerCatalogue.Find("he_normal", "k")), new DenseLayer(4)], [20], seed: 1);
        Figure figure = FigureCatalogue.Build([model]);
        Assert.Equal(["law HeNormal", "law GlorotUniform"], figure.Panels.Select(panel => panel.Curves.Single().Name));
        Assert.StartsWith("dense_1, 30x20", figure.Panels[0].Title, StringComparison.Ordinal);
        Assert.Equal(
            FigureText.Of(figure with { Panels = [figure.Panels[1]], Title = "" }),
            FigureText.Of(FigureCatalogue.Build([model.Layers[1]]) with { Title = "" }));
    }

    [Fact]
    public void Weights_without_a_known_law_lie_over_a_normal_one()
    {
        using var module = torch.nn.Linear(5, 4);
        Assert.Equal("normal of the same mean and sd", FigureCatalogue.Build([module]).Panels.Single().Curves.Single().Name);
        using torch.Tensor constant = torch.ones(3);
        Panel panel = FigureCatalogue.Build([constant]).Panels.Single();
        Assert.Single(panel.Bars);
        Assert.Empty(panel.Curves);
    }

    [Fact]
    public void Weights_that_are_not_there_are_refused()
    {
        using torch.Tensor empty = torch.full(2, double.NaN);
        Errors.Throws("NothingToDraw", () => FigureCatalogue.Build([empty]), "Tensor 1", "finite");
        torch.Tensor disposed = torch.ones(2);
        disposed.Dispose();
        Errors.Throws("NothingToDraw", () => FigureCatalogue.Build([disposed]), "Tensor 1", "disposed");
        using var layer = new DenseLayer(3);
        Errors.Throws("NothingToDraw", () => FigureCatalogue.Build([layer]), "New-SequentialModel");
    }

    [Fact]
    public void Layers_that_differ_by_decades_are_drawn_by_magnitude_and_each_still_integrates_to_one()
    {
        using var model = new SequentialModel(
            [.. Enumerable.Range(0, 12).Select(_ => new DenseLayer(30, activation: ActivationCatalogue.Sigmoid))], [30], seed: 1);
        Figure figure = FigureCatalogue.Build([.. LayerHistogram.Run(model, options: new ProbeOptions { Seed = 1 })]);
        Assert.Equal(2, figure.Columns);
        Assert.Equal(8, figure.Panels[0].Curves.Count);
        // The last layer's signal is the loss's own.
        Assert.Equal(7, figure.Panels[1].Curves.Count);
        Assert.DoesNotContain(figure.Panels[1].Curves, curve => curve.Name == "layer 12");
        Assert.True(figure.Panels[1].X.IsLogarithmic);
        foreach (Curve curve in figure.Panels[1].Curves)
        {
            double width = curve.X[1] - curve.X[0];
            Assert.Equal(1, curve.X.Zip(curve.Y, (x, y) => y / (x * Math.Log(10)) * width).Sum(), 1e-6);
        }
        Assert.Equal(
            ["layer 1", "layer 2"],
            FigureCatalogue.Build([.. LayerHistogram.Run(model).Where(bin => bin.Layer <= 2)], "ActivationHistogram").Panels.Single().Curves.Select(curve => curve.Name));
    }

    private static double At(Curve curve, double x)
    {
        int i = curve.X.ToList().FindIndex(place => place >= x);
        return (curve.Y[i - 1] + curve.Y[i]) / 2;
    }
}
