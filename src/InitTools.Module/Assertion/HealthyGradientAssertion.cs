using System.Management.Automation;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Module;

/// <summary>What <c>Should -HaveHealthyGradient</c> does. Models are probed, rows of a probe are judged as they are.</summary>
public static class HealthyGradientAssertion
{
    /// <summary>Judges every model.</summary>
    /// <param name="actual">Models and rows of Invoke-GradientProbe.</param>
    /// <param name="negate">Whether none may be healthy.</param>
    /// <param name="because">The test's reason, or null.</param>
    /// <param name="dataset">The data of a probe; null for noise.</param>
    /// <param name="vanishingRatio">Below this ratio a gradient vanishes.</param>
    /// <param name="explodingRatio">Above this ratio a gradient explodes.</param>
    /// <param name="batchSize">The samples of a probe.</param>
    /// <param name="seed">The probe's seed; null for a fresh one.</param>
    /// <returns>The result for Pester.</returns>
    public static AssertionResult Test(
        object?[]? actual, bool negate, string? because, Dataset? dataset, double vanishingRatio, double explodingRatio, int batchSize,
        long? seed) => AssertionResult.Of(() =>
        {
            var rules = new GradientRules(vanishingRatio, explodingRatio);
            var options = new ProbeOptions { BatchSize = batchSize, Seed = seed };
            ProbeSource source = dataset is null ? ProbeSource.Noise : ProbeSource.From(dataset);
            return Models(actual ?? [], source, options)
                .Select(rows => (Rows: rows, Flow: GradientFlow.Measure(rows, rules)))
                .Where(model => model.Flow.Verdict == GradientVerdict.Healthy == negate)
                .Select(model => negate
                    ? $"Expected '{model.Flow.Model}' not to have a healthy gradient,{AssertionResult.Reason(because)} but it has: {Ratio(model.Flow)}."
                    : Explain(model.Flow, rules.Judge(model.Rows), because));
        });

    private static IEnumerable<IReadOnlyList<LayerGradient>> Models(object?[] actual, ProbeSource source, ProbeOptions options)
    {
        if (actual.Length == 0) throw Wrong(null);
        var reader = new GradientFlowReader();
        foreach (object? item in actual)
        {
            object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
            if (value is LayerGradient row)
            {
                if (reader.Add(row) is { } finished) yield return finished;
                continue;
            }
            if (reader.Finish() is { } before) yield return before;
            yield return value is TensorModule model ? GradientProbe.Run(model, source, options) : throw Wrong(value);
        }
        if (reader.Finish() is { } last) yield return last;
    }

    private static InitToolsException Wrong(object? value) => InitToolsException.Argument(
        "NotAModel", "What -HaveHealthyGradient looks at", value, "models, or rows of Invoke-GradientProbe");

    private static string Explain(GradientFlow flow, IReadOnlyList<LayerGradient> rows, string? because)
    {
        string start = $"Expected '{flow.Model}' to have a healthy gradient,{AssertionResult.Reason(because)} but it is {flow.Verdict}: {Ratio(flow)}";
        LayerGradient? sick = rows.FirstOrDefault(row => row.Layer == flow.FirstUnhealthyLayer && row.TimeStep is null);
        return sick is null ? $"{start}. {flow.Recommendation}" : $"{start}, and the trouble begins at {Describe(sick)}. {flow.Recommendation}";
    }

    private static string Ratio(GradientFlow flow) =>
        FormattableString.Invariant($"dL/dz at the first of {flow.Depth} layers is {flow.BackpropRatio:G3} times that at the last");

    private static string Describe(LayerGradient row)
    {
        string parts = string.Join(", ", new[] { row.Activation, row.Initializer }.Where(part => part is not null));
        string state = row.Verdict switch
        {
            GradientVerdict.Dead => FormattableString.Invariant($"{row.DeadFraction:P0} of its units are dead"),
            GradientVerdict.Saturated => FormattableString.Invariant($"{row.SaturatedFraction:P0} of its outputs are saturated"),
            _ => FormattableString.Invariant($"the standard deviation of dL/dz is {row.BackpropStandardDeviation:G3} there"),
        };
        return $"layer {row.Layer}, {row.Name}{(parts.Length == 0 ? "" : $" ({parts})")}: {state}";
    }
}
