namespace InitTools;

/// <summary>The scale and offset that normalizations end with, one of each a feature.</summary>
internal static class FeatureScale
{
    /// <summary>Plans those that there are.</summary>
    public static IReadOnlyList<ParameterPlan> Plan(long features, params (string Name, Initializer? Initializer)[] vectors) =>
        [.. vectors
            .Where(vector => vector.Initializer is not null)
            .Select(vector => new ParameterPlan(vector.Name, new TensorShape([features]), vector.Initializer!))];
}
