using CsCheck;

namespace InitTools.Tests;

/// <summary>Fixed points, phases and depth scales, against published figures and against a quadrature of another kind.</summary>
public sealed class FixedPointTests
{
    [Fact]
    public void Tanh_has_its_three_phases()
    {
        SignalPropagation chaotic = Of("tanh", 2.5, 0.05);
        Assert.Equal(1.06396, chaotic.LengthFixedPoint, 0.000005);
        Assert.Equal(1.13352, chaotic.Chi, 0.000005);
        Assert.Equal(0.4468, chaotic.CorrelationFixedPoint!.Value, 0.00005);
        Assert.Equal(11.80, chaotic.CorrelationDepth!.Value, 0.005);
        Assert.Equal(1.180, chaotic.LengthDepth!.Value, 0.0005);
        Assert.Equal(SignalPhase.Chaotic, chaotic.Phase);
        Assert.Equal(6 * chaotic.CorrelationDepth.Value, chaotic.MaximumTrainableDepth);

        SignalPropagation ordered = Of("tanh", 1.3, 0.05);
        Assert.Equal(0.31532, ordered.LengthFixedPoint, 0.000005);
        Assert.Equal(0.88016, ordered.Chi, 0.000005);
        Assert.Equal(7.83, ordered.CorrelationDepth!.Value, 0.005);
        Assert.Equal((1, SignalPhase.Ordered), (ordered.CorrelationFixedPoint!.Value, ordered.Phase));

        Assert.Equal(SignalPhase.Critical, Of("tanh", 1.76095, 0.05).Phase);
    }

    /// <summary>E[f'^2] of SELU is scale^2 (1/2 + alpha^2 e^2 Phi(-2)) in closed form.</summary>
    [Fact]
    public void Selu_rests_at_one_and_is_slightly_chaotic()
    {
        SignalPropagation selu = Of("selu", 1);
        Assert.Equal(1, selu.LengthFixedPoint, 1e-12);
        Assert.Equal(1.0715749924557996, selu.Chi, 1e-12);
        Assert.Equal(0, selu.CorrelationFixedPoint!.Value, 1e-12);
    }

    [Theory]
    [InlineData("tanh", 2.5, 0.05)]
    [InlineData("tanh", 1.77, 0.05)]
    [InlineData("tanh", 60, 1)]
    [InlineData("selu", 1.5, 0.01)]
    [InlineData("selu", 0.6, 0)]
    [InlineData("hard_tanh", 1.3, 0.05)]
    [InlineData("relu6", 3, 0.1)]
    [InlineData("gelu", 1.98, 0.5)]
    [InlineData("softsign", 6, 0.2)]
    [InlineData("sigmoid", 200, 0.1)]
    [InlineData("elu", 1.2, 0.3)]
    public void A_fixed_point_stands_up_to_a_dense_quadrature(string name, double weightVariance, double biasVariance)
    {
        Activation f = ActivationCatalogue.Find(name, "Activation");
        SignalPropagation point = SignalPropagation.Of(f, weightVariance, biasVariance);
        double q = point.LengthFixedPoint, c = point.CorrelationFixedPoint!.Value;

        // q* and c* solve their equations: off by d, they would be off by d times 1 - slope.
        double length = (weightVariance * DenseQuadrature.Expect(z => f.Value(z) * f.Value(z), q, f.Kinks)) + biasVariance;
        double lengthSlope = weightVariance * DenseQuadrature.Expect(z => z * f.Value(z) * f.Derivative(z), q, f.Kinks) / q;
        Assert.Equal(0, (length - q) / (1 - lengthSlope) / q, 1e-8);
        ActivationCases.AssertClose(1 / Math.Abs(Math.Log(lengthSlope)), point.LengthDepth!.Value, 1e-8);
        double chi = weightVariance * DenseQuadrature.Expect(z => f.Derivative(z) * f.Derivative(z), q, f.Kinks);
        ActivationCases.AssertClose(chi, point.Chi, 1e-8);
        if (c == 1)
        {
            Assert.InRange(chi, 0, 1);
            return;
        }
        double image = ((weightVariance * DenseQuadrature.ExpectProduct(f.Value, q, c, f.Kinks)) + biasVariance) / q;
        double slope = weightVariance * DenseQuadrature.ExpectProduct(f.Derivative, q, c, f.Kinks);
        Assert.Equal(0, (image - c) / (1 - slope), 1e-8);
        ActivationCases.AssertClose(-1 / Math.Log(slope), point.CorrelationDepth!.Value, 2e-8);
    }

