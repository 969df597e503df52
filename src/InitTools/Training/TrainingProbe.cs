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
        bool first = _watched.Count == 0;
        if (first) _watched.AddRange(layers.Select(layer => new Watched(layer.Weight)));
        else foreach (Watched weights in _watched) weights.Note();
        return gradients;
    }

    /// <summary>The rows, once the step is taken.</summary>
    public IReadOnlyList<LayerGradient> Finish(long step)
    {
        using IDisposable noGrad = torch.no_grad();
        return new GradientRules().Judge([.. _rows.Select(row => row with
        {
            Step = step,
            WeightChange = _watched[row.Layer - 1].Change,
            WeightUpdateRatio = _watched[row.Layer - 1].UpdateRatio,
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

        public Watched(torch.Tensor live)
        {
            _live = live;
            _initial = live.clone();
            _before = live.clone();
            _initial.DetachFromDisposeScope();
            _before.DetachFromDisposeScope();
            _initialNorm = Moments.Of(live).Norm;
        }

        public double? Change => Ratio(_initial, _initialNorm);

        public double? UpdateRatio => Ratio(_before, Moments.Of(_before).Norm);

        public void Note() => _before.copy_(_live);

        public void Dispose()
        {
            _initial.Dispose();
            _before.Dispose();
        }

        private double? Ratio(torch.Tensor from, double norm)
        {
            if (norm == 0) return null;
            using torch.Tensor difference = _live.Plus(from, -1);
            return Moments.Of(difference).Norm / norm;
        }
    }
}
