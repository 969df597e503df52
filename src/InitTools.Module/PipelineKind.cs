namespace InitTools.Module;

/// <summary>What came through a pipeline to a cmdlet that takes several kinds, but one at a time.</summary>
internal static class PipelineKind
{
    /// <summary>All objects as one kind.</summary>
    /// <param name="items">What came in.</param>
    /// <exception cref="InitToolsException"><c>InitTools.MixedInput</c>: one of them is of another kind.</exception>
    public static IReadOnlyList<T> All<T>(List<object> items) => items.Find(item => item is not T) is not { } other
        ? [.. items.Cast<T>()]
        : throw new InitToolsException(
            "MixedInput", $"InputObject holds a {typeof(T).Name} and a {other.GetType().Name}; it must be of one kind for one picture.",
            FaultKind.InvalidArgument, other);
}
