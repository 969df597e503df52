using System.Runtime.InteropServices;
using InitTools.Native;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Makes an activation of a function on tensors. The function is called on batches of float64 numbers and its derivative taken by
/// autograd, until piecewise polynomials match both to about 1e-12 of their size; kinks are closed in on by halving. From then
/// on the function isn't called any more, but on tensors.
/// </summary>
public static class TensorActivation
{
    /// <summary>Up to here the function is read with all care; further out its panels double.</summary>
    private const double Core = 64;

    private const int OuterPanels = 44;
    private const int PanelLimit = 6000;

    /// <summary>The width at which a panel that isn't smooth holds a kink.</summary>
    private const double SmallestWidth = 1e-13;

    /// <summary>The second serves functions that round to single precision somewhere.</summary>
    private static readonly double[] Tolerances = [1e-12, 1e-5];

    /// <summary>Reads a function.</summary>
    /// <param name="name">The name that results carry.</param>
    /// <param name="function">
    /// Takes a tensor of any shape and gives a new one of the same shape, each element a function of the one in its place.
    /// </param>
    /// <returns>The activation. What its name says of saturation and initializers isn't known, and not said.</returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidActivationFunction</c>: it throws, gives something else than a tensor of the same shape, mixes elements, jumps, isn't
    /// differentiable by autograd, or isn't finite between -8 and 8.
    /// </exception>
    public static Activation Create(string name, Func<torch.Tensor, torch.Tensor> function)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(function);
        TorchLibrary.EnsureLoaded();
        var reader = new Reader(name, function);
        reader.CheckElementwise();
        PiecewisePolynomial curve = Fit(reader);
        if (curve.FindJump(1e-4, Core) is { } place)
        {
            throw reader.Fault(curve.IsCutShort
                ? FormattableString.Invariant($"It jumps, or swings, more often than can be followed between {-Core} and {Core}.")
                : FormattableString.Invariant($"It jumps at {place:G6}; an activation must be continuous."));
        }
        return new Activation(name, name, curve.Value, curve.Derivative, function)
        {
            Kinks = curve.Kinks,
            Smooth = curve.Kinks.Count == 0,
            DerivativeMinimum = double.NaN,
            DerivativeMaximum = double.NaN,
            Initializer = "GlorotUniform",
        };
    }

    private static PiecewisePolynomial Fit(Reader reader)
    {
        foreach (double tolerance in Tolerances)
            if (Fit(reader, tolerance, last: tolerance == Tolerances[^1]) is { } panels) return new PiecewisePolynomial(panels);
        throw new InvalidOperationException("The last tolerance takes whatever there is.");
    }

    /// <summary>The panels in ascending order; null if there are too many of them and this isn't the last attempt.</summary>
    private static List<PiecewisePolynomial.Panel>? Fit(Reader reader, double tolerance, bool last)
    {
        var done = new List<PiecewisePolynomial.Panel>();
        List<(double From, double To)> open = [.. FirstPanels()];
        (double value, double derivative) = (0, 0);
        while (open.Count > 0)
        {
            PiecewisePolynomial.Panel?[] read = reader.Read(open);
            if (value == 0) (value, derivative) = (reader.LargestValue, reader.LargestDerivative);
            var next = new List<(double From, double To)>();
            for (int i = 0; i < read.Length; i++)
            {
                if (read[i] is not { } panel) continue;
                double middle = (panel.From + panel.To) / 2;
                bool small = panel.To - panel.From <= SmallestWidth * Math.Max(1, Math.Abs(middle));
                bool smooth = panel.Value.Rest <= tolerance * (value + Math.Abs(panel.Value.At(0)))
                    && panel.Derivative.Rest <= tolerance * (derivative + Math.Abs(panel.Derivative.At(0)));
                bool full = done.Count + open.Count + next.Count > PanelLimit;
                if (full && !smooth && !small && !last) return null;
                bool far = Math.Abs(middle) > Core && panel.To - panel.From < Math.Abs(middle) / 16;
                if (smooth || small) done.Add(panel with { IsKink = !smooth });
                else if (far || full) done.Add(panel with { IsRough = far, IsCutShort = !far });
                else next.AddRange([(panel.From, middle), (middle, panel.To)]);
            }
            open = next;
        }
        return Connected(done);
    }

    private static IEnumerable<(double From, double To)> FirstPanels()
    {
        double[] ends = [0, .. Enumerable.Range(-1, OuterPanels).Select(power => Math.ScaleB(1, power))];
        for (int i = 1; i < ends.Length; i++)
        {
            yield return (-ends[i], -ends[i - 1]);
            yield return (ends[i - 1], ends[i]);
        }
    }

    // Beyond a panel on which the function isn't finite a straight line goes on.
    private static List<PiecewisePolynomial.Panel> Connected(List<PiecewisePolynomial.Panel> panels)
    {
        panels.Sort((a, b) => a.From.CompareTo(b.From));
        int start = panels.FindIndex(panel => panel.From == 0);
        (int first, int last) = (start, start);
        while (first > 0 && panels[first - 1].To == panels[first].From) first--;
        while (last + 1 < panels.Count && panels[last + 1].From == panels[last].To) last++;
        return panels[first..(last + 1)];
    }

    /// <summary>Calls the function, and says in one sentence what is wrong with it.</summary>
    private sealed class Reader(string name, Func<torch.Tensor, torch.Tensor> function)
    {
        /// <summary>Between these the function must be finite: no net keeps its signals out of there.</summary>
        private const double Ordinary = 8;

        public double LargestValue { get; private set; }

        public double LargestDerivative { get; private set; }

        public PiecewisePolynomial.Panel?[] Read(List<(double From, double To)> panels)
        {
            double[] x = [.. panels.SelectMany(panel => PiecewisePolynomial.NodesOf(panel.From, panel.To))];
            (double[] values, double[] derivatives) = Evaluate(x);
            for (int i = 0; i < x.Length; i++)
            {
                if (Math.Abs(x[i]) > Ordinary) continue;
                if (!double.IsFinite(values[i])) throw Fault(FormattableString.Invariant($"It is {values[i]} at {x[i]:G6}; it must be finite."));
                if (!double.IsFinite(derivatives[i]))
                    throw Fault(FormattableString.Invariant($"Its derivative is {derivatives[i]} at {x[i]:G6}; it must be finite."));
                LargestValue = Math.Max(LargestValue, Math.Abs(values[i]));
                LargestDerivative = Math.Max(LargestDerivative, Math.Abs(derivatives[i]));
            }
            return [.. panels.Select((panel, i) => ToPanel(
                panel, values.AsSpan(i * PiecewisePolynomial.Terms, PiecewisePolynomial.Terms),
                derivatives.AsSpan(i * PiecewisePolynomial.Terms, PiecewisePolynomial.Terms)))];
        }

        public void CheckElementwise()
        {
            double[] x = [.. Enumerable.Range(0, 17).Select(i => (0.41 * i) - 3.3)];
            (double[] values, _) = Evaluate(x);
            Array.Reverse(x);
            (double[] again, _) = Evaluate(x[3..]);
            Array.Reverse(again);
            for (int i = 0; i < again.Length; i++)
            {
                // What isn't finite is reported with its place later.
                if (Math.Abs(again[i] - values[i]) > 1e-6 * (1 + Math.Abs(values[i])))
                    throw Fault("It gives another value for the same number in another batch; each element must depend on nothing but the one in its place.");
            }
        }

        public InitToolsException Fault(string what, Exception? cause = null) => new(
            "InvalidActivationFunction",
            $"Activation {{{name}}} can't be used. {what}", FaultKind.InvalidArgument, name, cause);

        private static PiecewisePolynomial.Panel? ToPanel(
            (double From, double To) panel, ReadOnlySpan<double> values, ReadOnlySpan<double> derivatives)
        {
            for (int i = 0; i < values.Length; i++)
                if (!double.IsFinite(values[i]) || !double.IsFinite(derivatives[i])) return null;
            return new PiecewisePolynomial.Panel(
                panel.From, panel.To, new PiecewisePolynomial.Series(values), new PiecewisePolynomial.Series(derivatives));
        }

        private (double[] Values, double[] Derivatives) Evaluate(double[] x)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable gradients = torch.enable_grad();
            torch.Tensor z = torch.tensor(x, torch.ScalarType.Float64).requires_grad_();
            torch.Tensor h = Call(z);
            if (h is null || h.IsInvalid) throw Fault("It must return a tensor.");
            if (z.IsInvalid) throw Fault("It disposes of its input; that is the caller's.");
            if (!h.shape.SequenceEqual(z.shape))
            {
                throw Fault(
                    $"It returns a tensor of shape {InitToolsException.Show(h.shape)} for one of {InitToolsException.Show(z.shape)}; the shape must stay.");
            }
            if (!h.is_floating_point() || !h.requires_grad)
                throw Fault("Autograd finds no way from its result to its input; it must be made of differentiable operations on the input.");
            Differentiate(h, z);
            if (z.grad is not { IsInvalid: false } slope)
                throw Fault("Autograd finds no way from its result to its input; it must be made of differentiable operations on the input.");
            return (Numbers(h), Numbers(slope));
        }

        // By backward, not by grad: TorchSharp's grad lets an exception, as after a change in place, end the process.
        private void Differentiate(torch.Tensor h, torch.Tensor z)
        {
            try
            {
                torch.autograd.backward([h.sum()], inputs: [z]);
            }
            catch (ExternalException e)
            {
                throw Fault($"Autograd finds no way from its result to its input: {e.Message.Split('\n')[0]}", e);
            }
        }

        private torch.Tensor Call(torch.Tensor z)
        {
            try
            {
                return function(z);
            }
            catch (Exception e) when (e is not (InitToolsException or OperationCanceledException))
            {
                throw Fault($"It fails: {e.Message.Split('\n')[0]}", e);
            }
        }

        private static double[] Numbers(torch.Tensor tensor) =>
            tensor.detach().to(torch.ScalarType.Float64, torch.CPU).contiguous().data<double>().ToArray();
    }
}
