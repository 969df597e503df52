using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch.nn;

namespace InitTools;

/// <summary>The activations that InitTools knows.</summary>
public static class ActivationCatalogue
{
    private const double SeluScale = 1.0507009873554804934193349852946;
    private const double SeluAlpha = 1.6732632423543772848170429916717;

    /// <summary>The slope of RReLU once trained, (1/8 + 1/3) / 2.</summary>
    private const double RreluSlope = 11.0 / 48;

    /// <summary>Where sech^2 falls to <see cref="Activation.FlatThreshold"/>.</summary>
    private static readonly double TanhFlat = Math.Acosh(1 / Math.Sqrt(Activation.FlatThreshold));

    /// <summary>No activation: f(z) = z.</summary>
    public static Activation Linear { get; } = new("linear", "z", z => z, _ => 1, z => z.alias())
    {
        Alias = ["none", "identity"],
        ZeroCentered = true,
        DerivativeMinimum = 1,
        Initializer = "GlorotUniform",
    };

    /// <summary>The logistic function.</summary>
    public static Activation Sigmoid { get; } = new(
        "sigmoid", "1 / (1 + exp(-z))",
        ActivationFunctions.Sigmoid, ActivationFunctions.SigmoidDerivative, z => z.sigmoid())
    {
        Alias = ["logistic"],
        Saturation = Saturation.Both,
        DerivativeMaximum = 0.25,
        FlatBelow = -2 * TanhFlat,
        FlatAbove = 2 * TanhFlat,
        Initializer = "GlorotUniform",
    };

