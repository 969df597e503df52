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
    /// The largest difference of the two rules on one panel, as a fraction of the whole. The finer rule, which is kept, is far
    /// better than that where f is smooth.
    /// </summary>
    private const double Tolerance = 1e-12;

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
        Func<double, double> f, double mean = 0, double standardDeviation = 1, IReadOnlyList<double>? splits = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(standardDeviation);
        if (standardDeviation == 0) return f(mean);

        var integrand = new Integrand(f, mean, standardDeviation);
        Stack<Panel> open = integrand.Panels(Edges(mean, standardDeviation, splits));
        double allowed = Tolerance * open.Sum(panel => panel.Size);
        double sum = 0;
        int panels = open.Count;
        while (open.TryPop(out Panel panel))
        {
            double middle = (panel.From + panel.To) / 2;
            if (!(panel.Error > allowed) || panels >= PanelLimit || middle <= panel.From || middle >= panel.To)
            {
                sum += panel.Value;
                continue;
            }
            open.Push(integrand.Measure(panel.From, middle));
            open.Push(integrand.Measure(middle, panel.To));
            panels++;
        }
        return sum;
    }

    private static List<double> Edges(double mean, double standardDeviation, IReadOnlyList<double>? splits)
    {
        List<double> edges = [.. FirstEdges];
        foreach (double z in BendEdges) Add(z);
        foreach (double z in splits ?? []) Add(z);
        edges.Sort();
        return edges;

        void Add(double z)
        {
            double u = (z - mean) / standardDeviation;
            if (Math.Abs(u) < Reach) edges.Add(u);
        }
    }

    private readonly record struct Panel(double From, double To, double Value, double Size, double Error);

    /// <summary>f times the normal density, in the standardized variable.</summary>
    private readonly record struct Integrand(Func<double, double> F, double Mean, double StandardDeviation)
    {
        public Stack<Panel> Panels(List<double> edges)
        {
            var panels = new Stack<Panel>(2 * edges.Count);
            for (int i = 1; i < edges.Count; i++)
                if (edges[i] > edges[i - 1]) panels.Push(Measure(edges[i - 1], edges[i]));
            return panels;
        }

        public Panel Measure(double from, double to)
        {
            double middle = (from + to) / 2;
            double half = (to - from) / 2;
            double kronrod = 0, gauss = 0, size = 0;
            for (int i = 0; i < Rule.Length; i++)
            {
                (double node, double kronrodWeight, double gaussWeight) = Rule[i];
                double above = At(middle + half * node);
                double below = i == 0 ? 0 : At(middle - half * node);
                kronrod += kronrodWeight * (above + below);
                gauss += gaussWeight * (above + below);
                size += kronrodWeight * (Math.Abs(above) + Math.Abs(below));
            }
            return new Panel(from, to, half * kronrod, half * size, half * Math.Abs(kronrod - gauss));
        }

        private double At(double u) => F(Mean + StandardDeviation * u) * NormalDistribution.Density(u);
    }
}
