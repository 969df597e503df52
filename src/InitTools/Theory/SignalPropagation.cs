namespace InitTools;

/// <summary>
/// What the mean-field theory of wide networks says of an activation f and a pair of variances, without a network: where the
/// variance of the pre-activations comes to rest, whether gradients vanish or explode, and over how many layers (Poole et al.
/// 2016; Schoenholz et al. 2017).
/// </summary>
public sealed record SignalPropagation
{
    /// <summary>|chi_1 - 1| up to which a point counts as the edge of chaos: over a million layers nothing changes much.</summary>
    public const double CriticalTolerance = 1e-6;

    /// <summary>The greatest depth that layers are predicted for.</summary>
    public const int DepthLimit = 1_000_000;

    /// <summary>Below this distance to 1 a factor a layer is 1, as rounding allows no other answer.</summary>
    private const double Rounding = 1e-12;

    // A diagram of chi_1 alone needn't wait for it.
    private readonly Lazy<(double Fixed, double Chi)> _correlation;

    private SignalPropagation(Activation activation, double weightVariance, double biasVariance, LengthFixedPoint length)
    {
        Activation = activation.Name;
        WeightVariance = weightVariance;
        BiasVariance = biasVariance;
        LengthFixedPoint = length.Variance;
        Chi = length.Chi;
        Phase = PhaseOf(length);
        LengthDepth = !IsBounded ? null : Math.Abs(length.Slope) < 1 ? LayersPerFold(length.Slope) : double.PositiveInfinity;
        _correlation = new(() => Phase == SignalPhase.Chaotic
            ? FindCorrelation(MeanField.Of(activation), length, weightVariance, biasVariance)
            : (1, length.Chi));
    }

    /// <summary>The activation's name.</summary>
    public string Activation { get; }

    /// <summary>sigma_w^2: the variance of a weight times the fan-in.</summary>
    public double WeightVariance { get; }

    /// <summary>sigma_b^2: the variance of a bias.</summary>
    public double BiasVariance { get; }

    /// <summary>
    /// q*, the variance of the pre-activations deep in the net (Poole et al. 2016, equation 3). Where there are several fixed points,
    /// the one that a standardized input reaches. 0 where the signal dies, infinite where it grows without end.
    /// </summary>
    public double LengthFixedPoint { get; }

    /// <summary>
    /// chi_1 = sigma_w^2 E[f'(sqrt(q*) z)^2] (Poole et al. 2016, equation 6): the factor by which the variance of the back-propagated
    /// signal changes from a layer to the one below it; 1 is the edge of chaos.
    /// </summary>
    public double Chi { get; }

    /// <summary>
    /// c*, the correlation that two different inputs' pre-activations tend to: 1 where chi_1 is 1 or less, under 1 in the chaotic
    /// phase. Where the map keeps every correlation, as with the identity, or all signals die, 1. Null where q* is infinite.
    /// </summary>
    public double? CorrelationFixedPoint => IsBounded ? _correlation.Value.Fixed : null;

    /// <summary>
    /// xi_c = -1/log(chi at c*), with chi at c = sigma_w^2 E[f'(u1) f'(u2)] (Schoenholz et al. 2017, equation 9): the number of
    /// layers over which a correlation's distance to c* falls e-fold. Infinite on the edge of chaos; null where q* is infinite.
    /// </summary>
    public double? CorrelationDepth => IsBounded ? LayersPerFold(_correlation.Value.Chi) : null;

    /// <summary>
    /// xi_q = -1/log(chi_1 + sigma_w^2 E[f f'']) at q* (Schoenholz et al. 2017, equation 7): the number of layers over which a
    /// variance's distance to q* falls e-fold. Infinite where it isn't attracted; null where q* is infinite.
    /// </summary>
    public double? LengthDepth { get; }

    /// <summary>The phase.</summary>
    public SignalPhase Phase { get; }

    /// <summary>
    /// 6 xi_c: about the depth up to which such a net can be trained (Schoenholz et al. 2017, section 5). Null where q* is infinite.
    /// </summary>
    public double? MaximumTrainableDepth => 6 * CorrelationDepth;

    private bool IsBounded => Phase != SignalPhase.Unbounded;

    /// <summary>Predicts.</summary>
    /// <param name="activation">f, a function of one number.</param>
    /// <param name="weightVariance">sigma_w^2, the variance of a weight times the fan-in; finite, above 0.</param>
    /// <param name="biasVariance">sigma_b^2, the variance of a bias; finite, 0 or more.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidWeightVariance</c>, <c>InvalidBiasVariance</c>, or <c>ActivationNotCovered</c> for softmax.
    /// </exception>
    public static SignalPropagation Of(Activation activation, double weightVariance, double biasVariance = 0) => new(
        activation, weightVariance, biasVariance, InitTools.LengthFixedPoint.Find(activation, weightVariance, biasVariance));

