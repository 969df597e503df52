using System.Runtime.Intrinsics;

namespace InitTools;

/// <summary>
/// Expectations of functions of a normal variable, to about 1e-12 of E|f|, by adaptive Gauss-Kronrod quadrature (A. S. Kronrod
/// 1965) in the standardized variable.
/// </summary>
internal static class NormalExpectation
{
    /// <summary>How far the quadrature goes, in standard deviations: the rest weighs 1e-23.</summary>
    private const double Reach = 10;

    /// <summary>
    /// The largest difference of the two rules on one panel, as a fraction of the whole, unless another is asked for. The finer
    /// rule, which is kept, is far better than that where f is smooth.
    /// </summary>
    private const double DefaultTolerance = 1e-12;

    /// <summary>Ends the search on functions that are rougher than double precision can see, such as float32 noise.</summary>
    private const int PanelLimit = 2000;

    /// <summary>Where the panels end at first, in standard deviations: narrow where the weight is.</summary>
    private static readonly double[] FirstEdges = [-Reach, -5, -2.5, -1.25, 0, 1.25, 2.5, 5, Reach];

    /// <summary>
    /// Further ends, in units of z: an activation bends within a few units of 0, and under a wide distribution a panel must not
    /// step over that.
    /// </summary>
    private static readonly double[] BendEdges = [-8, 0, 8];

    /// <summary>The 21 point rule on [-1, 1]: nodes from 0 up, their weights, and those in the 10 point Gauss rule.</summary>
    private static readonly (double Node, double Kronrod, double Gauss)[] Rule =
    [
        (0, 0.14944555400291690566, 0),
        (0.14887433898163121088, 0.14773910490133849137, 0.29552422471475287017),
        (0.29439286270146019813, 0.1427759385770600808, 0),
        (0.4333953941292471908, 0.13470921731147332593, 0.26926671930999635509),
        (0.56275713466860468334, 0.12349197626206585108, 0),
        (0.67940956829902440623, 0.1093871588022976419, 0.219086362515982044),
        (0.78081772658641689706, 0.093125454583697605535, 0),
        (0.86506336668898451073, 0.075039674810919952767, 0.14945134915058059315),
        (0.930157491355708226, 0.054755896574351996031, 0),
        (0.97390652851717172008, 0.032558162307964727479, 0.066671344308688137594),
        (0.99565716302580808074, 0.011694638867371874278, 0),
    ];

    /// <summary>E[f(z)] for z ~ N(mean, standardDeviation^2).</summary>
    /// <param name="f">A function that grows at most exponentially; it is evaluated some hundred times.</param>
    /// <param name="mean">The mean of z.</param>
    /// <param name="standardDeviation">The standard deviation of z, 0 or more.</param>
    /// <param name="splits">
    /// Where f or one of its derivatives jumps; a place that isn't listed costs time and some digits, unless it is 0.
    /// </param>
    /// <returns>The expectation; NaN or infinite where f is.</returns>
    public static double Of(
        Func<double, double> f, double mean = 0, double standardDeviation = 1, IReadOnlyList<double>? splits = null) =>
        OfFour(z => Vector256.CreateScalar(f(z)), mean, standardDeviation, splits)[0];

    /// <summary>The expectations of four functions that have something to compute in common, each to the same accuracy.</summary>
    /// <param name="f">The functions.</param>
    /// <param name="mean">The mean of z.</param>
    /// <param name="standardDeviation">The standard deviation of z, 0 or more.</param>
    /// <param name="splits">Where one of the functions or of their derivatives jumps.</param>
    /// <param name="panels">Takes the panels that the sum is made of, in the standardized variable.</param>
    /// <param name="tolerance">The largest difference of the two rules on one panel, as a fraction of the whole.</param>
    public static Vector256<double> OfFour(
        Func<double, Vector256<double>> f, double mean = 0, double standardDeviation = 1, IReadOnlyList<double>? splits = null,
        ICollection<(double From, double To)>? panels = null, double tolerance = DefaultTolerance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(standardDeviation);
        if (standardDeviation == 0) return f(mean);
        return new Integrand(f, mean, standardDeviation).Sum(Edges(FirstEdges, mean, standardDeviation, splits), tolerance, default, panels);
    }

