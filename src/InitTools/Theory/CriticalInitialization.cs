namespace InitTools;

/// <summary>A point on the edge of chaos, where chi_1 = 1 and gradients keep their size in wide nets of any depth.</summary>
public sealed record CriticalInitialization
{
    private const double SmallestVariance = 1e-5;
    private const double LargestVariance = 1e8;

    /// <summary>The step of the search, as a factor.</summary>
    private const double Step = 1.3;

    /// <summary>Differences smaller than this, of the terms' size, are rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The activation's name.</summary>
    public required string Activation { get; init; }

    /// <summary>sigma_w^2, the variance of a weight times the fan-in: the scale of <see cref="VarianceScaling"/> by fan-in.</summary>
    public required double WeightVariance { get; init; }

    /// <summary>sigma_b^2, the variance of a bias.</summary>
    public required double BiasVariance { get; init; }

    /// <summary>
    /// q*, the variance of the pre-activations there. 0 where it is only approached, as 1/depth, and 1 where every q is a fixed
    /// point, as for ReLU.
    /// </summary>
    public required double LengthFixedPoint { get; init; }

    /// <summary>
    /// Finds the edge of chaos. At a fixed point sigma_w^2 is (q - sigma_b^2)/E[f^2], so that chi_1 = 1 is one equation in q:
    /// (q - sigma_b^2) E[f'^2] = E[f^2] (Hayou et al. 2019, section 3).
    /// </summary>
    /// <param name="activation">f, a function of one number.</param>
    /// <param name="biasVariance">sigma_b^2; finite, 0 or more.</param>
    /// <returns>The point; of several the one of the smallest q* that a standardized input reaches.</returns>
    /// <exception cref="InitToolsException">
    /// <c>NoCriticalInitialization</c>: there is none. <c>InvalidBiasVariance</c>, or <c>ActivationNotCovered</c> for softmax.
    /// </exception>
    public static CriticalInitialization Find(Activation activation, double biasVariance = 0)
    {
        MeanField field = MeanField.Of(activation);
        InitTools.LengthFixedPoint.CheckBiasVariance(biasVariance);
        string reason = "no weight variance makes chi_1 1.";
        foreach (double variance in Candidates(field, biasVariance))
        {
            double weightVariance = 1 / field.Moments(variance).DerivativeMeanSquare;
            // What is 0 everywhere has no slope to make up for.
            if (double.IsInfinity(weightVariance)) continue;
            double reached = InitTools.LengthFixedPoint.Find(activation, weightVariance, biasVariance).Variance;
            if (!(Math.Abs(reached - variance) <= 1e-6 * (1e-6 + variance)))
            {
                reason = FormattableString.Invariant(
                    $"chi_1 is 1 at the weight variance {weightVariance:G6} and q = {variance:G4} alone, and no signal stays there.");
                continue;
            }
            return new CriticalInitialization
            {
                Activation = activation.Name,
                WeightVariance = weightVariance,
                BiasVariance = biasVariance,
                LengthFixedPoint = variance,
            };
        }
        if (field.Slopes is var (below, above) && (below != 0 || above != 0))
            reason = "where chi_1 is 1 the variance of its pre-activations grows without end. BiasVariance 0 has one.";
        throw new InitToolsException(
            "NoCriticalInitialization",
            $"{activation.Name} has no edge of chaos at BiasVariance {InitToolsException.Show(biasVariance)}: {reason}",
            FaultKind.NotFound, biasVariance);
    }

    private static IEnumerable<double> Candidates(MeanField field, double bias)
    {
        if (field.Slopes is not null)
        {
            if (bias == 0) yield return 1;
            yield break;
        }
        if (bias == 0 && field.PassesZero) yield return 0;
        double before = Math.Max(bias, SmallestVariance * (bias > 0 ? bias : 1));
        int signBefore = SignOf(Excess(field, before, bias));
        for (double variance = before * Step; variance < LargestVariance; variance *= Step)
        {
            int sign = SignOf(Excess(field, variance, bias));
            if (sign == 0) continue;
            if (sign == -signBefore) yield return Refine(field, bias, before, variance);
            (before, signBefore) = (variance, sign);
        }
    }

    private static double Refine(MeanField field, double bias, double low, double high)
    {
        const double Difference = 1e-5;
        return RootFinder.Find(At, At2(low), At2(high));

        (double Value, double Slope, double Kept) At(double variance)
        {
            double width = Difference * variance;
            double slope = (Excess(field, variance + width, bias).Value - Excess(field, variance - width, bias).Value) / (2 * width);
            return (Excess(field, variance, bias).Value, slope, variance);
        }

        (double X, double Value, double Slope, double Kept) At2(double variance)
        {
            (double value, double slope, double kept) = At(variance);
            return (variance, value, slope, kept);
        }
    }

    /// <summary>(q - sigma_b^2) E[f'^2] - E[f^2], above 0 where the chi_1 of the fixed point q is above 1; and the size of its terms.</summary>
    private static (double Value, double Size) Excess(MeanField field, double variance, double bias)
    {
        NormalMoments moments = field.Moments(variance);
        double gradient = (variance - bias) * moments.DerivativeMeanSquare;
        return (gradient - moments.MeanSquare, (variance * moments.DerivativeMeanSquare) + moments.MeanSquare);
    }

    private static int SignOf((double Value, double Size) excess) =>
        Math.Abs(excess.Value) <= Rounding * excess.Size ? 0 : Math.Sign(excess.Value);
}
