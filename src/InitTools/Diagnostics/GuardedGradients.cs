using System.Runtime.InteropServices;
using TorchSharp;

namespace InitTools;

/// <summary>
/// Gradients through a graph that somebody else built, which may not stand a backward pass: a tensor that it needs was changed in
/// place, a function of one's own fails. TorchSharp 0.107's <c>autograd.grad</c> lets such an exception end the process;
/// <c>autograd.backward</c> catches it, but leaves what it finds in <c>.grad</c>, from where it is taken here.
/// </summary>
internal static class GuardedGradients
{
    /// <summary>
    /// The gradients of some tensors; null for those that take no part. The .grad of a parameter is as before afterwards, but
    /// nobody else may use it meanwhile.
    /// </summary>
    /// <param name="model">The model's name, for an error.</param>
    /// <param name="output">What is differentiated, part of a graph.</param>
    /// <param name="gradients">The gradient by it, alone; null where it is a scalar.</param>
    /// <param name="inputs">What it is differentiated by, all with <c>requires_grad</c>; a tensor may come twice.</param>
    /// <exception cref="InitToolsException"><c>BackwardFailed</c>: there is no way back through the graph.</exception>
    public static torch.Tensor?[] Of(string model, torch.Tensor output, torch.Tensor[]? gradients, torch.Tensor[] inputs)
    {
        var before = new torch.Tensor?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++) before[i] = Clear(inputs[i]);
        try
        {
            torch.autograd.backward([output], gradients, inputs: inputs);
            return [.. inputs.Select(tensor => tensor.grad)];
        }
        catch (ExternalException e)
        {
            throw new InitToolsException(
                "BackwardFailed", $"There is no way back through model '{model}': {e.Message.Split('\n')[0]}",
                FaultKind.InvalidData, model, e);
        }
        finally
        {
            // From the last: of a tensor that comes twice, the first time tells what it had.
            for (int i = inputs.Length - 1; i >= 0; i--) inputs[i].grad = before[i];
        }
    }

    private static torch.Tensor? Clear(torch.Tensor tensor)
    {
        // What was computed has no .grad of its own, and libtorch warns who asks for it, unless it is to get one.
        if (!tensor.is_leaf) tensor.retain_grad();
        torch.Tensor? before = tensor.grad;
        tensor.grad = null;
        return before;
    }
}
