namespace InitTools;

/// <summary>The optimizers by the names that people use for them.</summary>
public static class OptimizerCatalogue
{
    private static readonly NameTable<Optimizer> Table = new(
        "optimizer",
        [
            (new SgdOptimizer(), ["SGD", "GradientDescent"]),
            (new MomentumOptimizer(), ["Momentum", "sgd_momentum"]),
            (new NesterovOptimizer(), ["Nesterov", "nag"]),
            (new AdaGradOptimizer(), ["AdaGrad"]),
            (new RmsPropOptimizer(), ["RMSprop"]),
            (new AdamOptimizer(), ["Adam"]),
            (new AdamWOptimizer(), ["AdamW"]),
            (new NAdamOptimizer(), ["NAdam"]),
        ]);

    /// <summary>The optimizers with their default hyperparameters, in the order in which they are shown.</summary>
    public static IReadOnlyList<Optimizer> All { get; } = [.. Table.Names.Select(name => Table.Find(name, "Optimizer"))];

    /// <summary>Looks an optimizer up.</summary>
    /// <param name="name">Its name; case, hyphens and underscores don't matter.</param>
    /// <param name="parameter">The parameter that the name was given for.</param>
    /// <param name="arguments">Hyperparameters other than the defaults; null for none.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="InitToolsException">
    /// <c>UnknownOptimizer</c>, whose message lists near matches; <c>ParameterNotOfOptimizer</c>; a hyperparameter out of its range.
    /// </exception>
    public static Optimizer Find(string? name, string parameter, OptimizerArguments? arguments = null)
    {
        Optimizer optimizer = Table.Find(name, parameter);
        return arguments?.ApplyTo(optimizer) ?? optimizer;
    }
}
