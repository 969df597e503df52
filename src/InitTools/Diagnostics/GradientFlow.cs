namespace InitTools;

/// <summary>What the rows of one model say together: does the gradient reach the input, and if not, what to do.</summary>
public record GradientFlow
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The optimizer step whose batch the rows are of; null outside of training.</summary>
    public long? Step { get; init; }

    /// <summary>The number of layers with weights.</summary>
    public required int Depth { get; init; }

    /// <summary>The standard deviation of dL/dz at the first layer over that at the last; 1 keeps the gradient.</summary>
    public required double BackpropRatio { get; init; }

    /// <summary>The factor by which dL/dz changes from a layer to the one below it: the geometric mean.</summary>
    public required double BackpropGain { get; init; }

    /// <summary>The factor by which the activations' standard deviation changes from a layer to the next: the geometric mean.</summary>
    public required double ActivationGain { get; init; }

    /// <summary>
    /// What the mean-field theory predicts for <see cref="BackpropRatio"/>, from the widths and the variances of weights and biases; null
    /// where it doesn't cover a layer.
    /// </summary>
    public double? PredictedBackpropRatio { get; init; }

    /// <summary>
    /// The geometric mean of the hidden layers' chi: by this factor the theory lets the variance of dL/dz change from a layer to the one
    /// below it. 1 is the edge of chaos, less vanishes, more explodes. Null where the theory doesn't cover a layer.
    /// </summary>
    public double? Chi { get; init; }

    /// <summary>
    /// beta, the sum of the hidden layers' reciprocal widths (Hanin 2018): the larger it is, the more gradients differ from one draw
    /// of the weights to the next, however right their variance is.
    /// </summary>
    public required double WidthRisk { get; init; }

    /// <summary>
    /// The factor by which dL/dx_t changes from a step to the one before, the geometric mean, in the recurrent layer where it is
    /// farthest from 1; null without one. It says how far back the gradient reaches where only the last step's output counts; each
    /// step whose output is used on its own brings a gradient of its own.
    /// </summary>
    public double? TimeDecay { get; init; }

    /// <summary>What the decay in time amounts to from the last step to the first; null without a recurrent layer.</summary>
    public GradientVerdict? TimeVerdict { get; init; }

    /// <summary>The model's verdict; Healthy only if all of its layers, and the way back in time, are.</summary>
    public required GradientVerdict Verdict { get; init; }

    /// <summary>
    /// The number of the layer where the trouble begins: for dead, saturated and non-finite layers the first on the way forward,
    /// for vanishing and exploding gradients the first on the way back; null for a healthy model.
    /// </summary>
    public int? FirstUnhealthyLayer { get; init; }

    /// <summary>
    /// The mean singular value of the Jacobian from the input to the logits; null unless the rows come from a probe with Jacobians.
    /// </summary>
    public double? NetworkJacobianMeanSingularValue { get; init; }

    /// <summary>The largest singular value of that Jacobian; null like the mean.</summary>
    public double? NetworkJacobianMaximumSingularValue { get; init; }

    /// <summary>What cures it.</summary>
    public required string Recommendation { get; init; }

    /// <summary>Judges the rows of one model.</summary>
    /// <param name="rows">All rows of one model, from input to output; at least one.</param>
    /// <param name="rules">The thresholds; null for the defaults.</param>
    /// <returns>The flow.</returns>
    public static GradientFlow Measure(IReadOnlyList<LayerGradient> rows, GradientRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        rules ??= new GradientRules();
        rows = rules.Judge(rows);
        LayerGradient[] layers = [.. rows.Where(row => row.TimeStep is null)];
        // Somebody may have kept the steps of one recurrent layer alone.
        if (layers.Length == 0) layers = [.. rows];
        TimeFlow? time = TimeFlow.Worst(rows, rules);
        double ratio = GradientRules.Ratio(layers[0], layers[^1]);
        GradientVerdict flow = rules.JudgeRatio(ratio), verdict = Judge(layers, flow, time?.Verdict);
        // In time alone no layer is sick by itself.
        bool byLayers = layers.Any(layer => layer.Verdict != GradientVerdict.Healthy)
            && (verdict != GradientVerdict.NonFinite || layers.Any(layer => !layer.IsFinite));
        LayerGradient? sick = byLayers ? FindOrigin(layers, verdict) : null;
        // What a recurrent layer does in time shows in its own row, too.
        bool inTime = verdict == time?.Verdict && verdict != GradientVerdict.Healthy && (verdict != flow || sick?.Layer == time.Layer.Layer);
        if (inTime) sick = time!.Layer;
        double risk = GradientRules.WidthRisk(layers);
        return new GradientFlow
        {
            Model = layers[0].Model,
            Step = layers[0].Step,
            Depth = layers.Length,
            BackpropRatio = ratio,
            BackpropGain = PerLayer(ratio, layers.Length),
            ActivationGain = PerLayer(
                layers[^1].ActivationStandardDeviation / layers[0].ActivationStandardDeviation, layers.Length),
            TimeDecay = time?.Decay,
            TimeVerdict = time?.Verdict,
            PredictedBackpropRatio = layers[0].PredictedBackpropStandardDeviation / layers[^1].PredictedBackpropStandardDeviation,
            Chi = PredictedFlow.GeometricMean([.. layers.Select(layer => layer.Chi)]),
            WidthRisk = risk,
            Verdict = verdict,
            FirstUnhealthyLayer = sick?.Layer,
            NetworkJacobianMeanSingularValue = layers[0].NetworkJacobianMeanSingularValue,
            NetworkJacobianMaximumSingularValue = layers[0].NetworkJacobianMaximumSingularValue,
            Recommendation = (inTime ? time!.Remedy : GradientRemedy.For(verdict, sick ?? layers[0], layers.Length, rules))
                + GradientRemedy.ForWidth(risk),
        };
    }

    // What stops training comes first: numbers that aren't, then the flow to the first layer and to the first step, then sick layers
    // that it survives.
    private static GradientVerdict Judge(IReadOnlyList<LayerGradient> layers, GradientVerdict flow, GradientVerdict? time)
    {
        bool Any(GradientVerdict verdict) => layers.Any(layer => layer.Verdict == verdict);
        return Any(GradientVerdict.NonFinite) ? GradientVerdict.NonFinite
            : flow != GradientVerdict.Healthy ? flow
            : time is { } back && back != GradientVerdict.Healthy ? back
            : Any(GradientVerdict.Dead) ? GradientVerdict.Dead
            : Any(GradientVerdict.Saturated) ? GradientVerdict.Saturated
            : layers.FirstOrDefault(layer => layer.Verdict != GradientVerdict.Healthy)?.Verdict ?? GradientVerdict.Healthy;
    }

    private static LayerGradient? FindOrigin(IReadOnlyList<LayerGradient> layers, GradientVerdict verdict)
    {
        switch (verdict)
        {
            case GradientVerdict.Healthy:
                return null;
            case GradientVerdict.NonFinite:
                return layers.FirstOrDefault(layer => !layer.IsForwardFinite) ?? layers.Last(layer => !layer.IsFinite);
            case GradientVerdict.Dead or GradientVerdict.Saturated:
                return layers.First(layer => layer.Verdict == verdict);
            default:
                // A dead or saturated layer is why the gradient is lost below it.
                return layers.FirstOrDefault(layer => layer.Verdict is GradientVerdict.Dead or GradientVerdict.Saturated)
                    ?? layers.Last(layer => layer.Verdict != GradientVerdict.Healthy);
        }
    }

    private static double PerLayer(double ratio, int depth) => depth < 2 ? 1 : Math.Pow(ratio, 1.0 / (depth - 1));
}
