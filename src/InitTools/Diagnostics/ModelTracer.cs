using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// What came out of a model: the output and, where the last thing the model did was an activation, that and what went into it.
/// </summary>
internal sealed record ModelOutput(torch.Tensor Value, Activation? Activation, torch.Tensor? PreActivation);

/// <summary>Runs a model forward and traces its layers with weights, in the order in which the signal passes them.</summary>
internal static class ModelTracer
{
    /// <summary>Runs the model; everything it makes is left to the caller's dispose scope.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The batch.</param>
    /// <param name="cancellationToken">Looked at between layers, and between the steps of a recurrent one.</param>
    /// <param name="keepSignal">Whether the traces keep what comes into their layers and out of them.</param>
    public static (ModelOutput Output, IReadOnlyList<LayerTrace> Layers) Run(
        TensorModule model, torch.Tensor input, CancellationToken cancellationToken, bool keepSignal = false) =>
        model is SequentialModel sequential
            ? RunSequential(sequential, input, keepSignal, cancellationToken)
            : new HookedRun(keepSignal, cancellationToken).Run(model, input);

    private static (ModelOutput Output, IReadOnlyList<LayerTrace> Layers) RunSequential(
        SequentialModel model, torch.Tensor input, bool keepSignal, CancellationToken cancellationToken)
    {
        var recorder = new TraceRecorder(keepSignal, cancellationToken);
        torch.Tensor signal = input;
        foreach (Layer layer in model.Layers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (torch.Tensor link, int before) = (signal, recorder.Layers.Count);
            signal = layer.Trace(signal, layer.Name, recorder);
            // Whatever goes round layers within a block, nothing goes round the block.
            if (recorder.Layers.Count > before) recorder.Layers[before].Link = link;
        }
        recorder.Finish();
        ProbePrediction.Chain(recorder.Layers, ModuleLayers.IsChain(model));
        return (recorder.Output! with { Value = signal }, recorder.Layers);
    }

    /// <summary>One forward pass of any TorchSharp module, watched by hooks on its leaves.</summary>
    private sealed class HookedRun(bool keepSignal, CancellationToken cancellationToken)
    {
        private readonly List<LayerTrace> _traces = [];
        private ModelOutput? _last;
        private bool _chained;

        public (ModelOutput Output, IReadOnlyList<LayerTrace> Layers) Run(TensorModule model, torch.Tensor input)
        {
            var removers = new List<Action>();
            _chained = ModuleLayers.IsChain(model);
            try
            {
                foreach ((string name, Module module) in ModuleLayers.Leaves(model))
                    if (module is TensorModule leaf) Watch(name, leaf, removers);
                torch.Tensor output = model.call(input);
                Finish(output);
                // What came last may be gone already: TorchSharp's Sequential disposes of what passes between its parts.
                bool known = _last is { Value.IsInvalid: false } last && last.Value.Handle == output.Handle;
                return (known ? _last! with { Value = output } : new ModelOutput(output, null, null), _traces);
            }
            finally
            {
                foreach (Action remove in removers) remove();
            }
        }

        private void Watch(string name, TensorModule leaf, List<Action> removers)
        {
            if (leaf is Layer { Function: { } function } own)
            {
                removers.Add(leaf is KernelLayer
                    ? leaf.register_forward_hook((_, x, _) => OnOwn(name, own, x)).remove
                    : leaf.register_forward_hook((_, z, h) => OnActivation(function, z, h)).remove);
            }
            else if (ModuleLayers.WeightOf(leaf) is { } weight)
            {
                // A copy goes in, which is part of the graph and stays: TorchSharp's Sequential disposes of what it passes on.
                if (keepSignal) removers.Add(leaf.register_forward_pre_hook((_, x) => x.clone()).remove);
                removers.Add(leaf.register_forward_hook((_, x, z) => OnLayer(name, leaf, weight, x, z)).remove);
            }
            else if (ActivationCatalogue.TryFind(leaf.GetType().Name, out Activation? activation))
            {
                torch.Tensor? before = null;
                // An activation in place works on a copy: whether it is flat, and for a loss the logits, are asked of z afterwards.
                if (activation.Saturation == Saturation.Both)
                {
                    removers.Add(leaf.register_forward_pre_hook((_, z) =>
                    {
                        before = z.alias();
                        return z.clone();
                    }).remove);
                }
                removers.Add(leaf.register_forward_hook((_, z, h) => OnActivation(activation, before ?? z, h)).remove);
            }
        }

        // Its activation is inside, so the layer itself says what z is.
        private torch.Tensor OnOwn(string name, Layer layer, torch.Tensor input)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Finish(input);
            var recorder = new TraceRecorder(keepSignal, cancellationToken);
            torch.Tensor output = layer.Trace(input, name, recorder);
            recorder.Finish();
            ProbePrediction.Chain(recorder.Layers, _chained);
            foreach (LayerTrace trace in recorder.Layers)
                if (_traces.All(known => known.Weight.Handle != trace.Weight.Handle)) _traces.Add(trace);
            _last = recorder.Output;
            return output;
        }

        private torch.Tensor OnLayer(string name, TensorModule module, Parameter weight, torch.Tensor input, torch.Tensor z)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Finish(input);
            if (_traces.Any(trace => trace.Weight.Handle == weight.Handle)) return z;
            _traces.Add(new LayerTrace
            {
                Name = name,
                Type = module.GetType().Name,
                Weight = weight,
                Fans = ModuleLayers.FansOf(module, weight),
                UnitDimension = module is Linear || z.dim() < 3 ? (int)z.dim() - 1 : 1,
                PreActivation = z,
                Input = keepSignal ? input : null,
                Bias = module.get_parameter("bias"),
                IsChained = _chained,
            });
            // What goes on is a copy: an activation in place would overwrite z, and with it the gradient that is asked for.
            torch.Tensor passed = z.clone();
            _last = new ModelOutput(passed, null, null);
            return passed;
        }

        private torch.Tensor OnActivation(Activation activation, torch.Tensor z, torch.Tensor h)
        {
            if (_traces.LastOrDefault() is { HasOutput: false } trace && SameShape(trace.PreActivation, h))
            {
                trace.ObserveOutput(activation, z, h);
                trace.IsChained &= ProbePrediction.Agrees(activation, trace.PreActivation, h);
            }
            else
            {
                Unchain();
            }
            _last = new ModelOutput(h, activation, z);
            return h;
        }

        // An activation that is no module isn't seen; what reaches the next layer still is its output, if it has its shape.
        private void Finish(torch.Tensor next)
        {
            if (_traces.LastOrDefault() is not { HasOutput: false } trace) return;
            trace.ObserveOutput(null, trace.PreActivation, SameShape(trace.PreActivation, next) ? next : trace.PreActivation);
        }

        // A second activation changes what the next layer gets, and one before the first layer what the model does.
        private void Unchain()
        {
            if (_traces.LastOrDefault() is { } trace) trace.IsChained = false;
            else _chained = false;
        }

        private static bool SameShape(torch.Tensor a, torch.Tensor b) => a.shape.SequenceEqual(b.shape);
    }
}
