using System.Reflection;
using System.Runtime.InteropServices;
using Module = TorchSharp.torch.nn.Module;

namespace InitTools;

/// <summary>What holds for models of either kind.</summary>
internal static class ModelState
{
    private static readonly FieldInfo? Handle = typeof(Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>The name that rows carry.</summary>
    public static string NameOf(Module model) =>
        model is SequentialModel sequential ? sequential.Name : IsDisposed(model) ? model.GetType().Name : model.GetName();

    /// <summary>Refuses a model whose weights are gone.</summary>
    /// <exception cref="InitToolsException"><c>InitTools.DisposedModel</c>.</exception>
    public static void ThrowIfDisposed(Module model)
    {
        if (!IsDisposed(model) && !model.named_modules().Any(entry => IsDisposed(entry.module))) return;
        throw new InitToolsException(
            "DisposedModel", $"Model '{NameOf(model)}' is disposed; build it anew.", FaultKind.InvalidOperation, NameOf(model));
    }

    // A module that is disposed doesn't list its parameters any more, as if it never had any. Its handle tells, but for the
    // modules that dispose of nothing else than their weights, such as Linear.
    private static bool IsDisposed(Module module) =>
        Handle?.GetValue(module) is SafeHandle { IsInvalid: true } or SafeHandle { IsClosed: true }
        || module.get_parameter("weight") is { IsInvalid: true };
}
