using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Looks at the layers in some steps of a training, with the batch and the gradients of the step itself.</summary>
/// <param name="every">The steps from one look to the next.</param>
/// <param name="model">The model.</param>
internal sealed class TrainingProbe(int every, TensorModule model) : IDisposable
{
    private readonly List<Watched> _watched = [];
    private LayerGradient[] _rows = [];

    /// <summary>Whether to look at a step, from 1.</summary>
    public bool IsDue(long step) => (step - 1) % every == 0;

    /// <summary>Takes the figures of the two passes, and notes the weights before the step.</summary>
    /// <returns>The gradients of the trained parameters.</returns>
    public torch.Tensor?[] Look(torch.Tensor loss, IReadOnlyList<LayerTrace> layers, IReadOnlyList<torch.Tensor> trained)
    {
        (_rows, torch.Tensor?[] gradients) = GradientProbe.Differentiate(model, loss, layers, trained, detailed: true);
        using IDisposable noGrad = torch.no_grad();
        for (int i = 0; i < layers.Count; i++)
        {
            if (i < _watched.Count) _watched[i].Note(layers[i].WeightNorm);
            else _watched.Add(new Watched(layers[i].Weight, layers[i].WeightNorm));
        }
        return gradients;
    }

    /// <summary>The rows, once the step is taken.</summary>
    public IReadOnlyList<LayerGradient> Finish(long step)
    {
        using IDisposable noGrad = torch.no_grad();
        return new GradientRules().Judge([.. _rows.Select(row =>
        {
            (double? change, double? update) = _watched[row.Layer - 1].Moved();
            return row with { Step = step, WeightChange = change, WeightUpdateRatio = update };
        })]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Watched weights in _watched) weights.Dispose();
    }

    /// <summary>One layer's weights now, at the beginning and before the step.</summary>
    private sealed class Watched : IDisposable
    {
        private readonly torch.Tensor _live;
        private readonly torch.Tensor _initial;
        private readonly torch.Tensor _before;
        private readonly double _initialNorm;
        private double _normBefore;

        public Watched(torch.Tensor live, double norm)
        {
            (_live, _initialNorm, _normBefore) = (live, norm, norm);
            _initial = live.clone().DetachFromDisposeScope();
            _before = live.clone().DetachFromDisposeScope();
        }

        public void Note(double norm)
        {
            _normBefore = norm;
            _before.copy_(_live);
        }

        /// <summary>How far the weights have moved since the beginning, and in the step, by their norms then; null where one was 0.</summary>
        public (double? Change, double? Update) Moved()
        {
            (double change, double update) = WeightDistance.Of(_live, _initial, _before);
            return (_initialNorm == 0 ? null : change / _initialNorm, _normBefore == 0 ? null : update / _normBefore);
        }

        public void Dispose()
        {
            _initial.Dispose();
            _before.Dispose();
        }
    }
}
