using TorchSharp;
using TorchSharp.Modules;

namespace InitTools;

/// <summary>
/// A recurrent layer on sequences of shape (time, features), unrolled step by step, so that the gradient of every step can be
/// looked at. As in Keras an initializer takes the kernels of all gates for one matrix.
/// </summary>
public sealed class RecurrentLayer : KernelLayer
{
    private const string RecurrentWeight = "recurrent_weight";
    private const string RecurrentBias = "recurrent_bias";

    private readonly CellStep _step;

    /// <summary>Creates the layer; its weights are drawn when a model is built of it.</summary>
    /// <param name="cell">What is computed in one step.</param>
    /// <param name="units">The number of outputs, 1 or more.</param>
    /// <param name="activation">The f of a SimpleRnn; null is tanh, which the others always have.</param>
    /// <param name="kernelInitializer">How the kernel on the input begins; null is GlorotUniform, as in Keras.</param>
    /// <param name="recurrentInitializer">How the kernel on h begins; null is Orthogonal, as in Keras.</param>
    /// <param name="biasInitializer">How the bias begins; null is Zeros.</param>
    /// <param name="useBias">Whether there is a bias.</param>
    /// <param name="forgetGateBias">
    /// What the bias of an LSTM's forget gate begins with instead; null is 1 (Jozefowicz et al. 2015; Keras' unit_forget_bias). At
    /// first the cell then forgets by a factor of sigmoid(1) = 0.73 a step.
    /// </param>
    /// <param name="returnSequence">Whether the outputs of all steps go on, as (time, units), or only the last one's, as (units).</param>
    /// <param name="name">The layer's name; null lets the model choose one.</param>
    /// <param name="seed">The seed of the weights; null takes the model's.</param>
    /// <exception cref="InitToolsException">
    /// <c>InvalidUnits</c>, <c>InvalidForgetGateBias</c>, <c>ActivationNotOfCell</c>, <c>ForgetGateBiasNotOfCell</c> or
    /// <c>InvalidLayerName</c>.
    /// </exception>
    public RecurrentLayer(
        RecurrentCell cell,
        int units,
        Activation? activation = null,
        Initializer? kernelInitializer = null,
        Initializer? recurrentInitializer = null,
        Initializer? biasInitializer = null,
        bool useBias = true,
        double? forgetGateBias = null,
        bool returnSequence = false,
        string? name = null,
        long? seed = null)
        : base($"{cell}", activation ?? ActivationCatalogue.Tanh, kernelInitializer, biasInitializer, useBias, name, seed)
    {
        Cell = cell;
        Units = units >= 1 ? units : throw InitToolsException.Argument("InvalidUnits", nameof(Units), units, "1 or more");
        if (cell != RecurrentCell.SimpleRnn && !ReferenceEquals(Function, ActivationCatalogue.Tanh))
            throw InitToolsException.Argument("ActivationNotOfCell", nameof(Activation), Activation, $"tanh for the cell {cell}");
        _step = CellStep.Of(cell, Function);
        if (forgetGateBias is not null && (_step.ForgetGate is null || !useBias))
        {
            throw new InitToolsException(
                "ForgetGateBiasNotOfCell", $"ForgetGateBias is given, but only an Lstm with biases has one; the cell is {cell}.",
                FaultKind.InvalidArgument, forgetGateBias);
        }
        if (_step.ForgetGate is not null && useBias) ForgetGateBias = LawParameter.Finite(forgetGateBias ?? 1, nameof(ForgetGateBias));
        RecurrentInitializer = recurrentInitializer ?? new Orthogonal();
        ReturnSequence = returnSequence;
    }

    /// <summary>What is computed in one step.</summary>
    public RecurrentCell Cell { get; }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>How the kernel on h begins.</summary>
    public Initializer RecurrentInitializer { get; internal set; }

    /// <summary>What the bias of the forget gate begins with; null where there is none.</summary>
    public double? ForgetGateBias { get; }

    /// <summary>Whether the outputs of all steps go on.</summary>
    public bool ReturnSequence { get; }

    /// <summary>Of all gates, as in Keras.</summary>
    internal override Fans Fans => new(InputShape![^1], Rows);

    private long Rows => (long)_step.Gates * Units;

    private protected override string Signature => $"{Cell}({Units},{Activation})";

    private protected override IReadOnlyList<string> KernelNames => [Weight, RecurrentWeight];

    private protected override IEnumerable<(string Name, object? Value)> Arguments =>
    [
        (nameof(Units), Units), .. KernelArguments, (nameof(RecurrentInitializer), RecurrentInitializer.ToDictionary()),
        (nameof(ForgetGateBias), ForgetGateBias), (nameof(ReturnSequence), ReturnSequence),
    ];