    [Fact]
    public void Every_fixed_point_attracts_and_every_phase_follows_from_chi() =>
        Gen.Select(Gen.Int[0, ActivationCatalogue.All.Count - 2], Gen.Double[0.05, 6], Gen.Double[0, 1]).Sample(
            (index, weightVariance, biasVariance) =>
            {
                SignalPropagation point = SignalPropagation.Of(ActivationCatalogue.All[index], weightVariance, biasVariance);
                SignalPhase expected = !double.IsFinite(point.LengthFixedPoint) ? SignalPhase.Unbounded
                    : Math.Abs(point.Chi - 1) <= 1e-6 ? SignalPhase.Critical
                    : point.Chi < 1 ? SignalPhase.Ordered : SignalPhase.Chaotic;
                Assert.Equal(expected, point.Phase);
                if (expected == SignalPhase.Unbounded)
                {
                    Assert.Null(point.CorrelationDepth);
                    return;
                }
                Assert.InRange(point.CorrelationFixedPoint!.Value, 0, 1);
                Assert.Equal(expected == SignalPhase.Chaotic, point.CorrelationFixedPoint < 1);
                Assert.True(point.LengthDepth >= 0 && point.CorrelationDepth > 0, $"{point}");
            },
            iter: 150);

    [Theory]
    [InlineData("relu", 2, 0, 1, SignalPhase.Critical)]
    [InlineData("relu", 2, 0.1, double.PositiveInfinity, SignalPhase.Unbounded)]
    [InlineData("relu", 1.9, 0.1, 2, SignalPhase.Ordered)]
    [InlineData("relu", 1, 0, 0, SignalPhase.Ordered)]
    [InlineData("relu", 3, 0, double.PositiveInfinity, SignalPhase.Unbounded)]
    [InlineData("linear", 1, 0, 1, SignalPhase.Critical)]
    [InlineData("leaky_relu", 1, 0.48, 1, SignalPhase.Ordered)]
    [InlineData("tanh", 1, 0, 0, SignalPhase.Critical)]
    [InlineData("tanh", 0.5, 0, 0, SignalPhase.Ordered)]
    [InlineData("hard_tanh", 1, 0, 0, SignalPhase.Critical)]
    [InlineData("elu", 2, 0.05, double.PositiveInfinity, SignalPhase.Unbounded)]
    [InlineData("gelu", 3, 0, double.PositiveInfinity, SignalPhase.Unbounded)]
    [InlineData("gelu", 1, 0, 0, SignalPhase.Ordered)]
    public void Degenerate_points_are_what_they_are(string name, double weight, double bias, double length, SignalPhase phase)
    {
        SignalPropagation point = Of(name, weight, bias);
        Assert.Equal(length, point.LengthFixedPoint, 1e-12);
        Assert.Equal(phase, point.Phase);
    }

    /// <summary>Near the edge without biases tanh has q* = (sigma_w^2 - 1)/2 to first order, which plain iteration never reaches.</summary>
    [Fact]
    public void A_fixed_point_next_to_zero_is_found() =>
        Assert.Equal(5e-8, Of("tanh", 1 + 1e-7).LengthFixedPoint, 1e-13);

    [Fact]
    public void A_diagram_is_its_points()
    {
        double[] weights = [0.5, 1.5, 3], biases = [0, 0.1];
        SignalPropagation[] points = [.. SignalPropagation.Diagram(
            ActivationCatalogue.Tanh, weights, biases, TestContext.Current.CancellationToken)];
        Assert.Equal(weights.SelectMany(_ => biases, (weight, bias) => Of("tanh", weight, bias)), points);
    }

    [Fact]
    public void What_can_never_be_right_is_refused()
    {
        Errors.Throws("InvalidWeightVariance", () => Of("tanh", 0), "WeightVariance is 0");
        Errors.Throws("InvalidWeightVariance", () => Of("tanh", double.NaN), "NaN");
        Errors.Throws("InvalidWeightVariance", () => Of("tanh", double.PositiveInfinity), "Infinity");
        Errors.Throws("InvalidBiasVariance", () => Of("tanh", 1, -0.1), "BiasVariance is -0.1");
        Errors.Throws("InvalidBiasVariance", () => Of("tanh", 1, double.NaN), "NaN");
        Errors.Throws("ActivationNotCovered", () => Of("softmax", 1), "softmax");
    }

    private static SignalPropagation Of(string name, double weightVariance, double biasVariance = 0) =>
        SignalPropagation.Of(ActivationCatalogue.Find(name, "Activation"), weightVariance, biasVariance);
}
