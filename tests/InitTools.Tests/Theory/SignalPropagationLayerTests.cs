using CsCheck;

namespace InitTools.Tests;

public sealed class SignalPropagationLayerTests
{
    [Fact]
    public void Relu_halves_and_keeps_in_closed_form()
    {
        IReadOnlyList<SignalPropagationLayer> layers = SignalPropagation.Layers(
            ActivationCatalogue.Relu, 1, 0, 10, 3, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(10, layers.Count);
        for (int i = 0; i < 10; i++)
        {
            double q = 3 * Math.Pow(0.5, i);
            Assert.Equal(i + 1, layers[i].Layer);
            ActivationCases.AssertClose(q, layers[i].PreActivationVariance, 1e-12);
            ActivationCases.AssertClose(Math.Sqrt(q / (2 * Math.PI)), layers[i].ActivationMean, 1e-12);
            ActivationCases.AssertClose((q / 2) - (q / (2 * Math.PI)), layers[i].ActivationVariance, 1e-12);
            ActivationCases.AssertClose(Math.Pow(0.5, 9 - i), layers[i].BackpropVarianceRatio, 1e-12);
        }
        // Cho and Saul 2009: two orthogonal inputs have the correlation 1/pi behind one ReLU.
        Assert.Equal(0, layers[0].Correlation, 1e-15);
        Assert.Equal(1 / Math.PI, layers[1].Correlation, 1e-12);
    }

    [Fact]
    public void Layers_follow_the_maps_and_end_at_the_fixed_points() =>
        Gen.Select(Gen.Int[0, 4], Gen.Double[0.5, 3], Gen.Double[0.01, 0.5], Gen.Double[-1, 1]).Sample(
            (index, weight, bias, correlation) =>
            {
                Activation f = ((Activation[])[ActivationCatalogue.Tanh, ActivationCatalogue.HardTanh, ActivationCatalogue.Sigmoid,
                    ActivationCatalogue.Softsign, ActivationCatalogue.Linear])[index];
                SignalPropagation point = SignalPropagation.Of(f, weight, bias);
                IReadOnlyList<SignalPropagationLayer> layers = SignalPropagation.Layers(
                    f, weight, bias, 60, 1, correlation, TestContext.Current.CancellationToken);
                for (int i = 1; i < layers.Count; i++)
                {
                    NormalMoments moments = f.MeanField.Moments(layers[i - 1].PreActivationVariance);
                    ActivationCases.AssertClose(
                        (weight * moments.MeanSquare) + bias, layers[i].PreActivationVariance, 1e-9);
                    ActivationCases.AssertClose(
                        layers[i - 1].BackpropVarianceRatio, layers[i].BackpropVarianceRatio * weight * moments.DerivativeMeanSquare, 1e-9);
                    Assert.InRange(layers[i].Correlation, -1, 1);
                }
                if (!(point.LengthDepth < 4 && point.CorrelationDepth < 4)) return;
                Assert.Equal(point.LengthFixedPoint, layers[^1].PreActivationVariance, 1e-4 * point.LengthFixedPoint);
                Assert.Equal(point.CorrelationFixedPoint!.Value, layers[^1].Correlation, 1e-3);
            },
            iter: 25, threads: 1);

    [Fact]
    public void A_signal_that_overflows_does_not_stop_the_prediction()
    {
        SignalPropagationLayer last = SignalPropagation.Layers(
            ActivationCatalogue.Gelu, 8, 0, 2000, cancellationToken: TestContext.Current.CancellationToken)[^1];
        Assert.True(last.PreActivationVariance > 1e200);
        Assert.False(double.IsNaN(last.Correlation));
    }

    [Fact]
    public void What_can_never_be_right_is_refused()
    {
        Errors.Throws("InvalidDepth", () => Layers(depth: 0), "Depth is 0", "1 to 1000000");
        Errors.Throws("InvalidDepth", () => Layers(depth: -1), "Depth is -1");
        Errors.Throws("InvalidInputVariance", () => Layers(variance: 0), "InputVariance is 0");
        Errors.Throws("InvalidInputVariance", () => Layers(variance: double.NaN), "NaN");
        Errors.Throws("InvalidInputCorrelation", () => Layers(correlation: 1.1), "InputCorrelation is 1.1");
        Errors.Throws("InvalidInputCorrelation", () => Layers(correlation: double.NaN), "NaN");
    }

    private static IReadOnlyList<SignalPropagationLayer> Layers(int depth = 3, double variance = 1, double correlation = 0) =>
        SignalPropagation.Layers(ActivationCatalogue.Tanh, 1, 0, depth, variance, correlation);
}
