using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>How a probe is run.</summary>
public sealed record ProbeOptions
{
    /// <summary>The loss; null lets the model decide.</summary>
    public ProbeLoss? Loss { get; init; }

    /// <summary>The number of samples in a batch, 1 or more; a smaller dataset is taken whole.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>The number of batches that the figures are averaged over, 1 or more.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The seed of inputs, labels and the choice of samples; null draws fresh ones.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether the singular values of the Jacobians are looked for too, at up to 8 samples of each batch.</summary>
    public bool Jacobian { get; init; }

    /// <summary>
    /// Whether to take the figures that only a diagnosis of training asks for (<see cref="LayerDetail"/>): they cost further
    /// passes over weight gradients and pre-activations.
    /// </summary>
    public bool Detailed { get; init; }

    /// <summary>Counts the values that pass the layers; null unless asked for.</summary>
    internal LayerHistogram? Histogram { get; init; }

    /// <summary>The most threads that inputs and targets are drawn on, 1 or more; it doesn't change them.</summary>
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Stops the probe between layers, and steps in time of recurrent ones, on the way forward, between steps of the way back, and between
    /// batches.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }
}

/// <summary>
/// One forward and one backward pass of a model, looked at layer by layer: the activations, and the back-propagated signal
/// dL/dz beside the weight gradients. Weight gradients alone stay flat across layers while the signal vanishes (Glorot and
/// Bengio 2010, figures 7 and 8). The model is left as it was: no weight, gradient, buffer or mode of it changes.
/// </summary>
public static class GradientProbe
{
    private static readonly object HookGate = new();

    /// <summary>Probes a model.</summary>
    /// <param name="model">A <see cref="SequentialModel"/>, or any TorchSharp module from tensor to tensor.</param>
    /// <param name="source">Where the batches come from; null is <see cref="ProbeSource.Noise"/>.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <returns>
    /// One row a layer with weights, from input to output, with verdicts by the default rules; behind that of a recurrent layer one
    /// for each of its steps.
    /// </returns>
    /// <exception cref="InitToolsException">
    /// <c>InvalidBatchSize</c>, <c>InvalidRepeat</c>, <c>DisposedModel</c>, <c>NothingToProbe</c>, <c>InputRequired</c>,
    /// <c>InputShapeMismatch</c>, <c>ClassCountMismatch</c>, <c>LabelOutOfRange</c>, <c>ShapeTooLarge</c>, <c>ForwardFailed</c>,
    /// <c>BackwardFailed</c> and others of the source.
    /// </exception>
    public static IReadOnlyList<LayerGradient> Run(TensorModule model, ProbeSource? source = null, ProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ProbeOptions();
        if (options.BatchSize < 1) throw InitToolsException.Argument("InvalidBatchSize", "BatchSize", options.BatchSize, "1 or more");
        if (options.Repeat < 1) throw InitToolsException.Argument("InvalidRepeat", "Repeat", options.Repeat, "1 or more");
        TorchLibrary.EnsureLoaded();
        ModelState.ThrowIfDisposed(model);
        ComputeDevice.RequireValues(model);

        var runs = new List<IReadOnlyList<LayerGradient>>();
        for (int step = 0; step < options.Repeat; step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var random = new ProbeRandom(options.Seed, step, new SamplerOptions { MaxThreads = options.MaxThreads });
            runs.Add(model is SequentialModel && !model.buffers().Any() && !NoiseGuard.Of(model).Any()
                ? RunOnce(model, source ?? ProbeSource.Noise, options, random)
                : RunAlone(model, source ?? ProbeSource.Noise, options, random));
        }
        return new GradientRules().Judge(runs.Count == 1 ? runs[0] : ProbeAverage.Of(runs));
    }

    // Hooks, buffers and noise belong to the modules: two probes of one module at once would see, and put back, each other's.
    private static LayerGradient[] RunAlone(TensorModule model, ProbeSource source, ProbeOptions options, ProbeRandom random)
    {
        lock (HookGate) return RunOnce(model, source, options, random);
    }

