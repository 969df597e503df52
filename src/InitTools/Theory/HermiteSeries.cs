using System.Numerics;

namespace InitTools;

/// <summary>
/// The squared coefficients of f(sqrt(q) z) in normalized Hermite polynomials, z ~ N(0, 1). For two normal variables of variance q
/// and correlation c they give E[f(u1) f(u2)] = sum a_k^2 c^k (Mehler 1866), and, by Price's theorem, E[f'(u1) f'(u2)] as its
/// derivative over q. Terms are computed as they are asked for.
/// </summary>
internal sealed class HermiteSeries
{
    private const int TermLimit = 400;
    private const double Precision = 1e-13;

    /// <summary>The widest panel: a polynomial of degree 400 has its zeros 0.16 apart.</summary>
    private const double PanelWidth = 0.9;

    private readonly double _variance;
    private readonly List<double> _squares = [];
    private readonly Vector<double>[] _z;
    private readonly Vector<double>[] _weighted;
    private Vector<double>[] _before;
    private Vector<double>[] _current;

    /// <summary>Prepares the series.</summary>
    /// <param name="activation">f.</param>
    /// <param name="variance">q, above 0.</param>
    public HermiteSeries(Activation activation, double variance)
    {
        _variance = variance;
        var panels = new List<(double From, double To)>();
        Moments = NormalMoments.Of(activation, variance, panels: panels);
        var nodes = new List<(double Node, double Weight)>(32 * panels.Count);
        foreach ((double from, double to) in panels)
        {
            int parts = (int)Math.Ceiling((to - from) / PanelWidth);
            for (int i = 0; i < parts; i++)
                nodes.AddRange(NormalExpectation.Nodes(from + ((to - from) * i / parts), from + ((to - from) * (i + 1) / parts)));
        }
        double deviation = Math.Sqrt(variance);
        _z = Pack(nodes, node => node.Node);
        _weighted = Pack(nodes, node => node.Weight == 0 ? 0 : node.Weight * activation.Value(deviation * node.Node));
        _before = new Vector<double>[_z.Length];
        _current = [.. Enumerable.Repeat(Vector<double>.One, _z.Length)];
    }

    /// <summary>The moments of f under N(0, q).</summary>
    public NormalMoments Moments { get; }

    /// <summary>Sums the series where it converges: for every correlation if f is smooth, up to about 0.9 if it has kinks.</summary>
    /// <param name="correlation">c.</param>
    /// <param name="covariance">E[f(u1) f(u2)].</param>
    /// <param name="derivativeCovariance">E[f'(u1) f'(u2)].</param>
    /// <returns>Whether the rest of the series is under 1e-13 of the whole.</returns>
    public bool TrySum(double correlation, out double covariance, out double derivativeCovariance)
    {
        (covariance, derivativeCovariance) = (0, 0);
        // What is left of both sums at c = 1, where they are known.
        double rest = Moments.MeanSquare;
        double derivativeRest = _variance * Moments.DerivativeMeanSquare;
        (double allowed, double derivativeAllowed) = (Precision * rest, Precision * derivativeRest);
        double power = 1, powerBefore = 0;
        for (int k = 0; ; k++)
        {
            if (Math.Abs(power) * rest <= allowed && Math.Abs(powerBefore) * derivativeRest <= derivativeAllowed && k > 0) break;
            if (k == TermLimit) return false;
            double square = Square(k);
            covariance += square * power;
            derivativeCovariance += k * square * powerBefore;
            rest -= square;
            derivativeRest -= k * square;
            powerBefore = power;
            power *= correlation;
        }
        derivativeCovariance /= _variance;
        return true;
    }

    private double Square(int k)
    {
        while (_squares.Count <= k)
        {
            Vector<double> sum = default;
            for (int i = 0; i < _current.Length; i++) sum += _weighted[i] * _current[i];
            double coefficient = Vector.Sum(sum);
            _squares.Add(coefficient * coefficient);
            Advance(_squares.Count - 1);
        }
        return _squares[k];
    }

    // sqrt(k + 1) he_{k+1}(z) = z he_k(z) - sqrt(k) he_{k-1}(z).
    private void Advance(int k)
    {
        var scale = new Vector<double>(1 / Math.Sqrt(k + 1));
        var back = new Vector<double>(Math.Sqrt(k / (k + 1.0)));
        for (int i = 0; i < _z.Length; i++) _before[i] = (_z[i] * _current[i] * scale) - (back * _before[i]);
        (_before, _current) = (_current, _before);
    }

    private static Vector<double>[] Pack(List<(double Node, double Weight)> nodes, Func<(double Node, double Weight), double> value)
    {
        int lanes = Vector<double>.Count;
        double[] padded = new double[(nodes.Count + lanes - 1) / lanes * lanes];
        for (int i = 0; i < nodes.Count; i++) padded[i] = value(nodes[i]);
        return [.. Enumerable.Range(0, padded.Length / lanes).Select(i => new Vector<double>(padded, i * lanes))];
    }
}
