using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>New weights by activation (Table 11-1), and orthogonal recurrent kernels.</summary>
internal sealed class InitializerRemedy : Remedy
{
    public override RemedyPlan? PlanFor(TensorModule model, RepairState state, RepairState first)
    {
        if (state.IsHealthy) return null;
        string laws = string.Join(", ", state.HiddenActivations.Select(activation => $"{activation.Initializer} for {activation.Name}"));
        bool recurrent = model is SequentialModel sequential && sequential.AllLayers.Any(layer => layer is RecurrentLayer);
        return new RemedyPlan(
            $"Draw the weights by activation{(laws.Length > 0 ? $": {laws}" : "")}{(recurrent ? "; recurrent kernels Orthogonal, for relu Identity" : "")}.",
            "The variance of a weight belongs to the activation behind it (Table 11-1: Glorot, He, LeCun)"
            + (recurrent ? "; such a recurrent kernel neither shrinks nor stretches h (Saxe et al. 2014; Le et al. 2015)." : "."),
            (copy, context) =>
            {
                if (copy is SequentialModel own)
                {
                    foreach (RecurrentLayer layer in own.AllLayers.OfType<RecurrentLayer>())
                        layer.RecurrentInitializer = layer.Function == ActivationCatalogue.Relu ? new Identity() : new Orthogonal();
                }
                ModelInitializer.Initialize(copy, InitializerCatalogue.Recommend, context.Seed, context.Drawing);
                return copy;
            });
    }
}
