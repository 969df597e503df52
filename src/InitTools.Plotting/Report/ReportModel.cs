using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Plotting;

/// <summary>A model that was probed for a report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seed">The seed of its weights; null where there was none.</param>
/// <param name="Layers">Its layers.</param>
public sealed record ReportModel(string Name, long? Seed, IReadOnlyList<LayerSummary> Layers)
{
    /// <summary>Describes a model.</summary>
    /// <param name="model">The model, which stays its owner's.</param>
    /// <returns>Plain data, under the name that the model's rows carry.</returns>
    /// <exception cref="InitToolsException"><c>InitTools.DisposedModel</c>.</exception>
    public static ReportModel Of(TensorModule model) => new(ModelState.NameOf(model), (model as SequentialModel)?.Seed, ModelSummary.Of(model));
}
