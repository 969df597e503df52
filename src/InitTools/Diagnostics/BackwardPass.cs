using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>
/// The backward pass through a model's layers. Where all that reaches a layer's input came through that layer, the pass can halt
/// and go on: gradients are read while they are in the caches, leave their memory to those of the layers below, and a
/// cancellation is heard. Other models are passed in one step.
/// </summary>
internal static class BackwardPass
{
    // About what the caches hold. A step costs some 40 microseconds beside its work, so that small layers share one.
    private const long StepBytes = 1 << 22;

    /// <summary>Runs the pass; the graph of the loss is used up, and the .grad of every parameter stays as it was.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss, a scalar.</param>
    /// <param name="layers">The traces of the layers from input to output.</param>
    /// <param name="conclude">
    /// Takes a layer's number from 0 and its gradients, which are disposed of afterwards, but for those of steps in time.
    /// </param>
    /// <param name="cancellationToken">Stops the pass between two steps.</param>
    /// <param name="stepBytes">The size of gradients that makes a step.</param>
    /// <exception cref="InitToolsException"><c>BackwardFailed</c>: there is no way back through a module's graph.</exception>
    public static void Run(
        TensorModule model, torch.Tensor loss, IReadOnlyList<LayerTrace> layers, Action<int, LayerGradients> conclude,
        CancellationToken cancellationToken, long stepBytes = StepBytes)
    {
        torch.Tensor? from = loss;
        torch.Tensor? gradient = null;
        for (int end = layers.Count; end > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = StartOfStep(layers, end, stepBytes);
            LayerTrace[] step = [.. layers.Take(start..end)];
            torch.Tensor? link = start == 0 ? null : step[0].Link;
            torch.Tensor?[] found = Differentiate(
                model, from, gradient,
                [link, .. step.SelectMany<LayerTrace, torch.Tensor?>(layer => [layer.PreActivation, layer.Weight, layer.Time?.Input])]);
            // On this thread alone: libtorch's own threads still spin on the other cores, and would only be waited for.
            for (int i = 0; i < step.Length; i++)
            {
                using LayerGradients gradients = new(found[1 + (3 * i)], found[2 + (3 * i)], found[3 + (3 * i)]);
                conclude(start + i, gradients);
            }
            gradient?.Dispose();
            gradient = found[0];
            from = gradient is null ? null : link;
            end = start;
        }
    }

    /// <summary>The gradients of some tensors by one of a model's; null for those that take no part in it.</summary>
    /// <param name="model">The model. A graph that isn't InitTools' own is passed with care.</param>
    /// <param name="from">What is differentiated; null gives no gradients.</param>
    /// <param name="gradient">The gradient of the loss by it; null where it is the loss.</param>
    /// <param name="wanted">What it is differentiated by.</param>
    /// <exception cref="InitToolsException"><c>BackwardFailed</c>: there is no way back through a module's graph.</exception>
    public static torch.Tensor?[] Differentiate(
        TensorModule model, torch.Tensor? from, torch.Tensor? gradient, IReadOnlyList<torch.Tensor?> wanted)
    {
        bool[] tracked = [.. wanted.Select(tensor => tensor is { requires_grad: true })];
        torch.Tensor[] inputs = [.. wanted.Where((_, i) => tracked[i]).OfType<torch.Tensor>()];
        // libtorch would end the process over an output that depends on nothing, such as that of a module that detaches it.
        if (inputs.Length == 0 || from is not { requires_grad: true }) return new torch.Tensor?[wanted.Count];
        torch.Tensor[]? gradients = gradient is null ? null : [gradient];
        var found = new Queue<torch.Tensor?>(model is SequentialModel
            ? torch.autograd.grad([from], inputs, gradients, allow_unused: true)
            : GuardedGradients.Of(ModelState.NameOf(model), from, gradients, inputs));
        return [.. tracked.Select(has => has && found.Dequeue() is { IsInvalid: false } its ? its : null)];
    }

    // A step begins where the layers are linked, once it has enough to do.
    private static int StartOfStep(IReadOnlyList<LayerTrace> layers, int end, long stepBytes)
    {
        long bytes = 0;
        int start = end;
        do bytes += Bytes(layers[--start].PreActivation) + Bytes(layers[start].Weight);
        while (start > 0 && (bytes < stepBytes || layers[start].Link is null));
        return start;
    }

    private static long Bytes(torch.Tensor tensor) => tensor.NumberOfElements * tensor.ElementSize;
}

/// <summary>The gradients at one layer; null for what takes no part in the loss.</summary>
/// <param name="PreActivation">dL/dz, disposed of with this.</param>
/// <param name="Weight">The weights' gradient, disposed of with this.</param>
/// <param name="Steps">That of a recurrent layer's input at all steps, left to the dispose scope; null for other layers.</param>
internal sealed record LayerGradients(torch.Tensor? PreActivation, torch.Tensor? Weight, torch.Tensor? Steps) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        PreActivation?.Dispose();
        Weight?.Dispose();
    }
}
