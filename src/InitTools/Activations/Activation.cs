using TorchSharp;

namespace InitTools;

/// <summary>
/// An activation function f of a pre-activation z: its values and derivative in double precision, the same function on
/// tensors, and the properties that decide how the layer before it is initialized. The kinds are in
/// <see cref="ActivationCatalogue"/>.
/// </summary>
public sealed class Activation
{
    /// <summary>
    /// Where the flat parts of a saturating activation begin: a derivative under this fraction of
    /// <see cref="DerivativeMaximum"/> passes next to no gradient on.
    /// </summary>
    public const double FlatThreshold = 0.0025;

    private readonly Func<double, double> _value;
    private readonly Func<double, double> _derivative;
    private readonly Func<torch.Tensor, torch.Tensor> _forward;
    private readonly Lazy<double> _gain;
    private readonly Lazy<MeanField> _meanField;

    internal Activation(
        string name,
        string formula,
        Func<double, double> value,
        Func<double, double> derivative,
        Func<torch.Tensor, torch.Tensor> forward)
    {
        Name = name;
        Formula = formula;
        _value = value;
        _derivative = derivative;
        _forward = forward;
        _gain = new Lazy<double>(() => 1 / Math.Sqrt(NormalExpectation.Of(Square, splits: Kinks)));
        _meanField = new Lazy<MeanField>(() => new MeanField(this));
    }

    /// <summary>The name, as Keras spells it: <c>leaky_relu</c>.</summary>
    public string Name { get; }

    /// <summary>Other names for it; case, hyphens and underscores never matter.</summary>
    public IReadOnlyList<string> Alias { get; internal init; } = [];

    /// <summary>f(z), to read.</summary>
    public string Formula { get; }

    /// <summary>On which sides the derivative is, or tends to, zero.</summary>
    public Saturation Saturation { get; internal init; }

    /// <summary>Whether some side lets gradients through, as ReLU and its variants do: not saturating on both sides.</summary>
    public bool Nonsaturating => Saturation != Saturation.Both;

    /// <summary>
    /// Whether f(0) = 0 and the outputs take both signs, so that they can average to zero. It doesn't say that they do:
    /// E[f(z)] is 0 for odd functions such as tanh, and 0.28 for GELU with z ~ N(0, 1).
    /// </summary>
    public bool ZeroCentered { get; internal init; }

    /// <summary>Whether the derivative is continuous everywhere.</summary>
    public bool Smooth { get; internal init; } = true;

    /// <summary>The greatest lower bound of f'; where f levels out it is approached, not reached.</summary>
    public double DerivativeMinimum { get; internal init; }

    /// <summary>The least upper bound of f'; where f levels out it is approached, not reached.</summary>
    public double DerivativeMaximum { get; internal init; } = 1;

    /// <summary>
    /// The gain 1/sqrt(E[f(z)^2]) for z ~ N(0, 1): weights of variance gain^2 / fan_in keep the mean square of the signal from
    /// layer to layer. For softmax it is the gain of the scalar function that <see cref="Value"/> describes.
    /// </summary>
    public double Gain => _gain.Value;

    /// <summary>The name of the initializer recommended for the layer before it (Géron, Table 11-1).</summary>
    public required string Initializer { get; init; }

    /// <summary>The inputs, ascending, where f' or a higher derivative jumps: where a quadrature splits.</summary>
    public IReadOnlyList<double> Kinks { get; internal init; } = [];

    /// <summary>
    /// For an activation that saturates on both sides, the input at and below which |f'| is under <see cref="FlatThreshold"/>
    /// times its maximum; null for the others, for softmax, which has no such input, and for ReLU6, which is off there.
    /// </summary>
    public double? FlatBelow { get; internal init; }

    /// <summary>
    /// For an activation that saturates on both sides, the input at and above which |f'| is under <see cref="FlatThreshold"/>
    /// times its maximum; null for the others and for softmax, which has no such input.
    /// </summary>
    public double? FlatAbove { get; internal init; }

