namespace InitTools;

/// <summary>A function and its derivative as Chebyshev series on adjoining panels, each fitted on its own.</summary>
internal sealed class PiecewisePolynomial
{
    /// <summary>The degree of the series plus one.</summary>
    public const int Terms = 20;

    /// <summary>
    /// So near 0 the function follows from its value there and its derivative, by Gauss' rule of two nodes, which keeps the digits of
    /// small values.
    /// </summary>
    private const double Near = 1e-3;

    /// <summary>The nodes of Gauss' rule on [0, 1], (1 -+ 1/sqrt(3))/2.</summary>
    private const double FirstNode = 0.21132486540518711775;
    private const double SecondNode = 0.78867513459481288225;

    /// <summary>A first derivative that changes by more than this share of its maximum has a kink.</summary>
    private const double KinkShare = 1e-4;

    private static readonly double[] Nodes = [.. Enumerable.Range(0, Terms).Select(i => Math.Cos(Math.PI * (i + 0.5) / Terms))];

    private readonly Panel[] _panels;
    private readonly double[] _ends;
    private readonly double _zero;
    private readonly double _near;

    /// <summary>Puts panels together.</summary>
    /// <param name="panels">The panels in ascending order, without gaps.</param>
    public PiecewisePolynomial(IEnumerable<Panel> panels)
    {
        _panels = [.. panels];
        _ends = [.. _panels.Select(panel => panel.To)];
        _zero = Interpolate(0);
        // What passes 0 does so exactly, or a signal that dies would seem to stay.
        if (Math.Abs(_zero) < 1e-13 * Math.Max(Math.Abs(Value(1)), Math.Abs(Value(-1)))) _zero = 0;
        Kinks = Merge(FindKinks());
        _near = Kinks.Any(kink => kink != 0 && Math.Abs(kink) < Near) ? 0 : Near;
    }

    /// <summary>Where the derivative jumps.</summary>
    public IReadOnlyList<double> Kinks { get; }

    /// <summary>Whether panels would have had to be smaller, and more, to follow the function.</summary>
    public bool IsCutShort => _panels.Any(panel => panel.IsCutShort);

    /// <summary>The places at which a panel wants to know the function: inside it, never at its ends, where a kink may be.</summary>
    public static IEnumerable<double> NodesOf(double from, double to) =>
        Nodes.Select(node => ((from + to) / 2) + ((to - from) / 2 * node));

    /// <summary>The function.</summary>
    public double Value(double x) =>
        double.IsNaN(x) ? x
        : Math.Abs(x) < _near ? _zero + (x / 2 * (Derivative(FirstNode * x) + Derivative(SecondNode * x)))
        : Interpolate(x);

    /// <summary>The derivative; at a kink that of the panel below.</summary>
    public double Derivative(double x)
    {
        Panel panel = Find(x);
        return panel.Derivative.At(panel.Clamp(x));
    }

    /// <summary>Where neighbours don't meet: a jump of the function itself, or null.</summary>
    /// <param name="share">The difference that counts, as a fraction of the values.</param>
    /// <param name="reach">How far from 0 to look.</param>
    public double? FindJump(double share, double reach)
    {
        double scale = Math.Max(Math.Abs(Value(1)), Math.Abs(Value(-1)));
        for (int i = 1; i < _panels.Length; i++)
        {
            double x = _panels[i].From;
            if (Math.Abs(x) > reach || _panels[i - 1].IsRough || _panels[i].IsRough) continue;
            (double below, double above) = (_panels[i - 1].Value.At(1), _panels[i].Value.At(-1));
            double across = _panels[i].IsKink ? Math.Abs(_panels[i].Value.At(1) - above) : 0;
            if (Math.Max(Math.Abs(below - above), across) > share * (scale + Math.Abs(below) + Math.Abs(above))) return x;
        }
        return null;
    }

    private double Interpolate(double x)
    {
        Panel panel = Find(x);
        double inside = panel.Clamp(x);
        double value = panel.Value.At(inside);
        // Beyond the last panel a straight line.
        return inside is > -1 and < 1 || (x >= panel.From && x <= panel.To)
            ? value
            : value + (panel.Derivative.At(inside) * (x - (inside > 0 ? panel.To : panel.From)));
    }

    private Panel Find(double x)
    {
        int index = Array.BinarySearch(_ends, x);
        return _panels[Math.Min(index < 0 ? ~index : index, _panels.Length - 1)];
    }

    // A kink on the border of two smallest panels is seen twice.
    private static List<double> Merge(IEnumerable<double> kinks)
    {
        var merged = new List<double>();
        foreach (double kink in kinks)
        {
            if (merged is [.., double last] && kink - last < 1e-9 * Math.Max(1, Math.Abs(kink))) merged[^1] = (last + kink) / 2;
            else merged.Add(kink);
        }
        return merged;
    }

    private IEnumerable<double> FindKinks()
    {
        double scale = _panels.Where(panel => panel.From >= -8 && panel.To <= 8).Max(panel => Math.Abs(panel.Derivative.At(0)));
        for (int i = 1; i < _panels.Length; i++)
        {
            double change = _panels[i].Derivative.At(-1) - _panels[i - 1].Derivative.At(1);
            bool across = _panels[i].IsKink && Math.Abs(_panels[i].Derivative.At(1) - _panels[i].Derivative.At(-1)) > KinkShare * scale;
            if (across) yield return (_panels[i].From + _panels[i].To) / 2;
            else if (Math.Abs(change) > KinkShare * scale && !_panels[i - 1].IsRough && !_panels[i].IsRough) yield return _panels[i].From;
        }
    }

    /// <summary>One panel.</summary>
    /// <param name="From">Where it begins.</param>
    /// <param name="To">Where it ends.</param>
    /// <param name="Value">The function.</param>
    /// <param name="Derivative">Its derivative.</param>
    /// <param name="IsKink">Whether the panel couldn't be made any smaller.</param>
    /// <param name="IsRough">Whether the series follow the function by and large only, far from 0, so that neighbours need not meet.</param>
    /// <param name="IsCutShort">Whether the panel had to be smaller, but there were too many.</param>
    public sealed record Panel(
        double From, double To, Series Value, Series Derivative, bool IsKink = false, bool IsRough = false, bool IsCutShort = false)
    {
        public double Clamp(double x) => Math.Clamp(((2 * x) - From - To) / (To - From), -1, 1);
    }

    /// <summary>A Chebyshev series on [-1, 1].</summary>
    public sealed class Series
    {
        private readonly double[] _coefficients = new double[Terms];

        /// <summary>Interpolates values at the nodes of <see cref="NodesOf"/>.</summary>
        public Series(ReadOnlySpan<double> values)
        {
            for (int k = 0; k < Terms; k++)
            {
                double sum = 0;
                for (int i = 0; i < Terms; i++) sum += values[i] * Math.Cos(Math.PI * k * (i + 0.5) / Terms);
                _coefficients[k] = sum * (k == 0 ? 1 : 2) / Terms;
            }
        }

        /// <summary>The size of the last terms, about the error.</summary>
        public double Rest => Math.Abs(_coefficients[^1]) + Math.Abs(_coefficients[^2]) + Math.Abs(_coefficients[^3]);

        /// <summary>The value at t of -1 to 1, by Clenshaw's recurrence.</summary>
        public double At(double t)
        {
            double next = 0, current = 0;
            for (int k = Terms - 1; k > 0; k--) (current, next) = (_coefficients[k] + (2 * t * current) - next, current);
            return _coefficients[0] + (t * current) - next;
        }
    }
}
