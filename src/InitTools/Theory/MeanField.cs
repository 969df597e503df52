namespace InitTools;

/// <summary>
/// The mean-field theory of one activation in nets of infinite width: in each layer the pre-activations of one input are normal
/// with mean 0 and a variance q that is the same for all units (Poole et al. 2016).
/// </summary>
internal sealed class MeanField
{
    // Irregular, so that no ordinary function agrees with its tangents at all of them by chance.
    private static readonly double[] Probes = [1e-3, 0.0917, 0.734, 1, 3.37, 19.3, 1234.5];

    /// <summary>Looks at an activation.</summary>
    /// <param name="activation">f.</param>
    public MeanField(Activation activation)
    {
        Activation = activation;
        Slopes = FindSlopes(activation);
        PassesZero = Math.Abs(activation.Value(0)) < 1e-12;
    }

    /// <summary>f.</summary>
    public Activation Activation { get; }

    /// <summary>
    /// The slopes of f below and above 0 if it is linear on both sides, as ReLU, its leaky variants and the identity are: then all
    /// maps are known in closed form, and q has no scale. Null for the others.
    /// </summary>
    public (double Below, double Above)? Slopes { get; }

    /// <summary>Whether f(0) = 0, so that a signal that is gone stays gone.</summary>
    public bool PassesZero { get; }

    /// <summary>Refuses an activation that isn't a function of one number.</summary>
    /// <param name="activation">The activation.</param>
    /// <exception cref="InitToolsException"><c>InitTools.ActivationNotCovered</c>.</exception>
    public static MeanField Of(Activation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return Covers(activation)
            ? activation.MeanField
            : throw InitToolsException.Argument(
                "ActivationNotCovered", "Activation", activation.Name,
                "a function of one number: the theory says nothing of one that mixes the units of a layer");
    }

    /// <summary>Whether the theory says something of an activation.</summary>
    /// <param name="activation">The activation.</param>
    public static bool Covers(Activation activation) => activation != ActivationCatalogue.Softmax;

    /// <summary>The moments of f under N(mean, variance).</summary>
    /// <param name="variance">q; 0 stands for the limit from above.</param>
    /// <param name="mean">The mean of z.</param>
    public NormalMoments Moments(double variance, double mean = 0)
    {
        if (mean == 0 && Slopes is var (below, above))
        {
            double half = ((below * below) + (above * above)) / 2;
            return new NormalMoments(
                (above - below) * Math.Sqrt(variance) * NormalDistribution.Density(0), half * variance, half, half);
        }
        if (variance > 0) return NormalMoments.Of(Activation, variance, mean);
        NormalMoments limit = NormalMoments.Of(Activation, NormalMoments.Infinitesimal, mean);
        double value = Activation.Value(mean);
        return limit with { Mean = value, MeanSquare = value * value };
    }

    private static (double Below, double Above)? FindSlopes(Activation activation)
    {
        (double below, double above) = (-activation.Value(-1), activation.Value(1));
        return Probes.All(z => Agrees(activation.Value(z), above * z) && Agrees(activation.Value(-z), -below * z))
            ? (below, above)
            : null;

        static bool Agrees(double value, double line) => Math.Abs(value - line) <= 1e-11 * (Math.Abs(value) + Math.Abs(line));
    }
}
