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

    /// <summary>Stops the probe between layers on the way forward, and between batches.</summary>
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
    /// <c>InputShapeMismatch</c>, <c>ClassCountMismatch</c>, <c>LabelOutOfRange</c>, <c>ForwardFailed</c> and others of the source.
    /// </exception>
    public static IReadOnlyList<LayerGradient> Run(TensorModule model, ProbeSource? source = null, ProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ProbeOptions();
        if (options.BatchSize < 1) throw InitToolsException.Argument("InvalidBatchSize", "BatchSize", options.BatchSize, "1 or more");
        if (options.Repeat < 1) throw InitToolsException.Argument("InvalidRepeat", "Repeat", options.Repeat, "1 or more");
        TorchLibrary.EnsureLoaded();
        ModelState.ThrowIfDisposed(model);

        var runs = new List<IReadOnlyList<LayerGradient>>(options.Repeat);
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
            LayerTrace[] recurrent = [.. layers.Where(layer => layer.Time is not null)];
            torch.Tensor[] counted = options.Histogram is null ? [] : [.. layers.Select(layer => layer.PreActivation)];
            (LayerGradient[] rows, torch.Tensor?[] signals) = Differentiate(
                ModelState.NameOf(model), value, layers,
                [layers[^1].PreActivation, .. recurrent.Select(layer => layer.Time!.Input), .. counted], options.Detailed);
            options.Histogram?.Add(layers, signals[^counted.Length..]);
            rows = ProbePrediction.AddTo(rows, layers, input, signals[0]);
            if (options.Jacobian) rows = new JacobianProbe(model, loss, random, options.CancellationToken).AddTo(rows, input);
            return recurrent.Length == 0 ? rows : AddSteps(rows, layers, signals[1..(1 + recurrent.Length)]);
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
    private static LayerGradient[] AddSteps(LayerGradient[] rows, IReadOnlyList<LayerTrace> layers, torch.Tensor?[] gradients)
    {
        var inputs = new Queue<torch.Tensor?>(gradients);
        return [.. rows.SelectMany((row, i) =>
            layers[i].Time is { } time ? time.Conclude(row, inputs.Dequeue()).Prepend(row) : [row])];
    }

    /// <summary>
    /// Propagates a loss back through a traced run. Asking for the gradients of z and W by name leaves the .grad of every parameter
    /// as it was.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="loss">The loss, a scalar.</param>
    /// <param name="layers">The traces.</param>
    /// <param name="others">Further tensors whose gradients are asked for.</param>
    /// <param name="detailed">Whether to take the figures of <see cref="LayerDetail"/> too.</param>
    /// <returns>One row a layer, and the gradients of the others; null where the loss doesn't depend on one.</returns>
    internal static (LayerGradient[] Rows, torch.Tensor?[] Others) Differentiate(
        string model, torch.Tensor loss, IReadOnlyList<LayerTrace> layers, IReadOnlyList<torch.Tensor> others, bool detailed)
    {
        torch.Tensor[] wanted =
            [.. layers.Select(layer => layer.PreActivation), .. layers.Select(layer => (torch.Tensor)layer.Weight), .. others];
        bool[] tracked = [.. wanted.Select(tensor => tensor.requires_grad)];
        var gradients = new Queue<torch.Tensor>(torch.autograd.grad(
            [loss], [.. wanted.Where((_, i) => tracked[i])], allow_unused: true));
        torch.Tensor?[] found = [.. tracked.Select(has => has && gradients.Dequeue() is { IsInvalid: false } gradient ? gradient : null)];
        // On this thread alone: libtorch's own threads still spin on the other cores, and would only be waited for.
        return ([.. layers.Select(Conclude)], found[(2 * layers.Count)..]);

        LayerGradient Conclude(LayerTrace layer, int i)
        {
            LayerGradient row = layer.Conclude(model, i + 1, found[i], found[i + layers.Count]);
            return detailed ? LayerDetail.Complete(row, layer, found[i + layers.Count]) : row;
        }
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
