using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>What holds for models of either kind.</summary>
internal static class ModelState
{
    /// <summary>The name that rows carry.</summary>
    public static string NameOf(TensorModule model) => model is SequentialModel sequential ? sequential.Name : model.GetName();

    /// <summary>Refuses a model whose weights are gone.</summary>
    /// <exception cref="InitToolsException"><c>InitTools.DisposedModel</c>.</exception>
    public static void ThrowIfDisposed(TensorModule model)
    {
        // Asking a module that is disposed for its parameters may fail by itself, so one's own flag comes first.
        bool disposed = model is SequentialModel { IsDisposed: true } || model.parameters().Any(parameter => parameter.IsInvalid);
        if (!disposed) return;
        throw new InitToolsException(
            "DisposedModel", $"Model '{NameOf(model)}' is disposed; build it anew.", FaultKind.InvalidOperation, NameOf(model));
    }
}
