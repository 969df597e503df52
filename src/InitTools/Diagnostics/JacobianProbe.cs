using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// Looks at the Jacobians of a model, layer by layer and as a whole, at a few samples of a batch: a net whose singular values all
/// are near 1 passes signal and gradient on without loss, dynamical isometry (Saxe et al. 2014; Pennington et al. 2017).
/// </summary>
internal sealed class JacobianProbe(TensorModule model, ProbeLoss loss, ProbeRandom random, CancellationToken cancellationToken)
{
    /// <summary>The number of samples whose Jacobians are looked at; a smaller batch is taken whole.</summary>
    public const int SampleCount = 8;

    /// <summary>Adds the singular values to the rows of a batch.</summary>
    /// <param name="rows">The rows of all layers.</param>
    /// <param name="batch">The batch that they come from.</param>
    /// <returns>The rows with their singular values.</returns>
    public LayerGradient[] AddTo(LayerGradient[] rows, torch.Tensor batch)
    {
        int[] order = Sampling.Sampler.Permutation((int)batch.shape[0], random.Stream("jacobian"));
        long[] chosen = [.. order.Take(SampleCount).Select(sample => (long)sample)];
        JacobianSpectrum?[] spectra = Measure(batch, chosen, apart: false) ?? Measure(batch, chosen, apart: true)!;
        return [.. rows.Select((row, i) => row with
        {
            JacobianMeanSingularValue = spectra[i]?.Mean,
            JacobianMaximumSingularValue = spectra[i]?.Maximum,
            NetworkJacobianMeanSingularValue = spectra[^1]?.Mean,
            NetworkJacobianMaximumSingularValue = spectra[^1]?.Maximum,
        })];
    }

    // Alone in a batch of their own the samples cost least. Where they act on each other, they must stay in the batch they came
    // with, each with passes of its own: null says so.
    private JacobianSpectrum?[]? Measure(torch.Tensor batch, long[] chosen, bool apart)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor samples = apart ? batch : batch.index_select(0, torch.tensor(chosen).to(batch.device));
        torch.Tensor input = samples.detach().requires_grad_(samples.is_floating_point());
        (ModelOutput output, IReadOnlyList<LayerTrace> layers) = ModelTracer.Run(model, input, cancellationToken, keepSignal: true);

        long[] places = apart ? chosen : [.. chosen.Select((_, place) => (long)place)];
        JacobianMap? Between(torch.Tensor? from, torch.Tensor? to) => JacobianMap.Between(from, to, places, apart);
        JacobianMap?[] maps =
            [.. layers.Select(layer => Between(layer.Input, layer.Output)), Between(input, ProbeLossFunction.LossInput(loss, output))];
        return !apart && maps.Any(map => map?.CouplesSamples() == true) ? null : [.. maps.Select(Measure)];
    }

    private JacobianSpectrum? Measure(JacobianMap? map, int part)
    {
        if (map is null) return null;
        using JacobianMap used = map;
        using DisposeScope scope = torch.NewDisposeScope();
        return JacobianSpectrum.Of(used, random.Stream($"jacobian.{part}"), cancellationToken);
    }
}
