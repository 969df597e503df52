using CsCheck;

namespace InitTools.Tests;

public sealed class CorrelationMapTests
{
    /// <summary>Smooth and bent activations, narrow and wide, near both ends and in the middle.</summary>
    [Theory]
    [InlineData("tanh", 0.5, 0.3)]
    [InlineData("tanh", 2, 0.97)]
    [InlineData("tanh", 30, -0.95)]
    [InlineData("hard_tanh", 1, 0.5)]
    [InlineData("hard_tanh", 2, 0.95)]
    [InlineData("hard_tanh", 2, 0.999)]
    [InlineData("selu", 1, -0.97)]
    [InlineData("selu", 50, 0.98)]
    [InlineData("gelu", 3, 0.99)]
    [InlineData("relu6", 20, 0.93)]
    [InlineData("relu", 3, 0.7)]
    [InlineData("leaky_relu", 0.1, -0.5)]
    public void The_map_agrees_with_a_dense_quadrature(string name, double variance, double correlation)
    {
        Activation f = ActivationCatalogue.Find(name, "Activation");
        (double covariance, double derivative) = new CorrelationMap(f.MeanField, variance).At(correlation);
        double scale = DenseQuadrature.Expect(z => f.Value(z) * f.Value(z), variance, f.Kinks);
        Assert.Equal(DenseQuadrature.ExpectProduct(f.Value, variance, correlation, f.Kinks), covariance, 1e-9 * scale);
        Assert.Equal(DenseQuadrature.ExpectProduct(f.Derivative, variance, correlation, f.Kinks), derivative, 1e-8);
    }

    [Fact]
    public void The_series_and_the_integral_meet() =>
        Gen.Select(Gen.Double[0.1, 5], Gen.Double[-0.99, 0.99]).Sample(
            (variance, correlation) =>
            {
                // The same function with and without its name: one has a closed form.
                Activation relu = ActivationCatalogue.Relu;
                var bent = new Activation("bent", "bent", z => relu.Value(z) + (1e-6 * z * z * z), z => relu.Derivative(z) + (3e-6 * z * z), z => z)
                {
                    Kinks = [0], Smooth = false, Initializer = "HeNormal",
                };
                (double covariance, double derivative) = new CorrelationMap(bent.MeanField, variance).At(correlation);
                (double expected, double expectedDerivative) = new CorrelationMap(relu.MeanField, variance).At(correlation);
                Assert.Equal(expected, covariance, 1e-5 * variance * Math.Max(1, variance));
                Assert.Equal(expectedDerivative, derivative, 1e-4);
            },
            iter: 40);

    [Fact]
    public void At_one_it_is_the_length_map() =>
        Assert.Equal(
            new CorrelationMap(ActivationCatalogue.Selu.MeanField, 2).At(1).Covariance,
            new CorrelationMap(ActivationCatalogue.Selu.MeanField, 2).At(1 - 1e-9).Covariance, 1e-7);
}
