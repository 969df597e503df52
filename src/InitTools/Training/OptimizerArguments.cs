namespace InitTools;

/// <summary>The hyperparameters that optimizers take; each optimizer has some of them. Null keeps the optimizer's own.</summary>
public sealed record OptimizerArguments
{
    /// <summary>The learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The momentum of Momentum, Nesterov and RMSprop.</summary>
    public double? Momentum { get; init; }

    /// <summary>The decay of RMSprop's mean square.</summary>
    public double? Rho { get; init; }

    /// <summary>The decay of the mean gradient of Adam, AdamW and NAdam.</summary>
    public double? Beta1 { get; init; }

    /// <summary>The decay of the mean square of Adam, AdamW and NAdam.</summary>
    public double? Beta2 { get; init; }

    /// <summary>What keeps AdaGrad, RMSprop, Adam, AdamW and NAdam from dividing by 0.</summary>
    public double? Epsilon { get; init; }

    /// <summary>What AdaGrad's sum of squares begins with.</summary>
    public double? InitialAccumulator { get; init; }

    /// <summary>The decoupled weight decay of any optimizer.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Gives an optimizer these hyperparameters.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <returns>A new value; those that are null here stay.</returns>
    /// <exception cref="InitToolsException">
    /// <c>ParameterNotOfOptimizer</c>, or a value out of its range: <c>InvalidLearningRate</c>, <c>InvalidMomentum</c> and so on.
    /// </exception>
    public Optimizer ApplyTo(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer = optimizer with
        {
            LearningRate = LearningRate ?? optimizer.LearningRate,
            WeightDecay = WeightDecay ?? optimizer.WeightDecay,
        };
        return optimizer switch
        {
            MomentumOptimizer momentum => Only(momentum, nameof(Momentum)) with { Momentum = Momentum ?? momentum.Momentum },
            NesterovOptimizer nesterov => Only(nesterov, nameof(Momentum)) with { Momentum = Momentum ?? nesterov.Momentum },
            AdaGradOptimizer adaGrad => Only(adaGrad, nameof(Epsilon), nameof(InitialAccumulator)) with
            {
                Epsilon = Epsilon ?? adaGrad.Epsilon,
                InitialAccumulator = InitialAccumulator ?? adaGrad.InitialAccumulator,
            },
            RmsPropOptimizer rmsProp => Only(rmsProp, nameof(Rho), nameof(Momentum), nameof(Epsilon)) with
            {
                Rho = Rho ?? rmsProp.Rho,
                Momentum = Momentum ?? rmsProp.Momentum,
                Epsilon = Epsilon ?? rmsProp.Epsilon,
            },
            AdaptiveMomentOptimizer moments => Only(moments, nameof(Beta1), nameof(Beta2), nameof(Epsilon)) with
            {
                Beta1 = Beta1 ?? moments.Beta1,
                Beta2 = Beta2 ?? moments.Beta2,
                Epsilon = Epsilon ?? moments.Epsilon,
            },
            _ => Only(optimizer),
        };
    }

    private IEnumerable<string> Given => new (string Name, double? Value)[]
    {
        (nameof(Momentum), Momentum), (nameof(Rho), Rho), (nameof(Beta1), Beta1), (nameof(Beta2), Beta2), (nameof(Epsilon), Epsilon),
        (nameof(InitialAccumulator), InitialAccumulator),
    }.Where(parameter => parameter.Value is not null).Select(parameter => parameter.Name);

    private T Only<T>(T optimizer, params string[] known)
        where T : Optimizer
    {
        if (Given.Except(known).FirstOrDefault() is not { } unknown) return optimizer;
        string has = known.Length == 0 ? "it has none beside LearningRate and WeightDecay" : $"it has {string.Join(", ", known)}";
        throw new InitToolsException(
            "ParameterNotOfOptimizer", $"{optimizer.Name} has no parameter {unknown}; {has}.", FaultKind.InvalidArgument, unknown);
    }
}
