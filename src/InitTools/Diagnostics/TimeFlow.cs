namespace InitTools;

/// <summary>How the gradient fares on its way back in time through a recurrent layer.</summary>
/// <param name="Layer">The row of the layer's last step.</param>
/// <param name="Ratio">The standard deviation of dL/dx at the first step over that at the last.</param>
/// <param name="Decay">The factor by which it changes from a step to the one before: the geometric mean.</param>
/// <param name="Verdict">By the thresholds of layers, applied to the ratio.</param>
internal sealed record TimeFlow(LayerGradient Layer, double Ratio, double Decay, GradientVerdict Verdict)
{
    /// <summary>What cures it.</summary>
    public string Remedy => FormattableString.Invariant($"In time the gradient changes by {Decay:G3} a step in layer {Layer.Layer}: ") + Verdict switch
    {
        GradientVerdict.Vanishing when Layer.Type == $"{RecurrentCell.Lstm}" => "raise its ForgetGateBias, or shorten the sequences.",
        GradientVerdict.Vanishing when IsOrthogonal => "use -Cell Lstm with a ForgetGateBias of 1 or more, or shorten the sequences.",
        GradientVerdict.Vanishing => "use an Orthogonal recurrent initializer, or -Cell Lstm with a ForgetGateBias of 1 or more.",
        GradientVerdict.Exploding when IsOrthogonal => "clip the gradient, with -GradientClipNorm 1, or lower the learning rate.",
        GradientVerdict.Exploding => "use an Orthogonal recurrent initializer, and clip the gradient, with -GradientClipNorm 1.",
        _ => "smaller weights keep it finite.",
    };

    private bool IsOrthogonal => Layer.Initializer == nameof(Orthogonal);

    /// <summary>The worst of a model's recurrent layers, or null if there is none with two steps or more.</summary>
    /// <param name="rows">All rows of one model.</param>
    /// <param name="rules">The thresholds.</param>
    public static TimeFlow? Worst(IEnumerable<LayerGradient> rows, GradientRules rules) => All(rows, rules)
        .OrderByDescending(flow => double.IsNaN(flow.Decay) ? double.PositiveInfinity : Math.Abs(Math.Log(flow.Decay)))
        .FirstOrDefault();

    /// <summary>Each of a model's recurrent layers with two steps or more.</summary>
    /// <param name="rows">All rows of one model.</param>
    /// <param name="rules">The thresholds.</param>
    public static IEnumerable<TimeFlow> All(IEnumerable<LayerGradient> rows, GradientRules rules) => rows
        .Where(row => row.TimeStep is not null)
        .GroupBy(row => row.Layer)
        .Select(steps => steps.OrderBy(row => row.TimeStep).ToArray())
        .Where(steps => steps.Length > 1)
        .Select(steps => Of(steps, rules));

    // Where single precision lost the signal on its way, the mean is over the steps that it reached.
    private static TimeFlow Of(LayerGradient[] steps, GradientRules rules)
    {
        LayerGradient last = steps[^1];
        int reached = Array.FindIndex(steps, row => row.BackpropStandardDeviation != 0);
        double ratio = GradientRules.Ratio(steps[0], last);
        double decay = reached < 0 || reached == steps.Length - 1
            ? 0
            : Math.Pow(GradientRules.Ratio(steps[reached], last), 1.0 / (steps.Length - 1 - reached));
        return new TimeFlow(last, ratio, decay, rules.JudgeRatio(ratio));
    }
}