    /// <summary>The hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new(
        "tanh", "tanh(z)", Math.Tanh, ActivationFunctions.TanhDerivative, z => z.tanh())
    {
        Alias = ["hyperbolic_tangent"],
        Saturation = Saturation.Both,
        ZeroCentered = true,
        FlatBelow = -TanhFlat,
        FlatAbove = TanhFlat,
        Initializer = "GlorotUniform",
    };

    /// <summary>Softsign (Bergstra et al. 2009); its derivative falls as 1/z^2 only.</summary>
    public static Activation Softsign { get; } = new(
        "softsign", "z / (1 + |z|)",
        ActivationFunctions.Softsign, ActivationFunctions.SoftsignDerivative, ActivationFunctions.Softsign)
    {
        Saturation = Saturation.Both,
        ZeroCentered = true,
        Kinks = [0],
        FlatBelow = 1 - 1 / Math.Sqrt(Activation.FlatThreshold),
        FlatAbove = 1 / Math.Sqrt(Activation.FlatThreshold) - 1,
        Initializer = "GlorotUniform",
    };

    /// <summary>Softplus (Dugas et al. 2001), a smooth ReLU; its derivative is the sigmoid.</summary>
    public static Activation Softplus { get; } = new(
        "softplus", "log(1 + exp(z))",
        ActivationFunctions.Softplus, ActivationFunctions.Sigmoid, ActivationFunctions.Softplus)
    {
        Saturation = Saturation.Left,
        Initializer = "HeNormal",
    };

    /// <summary>The piecewise linear sigmoid of PyTorch and Keras 3, of slope 1/6.</summary>
    public static Activation HardSigmoid { get; } = new(
        "hard_sigmoid", "min(max(z + 3, 0), 6) / 6",
        ActivationFunctions.HardSigmoid, z => ActivationFunctions.Between(z, -3, 3) / 6, ActivationFunctions.HardSigmoid)
    {
        Saturation = Saturation.Both,
        Smooth = false,
        DerivativeMaximum = 1.0 / 6,
        Kinks = [-3, 3],
        FlatBelow = -3,
        FlatAbove = 3,
        Initializer = "GlorotUniform",
    };

    /// <summary>The piecewise linear tanh (Collobert 2004).</summary>
    public static Activation HardTanh { get; } = new(
        "hard_tanh", "min(max(z, -1), 1)",
        z => Math.Clamp(z, -1, 1), z => ActivationFunctions.Between(z, -1, 1), ActivationFunctions.HardTanh)
    {
        Saturation = Saturation.Both,
        ZeroCentered = true,
        Smooth = false,
        Kinks = [-1, 1],
        FlatBelow = -1,
        FlatAbove = 1,
        Initializer = "GlorotUniform",
    };

    /// <summary>The rectified linear unit (Nair and Hinton 2010).</summary>
    public static Activation Relu { get; } = new(
        "relu", "max(0, z)", z => Math.Max(0, z), z => z > 0 ? 1 : 0, z => z.relu())
    {
        Saturation = Saturation.Left,
        Smooth = false,
        Kinks = [0],
        Initializer = "HeNormal",
    };

    /// <summary>ReLU capped at 6 (Krizhevsky 2010).</summary>
    public static Activation Relu6 { get; } = new(
        "relu6", "min(max(0, z), 6)",
        z => Math.Clamp(z, 0, 6), z => ActivationFunctions.Between(z, 0, 6), z => functional.relu6(z))
    {
        Saturation = Saturation.Both,
        Smooth = false,
        Kinks = [0, 6],
        FlatAbove = 6, // below 0 it is off, as ReLU is, not saturated: half of all inputs of a healthy layer are
        Initializer = "HeNormal",
    };

    /// <summary>Leaky ReLU (Maas et al. 2013) with Keras' slope 0.2 for negative inputs.</summary>
    public static Activation LeakyRelu { get; } = Leaky("leaky_relu", "max(0.2 * z, z)", 0.2, "lrelu");

    /// <summary>
    /// Randomized leaky ReLU (Xu et al. 2015) as it is evaluated: with 11/48, the mean of its slopes, which are drawn from
    /// 1/8 to 1/3 in training.
    /// </summary>
    public static Activation Rrelu { get; } = Leaky("rrelu", "max(11/48 * z, z)", RreluSlope, "randomized_leaky_relu");

    /// <summary>Parametric ReLU (He et al. 2015) with its slope fixed at 0.25, where learning starts.</summary>
    public static Activation Prelu { get; } = Leaky("prelu", "max(0.25 * z, z)", 0.25, "parametric_relu");

    /// <summary>The exponential linear unit (Clevert et al. 2016) with alpha = 1.</summary>
    public static Activation Elu { get; } = new(
        "elu", "max(0, z) + min(0, exp(z) - 1)",
        ActivationFunctions.Elu, ActivationFunctions.EluDerivative, ActivationFunctions.Elu)
    {
        Alias = ["exponential_linear_unit"],
        Saturation = Saturation.Left,
        ZeroCentered = true,
        Kinks = [0],
        Initializer = "HeNormal",
    };

    /// <summary>The continuously differentiable ELU (Barron 2017) with alpha = 1, where it equals <see cref="Elu"/>.</summary>
    public static Activation Celu { get; } = new(
        "celu", "max(0, z) + min(0, exp(z) - 1)",
        ActivationFunctions.Elu, ActivationFunctions.EluDerivative, ActivationFunctions.Celu)
    {
        Saturation = Saturation.Left,
        ZeroCentered = true,
        Kinks = [0],
        Initializer = "HeNormal",
    };

    /// <summary>
    /// The scaled ELU (Klambauer et al. 2017, equations 2 and 14): scale 1.0507009873554805 and alpha 1.6732632423543772, for
    /// which mean 0 and variance 1 are a stable fixed point.
    /// </summary>
    public static Activation Selu { get; } = new(
        "selu", "1.0507 * (max(0, z) + min(0, 1.67326 * (exp(z) - 1)))",
        z => SeluScale * (z > 0 ? z : SeluAlpha * ActivationFunctions.Elu(z)),
        z => SeluScale * (z > 0 ? 1 : SeluAlpha * Math.Exp(z)),
        z => functional.selu(z))
    {
        Alias = ["scaled_elu"],
        Saturation = Saturation.Left,
        ZeroCentered = true,
        Smooth = false,
        DerivativeMaximum = SeluScale * SeluAlpha,
        Kinks = [0],
        Initializer = "LecunNormal",
    };

    /// <summary>
    /// The Gaussian error linear unit (Hendrycks and Gimpel 2016), exact, not by tanh; Phi is the normal distribution function.
    /// </summary>
    public static Activation Gelu { get; } = new(
        "gelu", "z * Phi(z)", ActivationFunctions.Gelu, ActivationFunctions.GeluDerivative, z => functional.gelu(z))
    {
        Saturation = Saturation.Left,
        ZeroCentered = true,
        DerivativeMinimum = -0.12890414518515479, // at -sqrt(2)
        DerivativeMaximum = 1.1289041451851548, // at sqrt(2)
        Initializer = "HeNormal",
    };

    /// <summary>The sigmoid linear unit (Elfwing et al. 2018), or Swish (Ramachandran et al. 2017) with beta = 1.</summary>
    public static Activation Silu { get; } = new(
        "silu", "z / (1 + exp(-z))", ActivationFunctions.Silu, ActivationFunctions.SiluDerivative, z => functional.silu(z))
    {
        Alias = ["swish"],
        Saturation = Saturation.Left,
        ZeroCentered = true,
        DerivativeMinimum = -0.099839320128866917, // at -2.3993572805154677
        DerivativeMaximum = 1.0998393201288669, // at 2.3993572805154677
        Initializer = "HeNormal",
    };

    /// <summary>Mish (Misra 2019).</summary>
    public static Activation Mish { get; } = new(
        "mish", "z * tanh(log(1 + exp(z)))",
        ActivationFunctions.Mish, ActivationFunctions.MishDerivative, ActivationFunctions.Mish)
    {
        Saturation = Saturation.Left,
        ZeroCentered = true,
        DerivativeMinimum = -0.11252612238949426, // at -2.2563763963607931
        DerivativeMaximum = 1.0884981612517279, // at 1.4905711794854285
        Initializer = "HeNormal",
    };

    /// <summary>The piecewise quadratic Swish (Howard et al. 2019).</summary>
    public static Activation HardSwish { get; } = new(
        "hard_swish", "z * min(max(z + 3, 0), 6) / 6",
        ActivationFunctions.HardSwish, ActivationFunctions.HardSwishDerivative, z => functional.hardswish(z))
    {
        Alias = ["hard_silu"],
        Saturation = Saturation.Left,
        ZeroCentered = true,
        Smooth = false,
        DerivativeMinimum = -0.5,
        DerivativeMaximum = 1.5,
        Kinks = [-3, 3],
        Initializer = "HeNormal",
    };

    /// <summary>
    /// Softmax over the last dimension. Its scalar properties are those of one logit against a single other one at 0, which is
    /// the sigmoid.
    /// </summary>
    public static Activation Softmax { get; } = new(
        "softmax", "exp(z_i) / sum_j exp(z_j)",
        ActivationFunctions.Sigmoid, ActivationFunctions.SigmoidDerivative, z => functional.softmax(z, -1))
    {
        Saturation = Saturation.Both,
        DerivativeMaximum = 0.25,
        Initializer = "GlorotUniform",
    };

    /// <summary>Every activation, in the order in which they are shown.</summary>
    public static IReadOnlyList<Activation> All { get; } =
    [
        Linear, Sigmoid, Tanh, Softsign, Softplus, HardSigmoid, HardTanh, Relu, Relu6, LeakyRelu, Rrelu, Prelu,
        Elu, Celu, Selu, Gelu, Silu, Mish, HardSwish, Softmax,
    ];

    private static readonly NameTable<Activation> Table = new(
        "activation", All.Select(activation => (activation, (string[])[activation.Name, .. activation.Alias])));

    /// <summary>Looks up an activation that must be known.</summary>
    /// <param name="name">Its name or an alias; case, hyphens and underscores don't matter.</param>
    /// <param name="parameter">The parameter that the name was given for.</param>
    /// <returns>The activation.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InitTools.UnknownActivation</c>: no such name; the message lists near matches.
    /// </exception>
    public static Activation Find(string? name, string parameter) => Table.Find(name, parameter);

    /// <summary>Looks up an activation.</summary>
    /// <param name="name">Its name or an alias; case, hyphens and underscores don't matter.</param>
    /// <param name="activation">The activation.</param>
    /// <returns>Whether it is known.</returns>
    public static bool TryFind(string? name, [MaybeNullWhen(false)] out Activation activation) =>
        Table.TryFind(name, out activation);

    private static Activation Leaky(string name, string formula, double slope, string alias) => new(
        name, formula, z => z > 0 ? z : slope * z, z => z > 0 ? 1 : slope, z => ActivationFunctions.LeakyRelu(z, slope))
    {
        Alias = [alias],
        ZeroCentered = true,
        Smooth = false,
        DerivativeMinimum = slope,
        Kinks = [0],
        Initializer = "HeNormal",
    };
}
