using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Looks at the layers in some steps of a training, with the batch and the gradients of the step itself.</summary>
/// <param name="every">The steps from one look to the next.</param>
/// <param name="model">The model.</param>
internal sealed class TrainingProbe(int every, TensorModule model) : IDisposable
{
    private readonly List<WatchedLayer> _watched = [];

    /// <summary>Whether to look at a step, from 1.</summary>
    public bool IsDue(long step) => (step - 1) % every == 0;

    /// <summary>Takes the figures of the two passes, and notes the weights before the step.</summary>
    /// <returns>The gradients of the trained parameters.</returns>
    public torch.Tensor?[] Look(torch.Tensor loss, IReadOnlyList<LayerTrace> layers, IReadOnlyList<torch.Tensor> trained)
    {
        torch.Tensor[] inputs = [.. layers.Where(layer => layer.Time is not null).Select(layer => layer.Time!.Input)];
        (LayerGradient[] rows, torch.Tensor?[] gradients) =
            GradientProbe.Differentiate(model, loss, layers, [.. trained, .. inputs], detailed: true);
        using IDisposable noGrad = torch.no_grad();
        if (_watched.Count == 0) _watched.AddRange(layers.Select(layer => new WatchedLayer(layer)));
        else for (int i = 0; i < layers.Count; i++) _watched[i].Note(layers[i]);
        var steps = new Queue<torch.Tensor?>(gradients[trained.Count..]);
        for (int i = 0; i < rows.Length; i++)
            _watched[i].Take(rows[i], layers[i].Time is { } time ? time.Conclude(rows[i], steps.Dequeue(), CancellationToken.None) : []);
        return gradients[..trained.Count];
    }

    /// <summary>The rows, once the step is taken.</summary>
    public IReadOnlyList<LayerGradient> Finish(long step)
    {
        using IDisposable noGrad = torch.no_grad();
        return new GradientRules().Judge([.. _watched.SelectMany(layer => layer.Finish(step))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (WatchedLayer layer in _watched) layer.Dispose();
    }

    /// <summary>A layer, and in a recurrent one its steps, which are about a kernel of their own.</summary>
    private sealed class WatchedLayer(LayerTrace layer) : IDisposable
    {
        private readonly WatchedWeights _weights = new(layer.Weight, layer.WeightNorm);
        private readonly WatchedWeights? _recurrent = layer.Time is { } time ? new(time.Weight, time.WeightNorm) : null;
        private LayerGradient? _row;
        private IReadOnlyList<LayerGradient> _steps = [];

        public void Note(LayerTrace now)
        {
            _weights.Note(now.WeightNorm);
            if (now.Time is { } time) _recurrent?.Note(time.WeightNorm);
        }

        public void Take(LayerGradient row, IReadOnlyList<LayerGradient> steps) => (_row, _steps) = (row, steps);

        public IEnumerable<LayerGradient> Finish(long step) =>
            _weights.Complete([_row!], step).Concat(_recurrent?.Complete(_steps, step) ?? []);

        public void Dispose()
        {
            _weights.Dispose();
            _recurrent?.Dispose();
        }
    }

    /// <summary>Weights now, at the beginning and before the step.</summary>
    private sealed class WatchedWeights : IDisposable
    {
        private readonly torch.Tensor _live;
        private readonly torch.Tensor _initial;
        private readonly torch.Tensor _before;
        private readonly double _initialNorm;
        private double _normBefore;

        public WatchedWeights(torch.Tensor live, double norm)
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

        public IEnumerable<LayerGradient> Complete(IReadOnlyList<LayerGradient> rows, long step)
        {
            (double? change, double? update) = Moved();
            return rows.Select(row => row with { Step = step, WeightChange = change, WeightUpdateRatio = update });
        }

        public void Dispose()
        {
            _initial.Dispose();
            _before.Dispose();
        }

        /// <summary>How far the weights have moved since the beginning, and in the step, by their norms then; null where one was 0.</summary>
        private (double? Change, double? Update) Moved()
        {
            (double change, double update) = WeightDistance.Of(_live, _initial, _before);
            return (_initialNorm == 0 ? null : change / _initialNorm, _normBefore == 0 ? null : update / _normBefore);
        }
    }
}