    /// <summary>Predicts a grid of points, on all processors.</summary>
    /// <param name="activation">f, a function of one number.</param>
    /// <param name="weightVariances">The values of sigma_w^2.</param>
    /// <param name="biasVariances">The values of sigma_b^2.</param>
    /// <param name="cancellationToken">Ends the computation early.</param>
    /// <returns>The predictions as they are asked for: all bias variances of the first weight variance, then those of the next.</returns>
    /// <exception cref="InitToolsException">As for <see cref="Of"/>, before anything is computed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IEnumerable<SignalPropagation> Diagram(
        Activation activation, IReadOnlyList<double> weightVariances, IReadOnlyList<double> biasVariances,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(weightVariances);
        ArgumentNullException.ThrowIfNull(biasVariances);
        MeanField.Of(activation);
        foreach (double weight in weightVariances)
            foreach (double bias in biasVariances) InitTools.LengthFixedPoint.CheckVariances(weight, bias);
        return Enumerable.Range(0, weightVariances.Count * biasVariances.Count)
            .AsParallel().AsOrdered()
            .WithCancellation(cancellationToken)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(i => Of(activation, weightVariances[i / biasVariances.Count], biasVariances[i % biasVariances.Count]));
    }

    /// <summary>Predicts every layer of a net of equal, wide layers.</summary>
    /// <param name="activation">f, a function of one number.</param>
    /// <param name="weightVariance">sigma_w^2, the variance of a weight times the fan-in; finite, above 0.</param>
    /// <param name="biasVariance">sigma_b^2, the variance of a bias; finite, 0 or more.</param>
    /// <param name="depth">The number of layers, 1 to <see cref="DepthLimit"/>.</param>
    /// <param name="inputVariance">The mean square of an input's elements; finite, above 0. A standardized input has 1.</param>
    /// <param name="inputCorrelation">The correlation of two inputs, -1 to 1: their mean product over the mean square.</param>
    /// <param name="cancellationToken">Ends the computation early.</param>
    /// <returns>The layers, from the input on.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidWeightVariance</c>, <c>InvalidBiasVariance</c>, <c>InvalidDepth</c>, <c>InvalidInputVariance</c>,
    /// <c>InvalidInputCorrelation</c>, or <c>ActivationNotCovered</c> for softmax.
    /// </exception>
    public static IReadOnlyList<SignalPropagationLayer> Layers(
        Activation activation, double weightVariance, double biasVariance, int depth, double inputVariance = 1,
        double inputCorrelation = 0, CancellationToken cancellationToken = default) =>
        SignalPropagationLayer.Trace(
            activation, weightVariance, biasVariance, depth, inputVariance, inputCorrelation, cancellationToken);

    /// <summary>The same activation by name, variances, q* and chi_1; all else follows.</summary>
    /// <param name="other">The other point.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(SignalPropagation? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode();

    private (string, double, double, double, double) Key => (Activation, WeightVariance, BiasVariance, LengthFixedPoint, Chi);

    private static SignalPhase PhaseOf(LengthFixedPoint length) =>
        !double.IsFinite(length.Variance) ? SignalPhase.Unbounded
        : Math.Abs(length.Chi - 1) <= CriticalTolerance ? SignalPhase.Critical
        : length.Chi < 1 ? SignalPhase.Ordered
        : SignalPhase.Chaotic;

    /// <summary>
    /// The map C of correlations is a power series without negative coefficients, with C(1) = 1 and the slope chi_1 there. Above a
    /// slope of 1 it has exactly one more fixed point in [0, 1), which is the stable one. It is the root of
    /// K(c) = (1 - C(c))/(1 - c) - 1, which rises from -C(0) at 0 to chi_1 - 1 at 1 and has no root at 1 to be mixed up with. Near 1
    /// it is linear in 1 - c or, if f has kinks, in the root of that, so Newton's method takes that for its variable.
    /// </summary>
    private static (double Correlation, double Chi) FindCorrelation(
        MeanField field, LengthFixedPoint length, double weightVariance, double biasVariance)
    {
        const double Precision = 1e-9;
        var map = new CorrelationMap(field, length.Variance);
        bool smooth = field.Activation.Smooth;
        (double Value, double Slope, (double, double) Kept) At(double x)
        {
            double distance = smooth ? x : x * x;
            (double covariance, double derivativeCovariance) = map.At(1 - distance);
            double slope = weightVariance * derivativeCovariance;
            double image = ((weightVariance * covariance) + biasVariance) / length.Variance;
            double chord = (1 - image) / distance;
            return (chord - 1, (slope - chord) / distance * (smooth ? 1 : 2 * x), (1 - distance, slope));
        }

        (double Value, double Slope, (double, double) Kept) end = At(1);
        // E[f] = 0 without biases: what is left is the rounding of a sum that is 0.
        if (end.Value >= -1e-15) return end.Kept;
        double start = (length.Chi - 1) / (length.Chi - 1 - end.Value);
        (double Value, double Slope, (double, double) Kept) first = At(start);
        (double X, double Value, double Slope, (double, double) Kept) inner = (start, first.Value, first.Slope, first.Kept);
        return first.Value > 0
            ? RootFinder.Find(At, inner, (1, end.Value, end.Slope, end.Kept), Precision)
            : RootFinder.Find(At, (0, length.Chi - 1, double.PositiveInfinity, (1, length.Chi)), inner, Precision);
    }

    private static double LayersPerFold(double factor) =>
        Math.Abs(Math.Abs(factor) - 1) <= Rounding ? double.PositiveInfinity : 1 / Math.Abs(Math.Log(Math.Abs(factor)));
}
