namespace InitTools;

/// <summary>70 % or more of all weight gradients of a model are exactly zero.</summary>
internal sealed class DyingReluRule(string name, string source) : UnsatisfiedRule(name, source)
{
    private const double SmallestShare = 0.7;

    protected override Observation? Judge(IReadOnlyList<LayerGradient> layers)
    {
        // FanIn times FanOut are the weights of a dense layer; a convolution's kernel area counts twice.
        LayerGradient[] known = [.. layers.Where(layer => layer.WeightGradientZeroFraction is not null)];
        double share = known.Sum(layer => layer.WeightGradientZeroFraction!.Value * layer.FanIn * layer.FanOut)
            / known.Sum(layer => (double)layer.FanIn * layer.FanOut);
        return share >= SmallestShare ? new Observation(HealthVerdict.Dead, share, SmallestShare, null) : null;
    }
}
