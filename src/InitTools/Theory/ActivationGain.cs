namespace InitTools;

/// <summary>
/// What weights have to make up for in front of an activation: how much of the signal it lets through forward, and of the gradient
/// backward, for standard normal pre-activations.
/// </summary>
public sealed record ActivationGain
{
    /// <summary>The activation's name.</summary>
    public required string Activation { get; init; }

    /// <summary>1/sqrt(E[f(z)^2]), z ~ N(0, 1): the gain of weights that keep the mean square of the signal.</summary>
    public required double Gain { get; init; }

    /// <summary>1/sqrt(E[f'(z)^2]), z ~ N(0, 1): the gain of weights that keep the variance of the gradient.</summary>
    public required double BackwardGain { get; init; }

    /// <summary>Gain^2, the scale of <see cref="VarianceScaling"/> by fan-in that keeps the signal (He et al. 2015, equation 10).</summary>
    public required double ForwardScale { get; init; }

    /// <summary>
    /// BackwardGain^2, the scale of <see cref="VarianceScaling"/> by fan-out that keeps the gradient (He et al. 2015, equation 14).
    /// </summary>
    public required double BackwardScale { get; init; }

    /// <summary>
    /// The compromise 2/(E[f^2] + E[f'^2]), the harmonic mean of both, for <see cref="VarianceScaling"/> by the mean of the fans, as
    /// Glorot and Bengio (2010, equation 12) choose it for a linear f.
    /// </summary>
    public required double Scale { get; init; }

    /// <summary>Computes the gains.</summary>
    /// <param name="activation">f, a function of one number.</param>
    /// <returns>The gains; infinite for an f that is 0 everywhere, or constant.</returns>
    /// <exception cref="InitToolsException"><c>ActivationNotCovered</c> for softmax.</exception>
    public static ActivationGain Of(Activation activation)
    {
        NormalMoments moments = MeanField.Of(activation).Moments(1);
        return new ActivationGain
        {
            Activation = activation.Name,
            Gain = 1 / Math.Sqrt(moments.MeanSquare),
            BackwardGain = 1 / Math.Sqrt(moments.DerivativeMeanSquare),
            ForwardScale = 1 / moments.MeanSquare,
            BackwardScale = 1 / moments.DerivativeMeanSquare,
            Scale = 2 / (moments.MeanSquare + moments.DerivativeMeanSquare),
        };
    }
}
