using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Weights on the edge of chaos. Only for activations with f(0) = 0: that of a sigmoid lies at sigma_w^2 = 103, where its units saturate
/// and hardly train, though the gradient keeps its size.
/// </summary>
internal sealed class CriticalVarianceRemedy : Remedy
{
    public override RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first)
    {
        if (state.IsHealthy) return null;
        Dictionary<string, double> variances = [];
        foreach (Activation activation in state.HiddenActivations)
        {
            if (VarianceFor(activation) is not { } variance) return null;
            variances[activation.Name] = variance;
        }
        if (variances.Count == 0) return null;
        string laws = string.Join(", ", variances.Select(entry => FormattableString.Invariant($"sigma_w^2 = {entry.Value:G4} for {entry.Key}")));
        return new RemedyPlan(
            $"Draw the weights at the edge of chaos: {laws}.",
            "There chi is 1, and a wide net of any depth keeps the gradient's size (Poole et al. 2016; Schoenholz et al. 2017).",
            (copy, context) =>
            {
                ModelInitializer.Initialize(
                    copy,
                    activation => variances.TryGetValue(activation.Name, out double variance)
                        ? new VarianceScaling(variance, FanMode.FanIn, ScalingDistribution.TruncatedNormal)
                        : InitializerCatalogue.Recommend(activation),
                    context.Seed, context.Drawing);
                return copy;
            });
    }

    private static double? VarianceFor(Activation activation)
    {
        if (activation.Value(0) != 0) return null;
        try
        {
            return CriticalInitialization.Find(activation).WeightVariance;
        }
        catch (InitToolsException)
        {
            return null;
        }
    }
}
