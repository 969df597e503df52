using TorchSharp;

namespace InitTools;

/// <summary>
/// The activations that need care: in double precision no overflow and no loss of digits in the tails, on tensors what TorchSharp
/// or libtorch have wrong.
/// </summary>
internal static class ActivationFunctions
{
    public static double Sigmoid(double z)
    {
        double e = Math.Exp(-Math.Abs(z));
        return (z >= 0 ? 1 : e) / (1 + e);
    }

    public static double SigmoidDerivative(double z)
    {
        double e = Math.Exp(-Math.Abs(z));
        return e / ((1 + e) * (1 + e));
    }

    /// <summary>sech^2(z): 1 - tanh^2 would lose every digit where tanh comes near 1.</summary>
    public static double TanhDerivative(double z) => 4 * SigmoidDerivative(2 * z);

    public static double Softsign(double z) => z / (1 + Math.Abs(z));

    public static double SoftsignDerivative(double z)
    {
        double d = 1 + Math.Abs(z);
        return 1 / (d * d);
    }

    /// <summary>log(1 + e) = 2 artanh(e / (2 + e)) keeps the digits of a small e.</summary>
    public static double Softplus(double z)
    {
        double e = Math.Exp(-Math.Abs(z));
        return Math.Max(z, 0) + 2 * Math.Atanh(e / (2 + e));
    }

    /// <summary>exp(z) - 1 = tanh(z/2) (exp(z) + 1) keeps the digits of a small z.</summary>
    public static double Elu(double z) => z > 0 ? z : Math.Tanh(z / 2) * (Math.Exp(z) + 1);

    public static double EluDerivative(double z) => z > 0 ? 1 : Math.Exp(z);

    public static double Gelu(double z) => z * NormalDistribution.Cumulative(z);

    public static double GeluDerivative(double z) => NormalDistribution.Cumulative(z) + z * NormalDistribution.Density(z);

    public static double Silu(double z) => z * Sigmoid(z);

    public static double SiluDerivative(double z) => Sigmoid(z) * (1 + z * Sigmoid(-z));

    /// <summary>With n = exp(-|z|), tanh(softplus(z)) is rational in n, and so is the derivative.</summary>
    public static double Mish(double z)
    {
        double n = Math.Exp(-Math.Abs(z));
        return z * (z >= 0 ? (1 + 2 * n) / (1 + 2 * n + 2 * n * n) : n * (n + 2) / (n * (n + 2) + 2));
    }

    public static double MishDerivative(double z)
    {
        double n = Math.Exp(-Math.Abs(z));
        double d = z >= 0 ? 1 + 2 * n + 2 * n * n : n * (n + 2) + 2;
        double tanh = (z >= 0 ? 1 + 2 * n : n * (n + 2)) / d;
        return tanh + z * 4 * n * (1 + n) * (z >= 0 ? n : 1) / (d * d);
    }

    public static double HardSigmoid(double z) => Math.Clamp(z + 3, 0, 6) / 6;

    public static double HardSwish(double z) => z * HardSigmoid(z);

    public static double HardSwishDerivative(double z) => z <= -3 ? 0 : z < 3 ? (2 * z + 3) / 6 : 1;

    // TorchSharp's own of the following pass numbers that it frees at random: see ScalarArithmetic.

    /// <summary>-log(sigmoid(-z)).</summary>
    public static torch.Tensor Softplus(torch.Tensor z)
    {
        using torch.Tensor negative = z.neg();
        using torch.Tensor logarithm = torch.nn.functional.logsigmoid(negative);
        return logarithm.neg();
    }

    public static torch.Tensor Mish(torch.Tensor z)
    {
        using torch.Tensor softplus = Softplus(z);
        using torch.Tensor tanh = softplus.tanh();
        return z.mul(tanh);
    }

    public static torch.Tensor Softsign(torch.Tensor z)
    {
        using torch.Tensor size = z.abs();
        using torch.Tensor divisor = size.Plus(1);
        return z.div(divisor);
    }

    public static torch.Tensor Elu(torch.Tensor z)
    {
        using Scalar alpha = 1, scale = 1, inputScale = 1;
        return z.elu(alpha, scale, inputScale);
    }

    public static torch.Tensor Celu(torch.Tensor z)
    {
        using Scalar alpha = 1;
        return z.celu(alpha);
    }

    public static torch.Tensor LeakyRelu(torch.Tensor z, double slope)
    {
        using Scalar held = slope;
        return z.leaky_relu(held);
    }

    /// <summary>In place on a copy, because TorchSharp 0.107's <c>hardtanh</c> drops its result and returns its input.</summary>
    public static torch.Tensor HardTanh(torch.Tensor z)
    {
        using Scalar minimum = -1, maximum = 1;
        return z.clone().hardtanh_(minimum, maximum);
    }

    /// <summary>In three steps, because the gradient of libtorch 2.10 has a float32 1/6 in it.</summary>
    public static torch.Tensor HardSigmoid(torch.Tensor z)
    {
        using torch.Tensor shifted = z.Plus(3);
        using torch.Tensor clipped = shifted.relu6();
        return clipped.Divided(6);
    }

    /// <summary>1 strictly between two kinks, 0 elsewhere.</summary>
    public static double Between(double z, double low, double high) => z > low && z < high ? 1 : 0;
}