    /// <summary>A copy of the kernel on h that the caller owns, of shape (gates x units, units).</summary>
    /// <returns>The tensor.</returns>
    /// <exception cref="InitToolsException"><c>LayerNotBuilt</c> or <c>DisposedModel</c>.</exception>
    public torch.Tensor GetRecurrentKernel() => CopyParameter(RecurrentWeight);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor[] outputs = Unroll(PreActivate(input), CancellationToken.None);
        return (ReturnSequence ? torch.stack(outputs, 1) : outputs[^1]).MoveToOuterDisposeScope();
    }

    internal static RecurrentLayer Read(RecurrentCell cell, LayerDescription plain) => new(
        cell, plain.Integer(nameof(Units)), plain.Activation(nameof(Activation)), plain.Initializer(nameof(KernelInitializer)),
        plain.Initializer(nameof(RecurrentInitializer)), plain.Initializer(nameof(BiasInitializer)), plain.Flag("UseBias", true),
        plain.NumberOrNull(nameof(ForgetGateBias)), plain.Flag(nameof(ReturnSequence), false), plain.Name, plain.Seed);

    internal override torch.Tensor Trace(torch.Tensor input, string name, TraceRecorder recorder)
    {
        // Another handle on the input: its gradient is that by this layer alone.
        torch.Tensor x = input.alias();
        torch.Tensor projected = PreActivate(x);
        torch.Tensor[] outputs = Unroll(projected, recorder.CancellationToken);
        torch.Tensor sequence = torch.stack(outputs, 1);
        Parameter recurrent = get_parameter(RecurrentWeight)!;
        // What x and b add to z is differentiated by in place of z, which has the same gradient.
        LayerTrace trace = TraceOf(name, projected, new TimeTrace(RecurrentInitializer.Name, recurrent, new Fans(Units, Rows), x, sequence));
        trace.ObserveOutput(Function, sequence, sequence, Cell == RecurrentCell.SimpleRnn);
        recorder.Add(trace);
        return recorder.Pass(ReturnSequence ? sequence : outputs[^1]);
    }

    internal override int UnitDimension(torch.Tensor output) => 2;

    /// <summary>Of all gates and steps, as (batch, time, gates x units).</summary>
    internal override torch.Tensor Sum(torch.Tensor input, CancellationToken cancellationToken)
    {
        torch.Tensor projected = PreActivate(input);
        CellWeights weights = Weights;
        torch.Tensor[] before = [Zeros(projected), .. Unroll(projected, cancellationToken).SkipLast(1)];
        return torch.stack(before.Select((h, t) => _step.Sum(projected.select(1, t), h, weights)), 1);
    }

    private protected override LayerPlan PlanFor(IReadOnlyList<long> inputShape, string name)
    {
        if (inputShape.Count != 2)
        {
            throw new InitToolsException(
                "InputRankMismatch",
                $"Layer '{name}' takes sequences of shape (time, features), such as 100x3; what comes into it has the shape "
                + $"{InitToolsException.Show(inputShape)}.",
                FaultKind.InvalidArgument, InitToolsException.Show(inputShape));
        }
        var recurrent = new ParameterPlan(RecurrentWeight, new TensorShape([Rows, Units]), RecurrentInitializer);
        return new LayerPlan(
            inputShape, ReturnSequence ? [inputShape[0], Units] : [Units],
            [.. PlanParameters([Rows, inputShape[1]]).Take(1), recurrent, .. PlanBiases()]);
    }

    /// <summary>W x_t + b for all steps at once.</summary>
    private protected override torch.Tensor PreActivate(torch.Tensor input) =>
        torch.nn.functional.linear(input, get_parameter(Weight)!, get_parameter(Bias));

    private IEnumerable<ParameterPlan> PlanBiases()
    {
        if (BiasInitializer is null) yield break;
        var shape = new TensorShape([Rows]);
        yield return new ParameterPlan(Bias, shape, BiasInitializer)
        {
            Blocks = [.. Enumerable.Range(0, _step.Gates).Select(gate =>
                gate == _step.ForgetGate && ForgetGateBias is { } value ? new Constant(value) : BiasInitializer)],
        };
        if (_step.HasRecurrentBias) yield return new ParameterPlan(RecurrentBias, shape, BiasInitializer);
    }

    private CellWeights Weights => new(get_parameter(RecurrentWeight)!.t(), get_parameter(RecurrentBias));

    private torch.Tensor Zeros(torch.Tensor projected) => torch.zeros([projected.shape[0], Units], projected.dtype, projected.device);

    private torch.Tensor[] Unroll(torch.Tensor projected, CancellationToken cancellationToken)
    {
        CellWeights weights = Weights;
        torch.Tensor zeros = Zeros(projected);
        var state = new CellState(zeros, _step.HasMemory ? zeros : null);
        var outputs = new torch.Tensor[projected.shape[1]];
        for (int t = 0; t < outputs.Length; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = torch.NewDisposeScope();
            state = _step.Take(projected.select(1, t), state, weights);
            state.Output.MoveToOuterDisposeScope();
            state.Memory?.MoveToOuterDisposeScope();
            outputs[t] = state.Output;
        }
        return outputs;
    }
}