    private static LayerGradient[] RunOnce(TensorModule model, ProbeSource source, ProbeOptions options, ProbeRandom random)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable gradients = torch.enable_grad();
        (torch.Tensor Live, torch.Tensor Copy)[] buffers = [.. model.buffers().Select(buffer => (buffer, buffer.clone()))];
        using var noise = new NoiseGuard(model, random);
        ProbeSource.Batch batch = source.Draw(model, options.BatchSize, random);
        // Without this a model whose weights are all frozen would have no graph, and no signal to look at.
        torch.Tensor input = batch.Input.detach().requires_grad_(batch.Input.is_floating_point());
        try
        {
            (ModelOutput output, IReadOnlyList<LayerTrace> layers) = ModelTracer.Run(
                model, input, options.CancellationToken, keepSignal: options.Histogram is not null);
            if (layers.Count == 0)
            {
                throw new InitToolsException(
                    "NothingToProbe", $"Model '{ModelState.NameOf(model)}' has no layer with weights.", FaultKind.InvalidData, ModelState.NameOf(model));
            }
            ProbeLoss loss = options.Loss ?? ProbeLossFunction.Choose(output, source.TargetsAreClasses);
            CheckOutput(output, loss);
            torch.Tensor value = ProbeLossFunction.Compute(loss, output, batch.Target(output, loss));
            LayerGradient[] rows = Differentiate(model, value, layers, input, options, out torch.Tensor?[] steps);
            if (options.Jacobian) rows = new JacobianProbe(model, loss, random, options.CancellationToken).AddTo(rows, input);
            return layers.All(layer => layer.Time is null) ? rows : AddSteps(rows, layers, steps, options.CancellationToken);
        }
        catch (System.Runtime.InteropServices.ExternalException e)
        {
            throw new InitToolsException(
                "ForwardFailed",
                $"Model '{ModelState.NameOf(model)}' can't take a batch of shape {InitToolsException.Show(input.shape)}: {FirstLine(e.Message)}",
                FaultKind.InvalidData, ModelState.NameOf(model), e);
        }
        finally
        {
            using IDisposable noGrad = torch.no_grad();
            foreach ((torch.Tensor live, torch.Tensor copy) in buffers) live.copy_(copy);
        }
    }

    // Behind the row of a recurrent layer, one row a step.
    private static LayerGradient[] AddSteps(
        LayerGradient[] rows, IReadOnlyList<LayerTrace> layers, torch.Tensor?[] gradients, CancellationToken cancellationToken) =>
        [.. rows.SelectMany((row, i) => layers[i].Time is { } time ? time.Conclude(row, gradients[i], cancellationToken).Prepend(row) : [row])];

    private static LayerGradient[] Differentiate(
        TensorModule model, torch.Tensor loss, IReadOnlyList<LayerTrace> layers, torch.Tensor input, ProbeOptions options,
        out torch.Tensor?[] steps)
    {
        var rows = new LayerGradient[layers.Count];
        var inputs = new torch.Tensor?[layers.Count];
        double? start = null;
        string name = ModelState.NameOf(model);
        BackwardPass.Run(
            model, loss, layers,
            (i, gradients) =>
            {
                rows[i] = Conclude(name, layers[i], i, gradients.PreActivation, gradients.Weight, options.Detailed);
                options.Histogram?.Add(i, layers[i], gradients.PreActivation);
                inputs[i] = gradients.Steps;
                if (i == layers.Count - 1) start = ProbePrediction.StartOf(gradients.PreActivation);
            },
            options.CancellationToken);
        steps = inputs;
        return ProbePrediction.AddTo(rows, layers, input, start);
    }

    /// <summary>
    /// Propagates a loss back through a traced run. Asking for the gradients of z and W by name leaves the .grad of every parameter
    /// as it was.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss, a scalar.</param>
    /// <param name="layers">The traces.</param>
    /// <param name="others">Further tensors whose gradients are asked for.</param>
    /// <param name="detailed">Whether to take the figures of <see cref="LayerDetail"/> too.</param>
    /// <returns>One row a layer, and the gradients of the others; null where the loss doesn't depend on one.</returns>
    internal static (LayerGradient[] Rows, torch.Tensor?[] Others) Differentiate(
        TensorModule model, torch.Tensor loss, IReadOnlyList<LayerTrace> layers, IReadOnlyList<torch.Tensor> others, bool detailed)
    {
        string name = ModelState.NameOf(model);
        torch.Tensor?[] found = BackwardPass.Differentiate(
            model, loss, null, [.. layers.Select(layer => layer.PreActivation), .. layers.Select(layer => layer.Weight), .. others]);
        return (
            [.. layers.Select((layer, i) => Conclude(name, layer, i, found[i], found[i + layers.Count], detailed))],
            found[(2 * layers.Count)..]);
    }

    private static LayerGradient Conclude(
        string model, LayerTrace layer, int index, torch.Tensor? backprop, torch.Tensor? weightGradient, bool detailed)
    {
        LayerGradient row = layer.Conclude(model, index + 1, backprop, weightGradient);
        return detailed ? LayerDetail.Complete(row, layer, weightGradient) : row;
    }

    internal static void CheckOutput(ModelOutput output, ProbeLoss loss)
    {
        long[] shape = output.Value.shape;
        bool fits = loss switch
        {
            ProbeLoss.CrossEntropy => shape.Length == 2 && shape[1] >= 2,
            ProbeLoss.BinaryCrossEntropy => shape.Length == 1 || (shape.Length == 2 && shape[1] == 1),
            _ => true,
        };
        if (fits) return;
        string expected = loss == ProbeLoss.CrossEntropy ? "(batch, classes) with two classes or more" : "(batch, 1)";
        throw new InitToolsException(
            "OutputShapeMismatch",
            $"The model puts out a shape of {InitToolsException.Show(shape)}; for {loss} it must be {expected}.",
            FaultKind.InvalidData, InitToolsException.Show(shape));
    }

    private static string FirstLine(string message) => message.Split('\n')[0];
}
