namespace InitTools.Tests;

public sealed class CriticalInitializationTests
{
    [Fact]
    public void Tanh_has_the_published_edge()
    {
        CriticalInitialization edge = CriticalInitialization.Find(ActivationCatalogue.Tanh, 0.05);
        Assert.Equal(1.76095, edge.WeightVariance, 1e-4);
        Assert.Equal(0.57005, edge.LengthFixedPoint, 1e-4);
    }

    [Theory]
    [InlineData("tanh", 0.01)]
    [InlineData("tanh", 0.05)]
    [InlineData("tanh", 1)]
    [InlineData("selu", 0.05)]
    [InlineData("hard_tanh", 0.2)]
    [InlineData("sigmoid", 0)]
    [InlineData("elu", 0.1)]
    [InlineData("gelu", 0.5)]
    public void On_the_edge_chi_is_one_by_a_dense_quadrature(string name, double biasVariance)
    {
        Activation f = ActivationCatalogue.Find(name, "Activation");
        CriticalInitialization edge = CriticalInitialization.Find(f, biasVariance);
        double q = edge.LengthFixedPoint;
        double chi = edge.WeightVariance * DenseQuadrature.Expect(z => f.Derivative(z) * f.Derivative(z), q, f.Kinks);
        double length = (edge.WeightVariance * DenseQuadrature.Expect(z => f.Value(z) * f.Value(z), q, f.Kinks)) + biasVariance;
        Assert.Equal(1, chi, 1e-8);
        ActivationCases.AssertClose(q, length, 1e-8);
        Assert.Equal(SignalPhase.Critical, SignalPropagation.Of(f, edge.WeightVariance, biasVariance).Phase);
    }

    [Theory]
    [InlineData("relu", 2, 1)]
    [InlineData("linear", 1, 1)]
    [InlineData("leaky_relu", 2 / 1.04, 1)]
    [InlineData("tanh", 1, 0)]
    [InlineData("hard_tanh", 1, 0)]
    [InlineData("softsign", 1, 0)]
    public void Without_biases_the_edge_is_a_single_point(string name, double weightVariance, double length)
    {
        CriticalInitialization edge = CriticalInitialization.Find(ActivationCatalogue.Find(name, "Activation"));
        Assert.Equal((weightVariance, length), (edge.WeightVariance, edge.LengthFixedPoint), new Close(1e-10));
    }

    [Fact]
    public void Where_there_is_none_it_says_so()
    {
        Errors.Throws("NoCriticalInitialization", () => CriticalInitialization.Find(ActivationCatalogue.Relu, 0.1), "relu", "BiasVariance 0.1", "without end");
        Errors.Throws("NoCriticalInitialization", () => CriticalInitialization.Find(ActivationCatalogue.Gelu, 0.05), "gelu", "no signal stays there");
        Errors.Throws("NoCriticalInitialization", () => CriticalInitialization.Find(ActivationCatalogue.Softplus, 0.05), "softplus");
        Activation zero = TensorActivation.Create("zero", z => z.sub(z)), constant = TensorActivation.Create("constant", z => z.sub(z).cos());
        Errors.Throws("NoCriticalInitialization", () => CriticalInitialization.Find(zero), "no weight variance");
        Errors.Throws("NoCriticalInitialization", () => CriticalInitialization.Find(constant, 0.1), "no weight variance");
        Errors.Throws("InvalidBiasVariance", () => CriticalInitialization.Find(ActivationCatalogue.Tanh, double.NaN), "NaN");
        Errors.Throws("ActivationNotCovered", () => CriticalInitialization.Find(ActivationCatalogue.Softmax), "softmax");
    }

    [Theory]
    [InlineData("tanh", 1.5925)]
    [InlineData("gelu", 1.5335)]
    [InlineData("sigmoid", 1.8462)]
    [InlineData("selu", 1.0000)]
    public void Gains_are_the_published_ones_and_those_of_a_dense_quadrature(string name, double gain)
    {
        Activation f = ActivationCatalogue.Find(name, "Activation");
        ActivationGain actual = ActivationGain.Of(f);
        double square = DenseQuadrature.Expect(z => f.Value(z) * f.Value(z), 1, f.Kinks);
        double derivative = DenseQuadrature.Expect(z => f.Derivative(z) * f.Derivative(z), 1, f.Kinks);
        Assert.Equal(gain, actual.Gain, 0.00005);
        ActivationCases.AssertClose(1 / Math.Sqrt(square), actual.Gain, 1e-8);
        ActivationCases.AssertClose(1 / Math.Sqrt(derivative), actual.BackwardGain, 1e-8);
        ActivationCases.AssertClose(1 / square, actual.ForwardScale, 1e-8);
        ActivationCases.AssertClose(1 / derivative, actual.BackwardScale, 1e-8);
        ActivationCases.AssertClose(2 / (square + derivative), actual.Scale, 1e-8);
    }

    private sealed class Close(double tolerance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) <= tolerance && Math.Abs(x.Item2 - y.Item2) <= tolerance;

        public int GetHashCode((double, double) pair) => 0;
    }
}
