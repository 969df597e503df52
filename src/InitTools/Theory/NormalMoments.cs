using System.Runtime.Intrinsics;

namespace InitTools;

/// <summary>What an activation f makes of a normal pre-activation z ~ N(mean, q); all that the mean-field theory needs of f.</summary>
/// <param name="Mean">E[f(z)].</param>
/// <param name="MeanSquare">E[f(z)^2].</param>
/// <param name="DerivativeMeanSquare">E[f'(z)^2].</param>
/// <param name="MeanSquareSlope">
/// dE[f(z)^2]/dq = E[f'(z)^2 + f(z) f''(z)]; integrated by parts it is E[(z - mean) f(z) f'(z)]/q, which needs no f''.
/// </param>
internal readonly record struct NormalMoments(double Mean, double MeanSquare, double DerivativeMeanSquare, double MeanSquareSlope)
{
    /// <summary>A variance that stands for the limit 0: f is linear on either side of 0 as far as doubles can see.</summary>
    public const double Infinitesimal = 1e-26;

    /// <summary>Computes the moments.</summary>
    /// <param name="activation">f.</param>
    /// <param name="variance">q, above 0.</param>
    /// <param name="mean">The mean of z.</param>
    /// <param name="panels">Takes the panels between which f and f' are smooth, in the standardized variable.</param>
    public static NormalMoments Of(
        Activation activation, double variance, double mean = 0, ICollection<(double From, double To)>? panels = null)
    {
        Vector256<double> moments = NormalExpectation.OfFour(
            z =>
            {
                double value = activation.Value(z);
                double derivative = activation.Derivative(z);
                return Vector256.Create(value, value * value, derivative * derivative, (z - mean) * value * derivative);
            },
            mean, Math.Sqrt(variance), activation.Kinks, panels);
        return new NormalMoments(moments[0], moments[1], moments[2], moments[3] / variance);
    }
}