    /// <summary>What the theory of wide networks needs to know of f.</summary>
    internal MeanField MeanField => _meanField.Value;

    /// <summary>f(z).</summary>
    /// <param name="z">A finite number.</param>
    /// <returns>The value; for softmax that of a logit z against a single other one at 0, the sigmoid.</returns>
    public double Value(double z) => _value(z);

    /// <summary>f'(z); at a kink the value that PyTorch's autograd uses, such as 0 for ReLU at 0.</summary>
    /// <param name="z">A finite number.</param>
    /// <returns>The derivative; for softmax that of the function that <see cref="Value"/> describes.</returns>
    public double Derivative(double z) => double.IsNaN(z) ? z : _derivative(z);

    /// <summary>f of every element, differentiable by autograd; softmax over the last dimension.</summary>
    /// <param name="z">Pre-activations of any shape, of a floating type.</param>
    /// <returns>
    /// A new tensor of the same shape, left to the caller's dispose scope. For linear it is an alias: another handle, to be
    /// disposed of separately, on the same memory.
    /// </returns>
    public torch.Tensor Forward(torch.Tensor z) => _forward(z);

    /// <summary>The fraction of elements that lie in the flat parts, where next to no gradient comes through.</summary>
    /// <param name="preActivation">Pre-activations of any shape.</param>
    /// <returns>
    /// From 0 to 1; null unless the activation saturates on both sides. For softmax the fraction of samples whose largest
    /// probability p leaves p(1 - p), the derivative by its logit, under <see cref="FlatThreshold"/> times its maximum 1/4.
    /// NaN for a tensor without elements.
    /// </returns>
    public double? SaturatedFraction(torch.Tensor preActivation)
    {
        if (Nonsaturating) return null;
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        if (FlatAbove is { } above)
        {
            long below = FlatBelow is { } threshold ? Count(preActivation.IsAtMost(threshold)) : 0;
            return (below + Count(preActivation.IsAtLeast(above))) / (double)preActivation.numel();
        }
        torch.Tensor largest = torch.nn.functional.softmax(preActivation, -1, torch.float64).amax([-1]);
        return Count(largest.IsAbove(1 - FlatThreshold * DerivativeMaximum)) / (double)largest.numel();
    }

    /// <summary>Evenly spaced points of the curve, computed as they are asked for.</summary>
    /// <param name="minimum">The first input.</param>
    /// <param name="maximum">The last input, above <paramref name="minimum"/>.</param>
    /// <param name="count">The number of points, at least 2.</param>
    /// <returns>The points, the first at exactly <paramref name="minimum"/>, the last at <paramref name="maximum"/>.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.InvalidRange</c>: an end isn't finite, or they are in the wrong order.
    /// <c>InitTools.InvalidCount</c>: fewer than 2 points.
    /// </exception>
    public IEnumerable<ActivationPoint> Curve(double minimum, double maximum, int count)
    {
        if (!double.IsFinite(minimum))
            throw InitToolsException.Argument("InvalidRange", "Minimum", minimum, "a finite number");
        if (!double.IsFinite(maximum) || maximum <= minimum)
        {
            throw InitToolsException.Argument(
                "InvalidRange", "Maximum", maximum, $"a finite number above Minimum, {InitToolsException.Show(minimum)}");
        }
        if (count < 2) throw InitToolsException.Argument("InvalidCount", "Count", count, "2 or more");
        return Enumerable.Range(0, count).Select(i => Point(Position(minimum, maximum, i, count - 1)));
    }

    /// <summary>The activation's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    private double Square(double z)
    {
        double value = _value(z);
        return value * value;
    }

    private ActivationPoint Point(double x) => new(x, Value(x), Derivative(x)) { Activation = Name };

    /// <summary>Weighs the ends instead of adding steps: round positions come out round, so kinks are hit exactly.</summary>
    private static double Position(double minimum, double maximum, int index, int last) =>
        index == 0 ? minimum : index == last ? maximum : (minimum * (last - index) + maximum * index) / last;

    private static long Count(torch.Tensor flags) => flags.sum().item<long>();
}
