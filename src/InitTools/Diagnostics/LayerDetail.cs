using TorchSharp;

namespace InitTools;

/// <summary>
/// The figures of a layer that a diagnosis of training asks for, beyond those of a plain probe: how large and how sparse the
/// weight gradient is, how many units have fallen silent, and whether the units differ at all.
/// </summary>
public static class LayerDetail
{
    /// <summary>A unit that is active in a smaller share of the samples is rarely active (SageMaker Debugger, DeadRelu, 1 %).</summary>
    public const double RareActivity = 0.01;

    /// <summary>
    /// The pre-activations z between which a unit passes a gradient on, both ends excluded: above 0 for ReLU, and for tanh and
    /// sigmoid where SageMaker Debugger's rule SaturatedActivation says that they aren't saturated.
    /// </summary>
    /// <param name="activation">The activation's name, or null.</param>
    /// <returns>The ends; null for an activation that passes a gradient everywhere, or that isn't known.</returns>
    public static (double Above, double Below)? ActiveRange(string? activation) =>
        !ActivationCatalogue.TryFind(activation, out Activation? known) ? null : known.Name switch
        {
            "relu" => (0, double.PositiveInfinity),
            "relu6" => (0, 6),
            "tanh" => (-9.4999, 9.4999),
            "sigmoid" => (-23, 16.99999),
            "hard_tanh" => (-1, 1),
            "hard_sigmoid" => (-3, 3),
            _ => null,
        };

    /// <summary>Adds the figures to a row.</summary>
    /// <param name="row">The row of a plain probe.</param>
    /// <param name="trace">The layer it is of, its pre-activations still alive.</param>
    /// <param name="weightGradient">dL/dW, or null for frozen weights.</param>
    /// <returns>The row with its details.</returns>
    internal static LayerGradient Complete(LayerGradient row, LayerTrace trace, torch.Tensor? weightGradient)
    {
        Magnitudes? gradient = weightGradient is null ? null : Magnitudes.Of(weightGradient);
        return row with
        {
            WeightGradientMeanAbsolute = gradient?.Mean,
            WeightGradientZeroFraction = gradient?.ZeroFraction,
            RarelyActiveFraction = ActiveRange(row.Activation) is var (above, below)
                ? UnitActivity.RarelyActiveFraction(trace.PreActivation, trace.UnitDimension, above, below, RareActivity)
                : null,
            UnitSpread = Spread(trace),
        };
    }

    private static double? Spread(LayerTrace trace)
    {
        if (UnitSpread.VarianceOf(trace.Weight) is not { } variance) return null;
        double meanSquare = trace.WeightNorm * trace.WeightNorm / trace.Weight.NumberOfElements;
        return meanSquare == 0 ? 0 : Math.Sqrt(variance / meanSquare);
    }
}
