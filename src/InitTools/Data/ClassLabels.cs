namespace InitTools;

/// <summary>The classes of samples.</summary>
/// <param name="Values">One class for each sample, from 0.</param>
/// <param name="Names">The classes' names in the order of their numbers; empty where the labels are numbers.</param>
internal sealed record ClassLabels(int[] Values, IReadOnlyList<string> Names)
{
    /// <summary>The highest class plus 1.</summary>
    public int ClassCount { get; } = Values.Max() + 1;
}
