namespace InitTools;

/// <summary>What a probe said of a model between two steps of a repair.</summary>
internal sealed class RepairState
{
    /// <summary>Beyond it all is equally lost.</summary>
    private const double LargestDistance = 99;

    /// <summary>Takes the rows of a probe.</summary>
    public RepairState(IReadOnlyList<LayerGradient> rows)
    {
        Flow = GradientFlow.Measure(rows);
        Layers = [.. rows.Where(row => row.TimeStep is null)];
        Stuck = Layers.Count(row => row.Verdict is GradientVerdict.Dead or GradientVerdict.Saturated);
        Distance = TimeFlow.All(rows, new GradientRules()).Select(flow => flow.Ratio).Append(Flow.BackpropRatio).Max(DistanceOf);
    }

    /// <summary>The verdict on the model.</summary>
    public GradientFlow Flow { get; }

    /// <summary>The rows of the layers, from input to output.</summary>
    public IReadOnlyList<LayerGradient> Layers { get; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsHealthy => Flow.Verdict == GradientVerdict.Healthy;

    /// <summary>How many layers are dead or saturated.</summary>
    private int Stuck { get; }

    /// <summary>How many decades the gradient loses or gains on its way back through the layers, or through time if that is more.</summary>
    private double Distance { get; }

    /// <summary>The activations of the hidden layers, as far as they are known, each once.</summary>
    public IEnumerable<Activation> HiddenActivations => Layers.SkipLast(1)
        .Select(row => ActivationCatalogue.TryFind(row.Activation, out Activation? activation) ? activation : null)
        .OfType<Activation>()
        .Distinct();

    /// <summary>
    /// Whether a step helps a sick model: it makes it healthy; or leaves fewer layers dead or saturated; or, with as many, brings the
    /// gradient nearer to its size at the end by a factor of 2 or more. A healthy one it must leave healthy, and the gradient within a
    /// factor of 10 or nearer than it was.
    /// </summary>
    public bool IsHelpedBy(RepairState after)
    {
        double factorOf2 = Math.Log10(2);
        if (IsHealthy) return after.IsHealthy && (after.Distance <= 1 || after.Distance <= Distance);
        if (after.IsHealthy) return true;
        if (after.Flow.Verdict == GradientVerdict.NonFinite) return false;
        if (Flow.Verdict == GradientVerdict.NonFinite) return true;
        return after.Stuck != Stuck ? after.Stuck < Stuck : after.Distance < Distance - factorOf2;
    }

    private static double DistanceOf(double ratio) =>
        double.IsNaN(ratio) ? LargestDistance : Math.Min(LargestDistance, Math.Abs(Math.Log10(ratio)));
}
