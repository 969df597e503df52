using System.Management.Automation;
using TorchSharp;

namespace InitTools.Module;

/// <summary>What <c>Should -ObeyInitializer</c> does.</summary>
public static class ObeyInitializerAssertion
{
    /// <summary>Compares every tensor and every kernel.</summary>
    /// <param name="actual">Tensors, layers, models or TorchSharp modules.</param>
    /// <param name="negate">Whether none may obey.</param>
    /// <param name="because">The test's reason, or null.</param>
    /// <param name="initializer">An initializer or its name; null compares each layer with its own.</param>
    /// <param name="pValue">The probability that weights of the initializer fail, all that are compared together.</param>
    /// <param name="layout">Where a tensor's inputs and outputs are.</param>
    /// <returns>The result for Pester.</returns>
    public static AssertionResult Test(object?[]? actual, bool negate, string? because, object? initializer, double pValue, string layout) =>
        AssertionResult.Of(() =>
        {
            if (pValue is not (> 0 and < 1)) throw InitToolsException.Argument("InvalidPValue", "PValue", pValue, "above 0 and below 1");
            Initializer? expected = initializer is null ? null : Resolve(initializer);
            LawAgreement[] all = [.. (actual ?? []).SelectMany(item => Compare(item, expected, layout))];
            if (all.Length == 0) throw Wrong(null);
            double limit = pValue / all.Length;
            return all
                .Where(one => one.PValue >= limit == negate)
                .Select(one => $"Expected {one.Name} ({one.Shape}) {(negate ? "not " : "")}to obey {one.Initializer},{AssertionResult.Reason(because)} "
                    + (negate
                        ? FormattableString.Invariant($"but it does (p = {one.PValue:G3}).")
                        : FormattableString.Invariant($"but {one.Finding} (p = {one.PValue:G3}, below {limit:G3}).")));
        });

    private static Initializer Resolve(object initializer) =>
        ((InitializerArgument)new InitializerTransformationAttribute().Transform(null!, initializer)).Resolve("Initializer");

    private static IEnumerable<LawAgreement> Compare(object? item, Initializer? initializer, string layout)
    {
        object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
        return value switch
        {
            torch.Tensor tensor => [LawAgreement.Of(
                tensor,
                initializer ?? throw new InitToolsException(
                    "InitializerRequired", "A tensor doesn't say how it began; name the initializer to compare it with.", FaultKind.InvalidArgument),
                InitializerCatalogue.FindLayout(layout))],
            torch.nn.Module module => LawAgreement.OfKernels(module, initializer),
            _ => throw Wrong(value),
        };
    }

    private static InitToolsException Wrong(object? value) => InitToolsException.Argument(
        "NotWeights", "What -ObeyInitializer looks at", value, "tensors, layers or models");
}
