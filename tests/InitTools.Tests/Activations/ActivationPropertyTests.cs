using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace InitTools.Tests;

public sealed class ActivationPropertyTests
{
    private const double ScanStep = 1e-3;

    private static readonly double[] Scan =
    [
        .. Enumerable.Range(-10_000, 20_001).Select(i => i * ScanStep),
        .. Enumerable.Range(2, 5).SelectMany(i => (double[])[-Math.Pow(10, i), Math.Pow(10, i)]),
    ];

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Derivative_bounds_are_the_extremes_of_a_dense_scan(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        Assert.Equal(Maximum(activation.Derivative), activation.DerivativeMaximum, 1e-10);
        Assert.Equal(-Maximum(z => -activation.Derivative(z)), activation.DerivativeMinimum, 1e-10);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Saturation_is_where_the_derivative_vanishes(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        bool left = Math.Abs(activation.Derivative(-1000)) < 1e-5;
        bool right = Math.Abs(activation.Derivative(1000)) < 1e-5;
        Saturation expected = (left, right) switch
        {
            (true, true) => Saturation.Both,
            (true, false) => Saturation.Left,
            (false, true) => Saturation.Right,
            _ => Saturation.None,
        };
        Assert.Equal(expected, activation.Saturation);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Zero_centered_means_zero_at_zero_and_both_signs(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        bool expected = activation.Value(0) == 0 && Scan.Min(activation.Value) < -0.1 && Scan.Max(activation.Value) > 0.1;
        Assert.Equal(expected, activation.ZeroCentered);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Smooth_means_that_the_derivative_never_jumps(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        IEnumerable<double> jumps = activation.Kinks.Concat(Scan)
            .Select(z => Math.Abs(activation.Derivative(z + 1e-7) - activation.Derivative(z - 1e-7)));
        Assert.Equal(activation.Smooth, jumps.Max() < 1e-6);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Derivative_jumps_at_listed_kinks_only(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        double largest = Scan
            .Where(z => activation.Kinks.All(kink => Math.Abs(z - kink) > ScanStep / 2))
            .Max(z => Math.Abs(activation.Derivative(z + 1e-7) - activation.Derivative(z - 1e-7)));
        Assert.InRange(largest, 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Gain_agrees_with_an_independent_quadrature(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        double meanSquare = 0;
        for (double from = -12; from < 12; from += 0.5) // every kink is a multiple of 0.5
        {
            meanSquare += GaussLegendreRule.Integrate(
                z => Math.Pow(activation.Value(z), 2) * Normal.PDF(0, 1, z), from, from + 0.5, 20);
        }
        ActivationCases.AssertClose(1 / Math.Sqrt(meanSquare), activation.Gain, 1e-12);
    }

    [Theory]
    [InlineData("tanh", 1.5925)]
    [InlineData("gelu", 1.5335)]
    [InlineData("sigmoid", 1.8462)]
    [InlineData("softmax", 1.8462)]
    [InlineData("selu", 1.0000)]
    [InlineData("relu", 1.4142)]
    public void Gain_is_the_published_figure(string name, double gain) =>
        Assert.Equal(gain, ActivationCatalogue.Find(name, "Name").Gain, 5e-5);

    [Theory]
    [InlineData("linear", 1)]
    [InlineData("leaky_relu", 0.2)]
    [InlineData("rrelu", 11.0 / 48)]
    [InlineData("prelu", 0.25)]
    public void Gain_of_a_leaky_unit_is_exact(string name, double slope) =>
        Assert.Equal(Math.Sqrt(2 / (1 + slope * slope)), ActivationCatalogue.Find(name, "Name").Gain, 1e-14);

    [Theory]
    [InlineData("sigmoid", -7.3765, 7.3765)]
    [InlineData("tanh", -3.6883, 3.6883)]
    [InlineData("softsign", -19, 19)]
    [InlineData("hard_sigmoid", -3, 3)]
    [InlineData("hard_tanh", -1, 1)]
    public void Flat_parts_begin_where_the_derivative_falls_under_the_threshold(string name, double below, double above)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        double threshold = 0.0025 * activation.DerivativeMaximum;

        Assert.Equal(below, activation.FlatBelow!.Value, 5e-5);
        Assert.Equal(above, activation.FlatAbove!.Value, 5e-5);
        Assert.InRange(Math.Abs(activation.Derivative(activation.FlatBelow.Value - 1e-9)), 0, threshold);
        Assert.InRange(Math.Abs(activation.Derivative(activation.FlatAbove.Value + 1e-9)), 0, threshold);
        Assert.True(Math.Abs(activation.Derivative(activation.FlatBelow.Value + 1e-9)) > threshold);
        Assert.True(Math.Abs(activation.Derivative(activation.FlatAbove.Value - 1e-9)) > threshold);
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Flat_parts_are_those_of_elementwise_saturating_activations(string name)
    {
        Activation activation = ActivationCatalogue.Find(name, "Name");
        bool expected = activation.Saturation == Saturation.Both && name != "softmax";
        Assert.Equal(expected && name != "relu6", activation.FlatBelow.HasValue);
        Assert.Equal(expected, activation.FlatAbove.HasValue);
    }

    /// <summary>The largest value that a ternary search about the best point of the scan comes by.</summary>
    private static double Maximum(Func<double, double> f)
    {
        double best = Scan.MaxBy(f);
        double largest = f(best);
        (double low, double high) = (best - ScanStep, best + ScanStep);
        for (int i = 0; i < 80; i++)
        {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            largest = Math.Max(largest, Math.Max(f(left), f(right)));
            if (f(left) < f(right)) low = left;
            else high = right;
        }
        return largest;
    }
}
