using TorchSharp;

namespace InitTools;

/// <summary>
/// Takes what the layers of a <see cref="SequentialModel"/> tell a probe on the way forward: one trace a layer with a kernel, in
/// the order in which the signal passes them. The row of a linear layer is completed by the activation layer behind it, if one
/// comes before the next kernel and counts the same units.
/// </summary>
internal sealed class TraceRecorder(bool keepSignal, CancellationToken cancellationToken)
{
    private readonly List<LayerTrace> _traces = [];
    private LayerTrace? _pending;
    private torch.Tensor? _input;

    /// <summary>Stops the run; looked at between layers, and between the steps of a recurrent one.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<LayerTrace> Layers => _traces;

    /// <summary>What the last layer put out.</summary>
    public ModelOutput? Output { get; private set; }

    /// <summary>Takes what comes into a layer with a kernel, and gives what the layer has to go on with.</summary>
    public torch.Tensor Enter(torch.Tensor input)
    {
        if (!keepSignal) return input;
        _input = input.clone();
        return _input;
    }

    /// <summary>Takes a layer with a kernel.</summary>
    /// <param name="trace">The layer.</param>
    /// <param name="activation">The activation that it ends with.</param>
    /// <param name="z">What went into that.</param>
    /// <param name="h">What came out of it.</param>
    public void Add(LayerTrace trace, Activation activation, torch.Tensor z, torch.Tensor h)
    {
        Add(trace);
        Output = new ModelOutput(h, activation, z);
        if (ReferenceEquals(activation, ActivationCatalogue.Linear)) _pending = trace;
        else trace.ObserveOutput(activation, z, h);
    }

    /// <summary>Takes a layer whose output was observed already.</summary>
    public void Add(LayerTrace trace)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Finish();
        trace.Input = _input;
        _input = null;
        _traces.Add(trace);
    }

    /// <summary>Takes an activation that stands alone.</summary>
    public torch.Tensor Activate(Activation activation, torch.Tensor z, torch.Tensor h)
    {
        if (_pending is { } trace && CountsTheSame(trace.PreActivation, h, trace.UnitDimension))
        {
            trace.ObserveOutput(activation, z, h);
            _pending = null;
        }
        Output = new ModelOutput(h, activation, z);
        return h;
    }

    /// <summary>Takes the output of a layer that a probe doesn't look at.</summary>
    public torch.Tensor Pass(torch.Tensor output)
    {
        Output = new ModelOutput(output, null, null);
        return output;
    }

    /// <summary>Completes the row of a linear layer that no activation came behind.</summary>
    public void Finish()
    {
        _pending?.ObserveOutput(ActivationCatalogue.Linear, _pending.PreActivation, _pending.PreActivation);
        _pending = null;
    }

    private static bool CountsTheSame(torch.Tensor a, torch.Tensor b, int dimension) =>
        a.dim() == b.dim() && a.shape[dimension] == b.shape[dimension];
}