    /// <summary>E[f(|z|)] of four functions for z ~ N(0, 1): half of the work for functions that are even.</summary>
    /// <param name="f">The functions; they are asked for z of 0 and more.</param>
    /// <param name="splits">Where one of the functions or of their derivatives jumps; those below 0 don't matter.</param>
    /// <param name="tolerance">The largest difference of the two rules on one panel, as a fraction of the whole.</param>
    /// <param name="negligible">A difference of the rules that doesn't matter however small the whole is.</param>
    public static Vector256<double> OfEvenFour(
        Func<double, Vector256<double>> f, IReadOnlyList<double> splits, double tolerance, Vector256<double> negligible) =>
        2 * new Integrand(f, 0, 1).Sum(
            Edges(FirstEdges.AsSpan(FirstEdges.Length / 2), 0, 1, splits), tolerance, negligible, null);

    /// <summary>Nodes and weights that integrate over one panel of the standardized variable; the density is in the weights.</summary>
    /// <param name="from">Where the panel begins.</param>
    /// <param name="to">Where it ends.</param>
    public static IEnumerable<(double Node, double Weight)> Nodes(double from, double to)
    {
        double middle = (from + to) / 2;
        double half = (to - from) / 2;
        foreach ((double node, double weight, _) in Rule)
        {
            yield return At(half * node, weight);
            if (node > 0) yield return At(-half * node, weight);
        }

        (double, double) At(double offset, double weight) =>
            (middle + offset, half * weight * NormalDistribution.Density(middle + offset));
    }

    private static List<double> Edges(
        ReadOnlySpan<double> first, double mean, double standardDeviation, IReadOnlyList<double>? splits)
    {
        var edges = new List<double>(first.Length + BendEdges.Length + (splits?.Count ?? 0));
        edges.AddRange(first);
        (double lowest, double highest) = (first[0], first[^1]);
        foreach (double z in BendEdges) Add(z);
        for (int i = 0; i < splits?.Count; i++) Add(splits[i]);
        edges.Sort();
        return edges;

        void Add(double z)
        {
            double u = (z - mean) / standardDeviation;
            if (u > lowest && u < highest) edges.Add(u);
        }
    }

    private readonly record struct Panel(
        double From, double To, Vector256<double> Value, Vector256<double> Size, Vector256<double> Error);

    /// <summary>f times the normal density, in the standardized variable.</summary>
    private readonly record struct Integrand(Func<double, Vector256<double>> F, double Mean, double StandardDeviation)
    {
        public Vector256<double> Sum(
            List<double> edges, double tolerance, Vector256<double> negligible, ICollection<(double From, double To)>? panels)
        {
            var open = new Stack<Panel>(2 * edges.Count);
            Vector256<double> size = default;
            for (int i = 1; i < edges.Count; i++)
            {
                if (edges[i] <= edges[i - 1]) continue;
                Panel panel = Measure(edges[i - 1], edges[i]);
                size += panel.Size;
                open.Push(panel);
            }
            Vector256<double> allowed = Vector256.Max(size * tolerance, negligible);
            Vector256<double> sum = default;
            int count = open.Count;
            while (open.TryPop(out Panel panel))
            {
                double middle = (panel.From + panel.To) / 2;
                if (!Vector256.GreaterThanAny(panel.Error, allowed) || count >= PanelLimit
                    || middle <= panel.From || middle >= panel.To)
                {
                    sum += panel.Value;
                    panels?.Add((panel.From, panel.To));
                    continue;
                }
                open.Push(Measure(panel.From, middle));
                open.Push(Measure(middle, panel.To));
                count++;
            }
            return sum;
        }

        private Panel Measure(double from, double to)
        {
            double middle = (from + to) / 2;
            double half = (to - from) / 2;
            Vector256<double> kronrod = default, gauss = default, size = default;
            for (int i = 0; i < Rule.Length; i++)
            {
                (double node, double kronrodWeight, double gaussWeight) = Rule[i];
                Vector256<double> above = At(middle + half * node);
                Vector256<double> below = i == 0 ? default : At(middle - half * node);
                kronrod += kronrodWeight * (above + below);
                gauss += gaussWeight * (above + below);
                size += kronrodWeight * (Vector256.Abs(above) + Vector256.Abs(below));
            }
            return new Panel(from, to, half * kronrod, half * size, half * Vector256.Abs(kronrod - gauss));
        }

        private Vector256<double> At(double u) => F(Mean + StandardDeviation * u) * NormalDistribution.Density(u);
    }
}
