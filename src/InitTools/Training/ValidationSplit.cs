using InitTools.Sampling;

namespace InitTools;

/// <summary>Divides a dataset into samples to train and samples to validate with.</summary>
internal static class ValidationSplit
{
    /// <summary>Divides; the same share of each class, to the sample, in a random choice.</summary>
    /// <param name="dataset">A dataset with labels.</param>
    /// <param name="fraction">The share to validate with, 0 or more and below 1.</param>
    /// <param name="stream">The choice.</param>
    /// <exception cref="InitToolsException"><c>InvalidValidationFraction</c>: one part would be empty.</exception>
    public static (int[] Training, int[] Validation) Of(Dataset dataset, double fraction, RandomStream stream)
    {
        if (fraction == 0) return ([.. Enumerable.Range(0, dataset.Count)], []);
        var validation = new List<int>();
        var training = new List<int>();
        int seen = 0;
        foreach (IGrouping<int, int> members in Sampler.Permutation(dataset.Count, stream).GroupBy(index => dataset.GetLabel(index)).OrderBy(group => group.Key))
        {
            int[] chosen = [.. members];
            seen += chosen.Length;
            // Rounding the sum rather than each class keeps the whole as large as it should be.
            int count = Math.Clamp((int)Math.Round(fraction * seen) - validation.Count, 0, chosen.Length);
            validation.AddRange(chosen[..count]);
            training.AddRange(chosen[count..]);
        }
        if (validation.Count > 0 && training.Count > 0) return ([.. training.Order()], [.. validation.Order()]);
        throw InitToolsException.Argument(
            "InvalidValidationFraction", "ValidationFraction", fraction,
            $"such that training and validation have a sample each; dataset '{dataset.Name}' has {dataset.Count}");
    }
}
