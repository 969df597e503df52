namespace InitTools;

/// <summary>
/// The rules behind the verdicts. The ratios are those of AutoTrainer (Zhang et al. 2021, ICSE): the gradient of the first
/// layer under 1e-3 of the last layer's vanishes, over 70 times it explodes.
/// </summary>
public sealed record GradientRules
{
    /// <summary>The share of dead units, or of saturated outputs, from which a layer is called sick.</summary>
    public const double SickFraction = 0.5;

    /// <summary>AutoTrainer's threshold of a vanishing gradient.</summary>
    public const double DefaultVanishingRatio = 1e-3;

    /// <summary>AutoTrainer's threshold of an exploding gradient.</summary>
    public const double DefaultExplodingRatio = 70;

    /// <summary>
    /// exp(5 beta) from which depth has outgrown width. With the variance of the weights right, exp(5 beta) bounds the mean square of
    /// a ReLU net's squared gradient over the square of its mean (Hanin 2018, theorem 1); the logarithm of a squared gradient has the
    /// variance 5 beta (Hanin and Nica 2020). From 10 on, one draw of the weights in three is off by a factor of 4.6 or more.
    /// </summary>
    public const double WidthRiskThreshold = 10;

    /// <summary>Creates rules.</summary>
    /// <param name="vanishingRatio">Below this ratio to the last layer a gradient vanishes; above 0 and below 1.</param>
    /// <param name="explodingRatio">Above this ratio a gradient explodes; above 1.</param>
    /// <exception cref="InitToolsException"><c>InvalidVanishingRatio</c> or <c>InvalidExplodingRatio</c>.</exception>
    public GradientRules(double vanishingRatio = DefaultVanishingRatio, double explodingRatio = DefaultExplodingRatio)
    {
        VanishingRatio = vanishingRatio is > 0 and < 1
            ? vanishingRatio
            : throw InitToolsException.Argument("InvalidVanishingRatio", nameof(VanishingRatio), vanishingRatio, "above 0 and below 1");
        ExplodingRatio = explodingRatio > 1 && double.IsFinite(explodingRatio)
            ? explodingRatio
            : throw InitToolsException.Argument("InvalidExplodingRatio", nameof(ExplodingRatio), explodingRatio, "finite and above 1");
    }

    /// <summary>Below this ratio to the last layer a gradient vanishes.</summary>
    public double VanishingRatio { get; }

    /// <summary>Above this ratio to the last layer a gradient explodes.</summary>
    public double ExplodingRatio { get; }

    /// <summary>
    /// Judges the layers of one model: NonFinite; Dead when at least half of the units are; Saturated when at least half of the
    /// outputs are; otherwise by the flow up to the layer, its back-propagated signal over the last layer's. The steps of a
    /// recurrent layer are judged by the flow up to them from the layer's last step.
    /// </summary>
    /// <param name="layers">All rows of one model, from input to output.</param>
    /// <returns>The rows with their verdicts.</returns>
    public IReadOnlyList<LayerGradient> Judge(IReadOnlyList<LayerGradient> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0) return layers;
        LayerGradient last = layers.LastOrDefault(layer => layer.TimeStep is null) ?? layers[^1];
        Dictionary<int, LayerGradient> lastSteps = layers.Where(layer => layer.TimeStep is not null)
            .GroupBy(layer => layer.Layer).ToDictionary(steps => steps.Key, steps => steps.MaxBy(step => step.TimeStep)!);
        return [.. layers.Select(layer => layer with
        {
            Verdict = layer.TimeStep is null ? Judge(layer, last)
                : layer.IsFinite ? JudgeRatio(Ratio(layer, lastSteps[layer.Layer]))
                : GradientVerdict.NonFinite,
        })];
    }

    /// <summary>The ratio of two back-propagated signals; 0 over 0, a gradient that never arrived, counts as 0.</summary>
    internal static double Ratio(LayerGradient layer, LayerGradient last) =>
        layer.BackpropStandardDeviation == 0 ? 0 : layer.BackpropStandardDeviation / last.BackpropStandardDeviation;

    /// <summary>The sum of reciprocal hidden widths: what the layers but the first have for inputs.</summary>
    internal static double WidthRisk(IReadOnlyList<LayerGradient> layers) => layers.Skip(1).Sum(layer => 1.0 / layer.FanIn);

    internal GradientVerdict JudgeRatio(double ratio) =>
        double.IsNaN(ratio) ? GradientVerdict.NonFinite
        : ratio < VanishingRatio ? GradientVerdict.Vanishing
        : ratio > ExplodingRatio ? GradientVerdict.Exploding
        : GradientVerdict.Healthy;

    private GradientVerdict Judge(LayerGradient layer, LayerGradient last) =>
        !layer.IsFinite ? GradientVerdict.NonFinite
        : layer.DeadFraction >= SickFraction ? GradientVerdict.Dead
        : layer.SaturatedFraction >= SickFraction ? GradientVerdict.Saturated
        : JudgeRatio(Ratio(layer, last));
}
