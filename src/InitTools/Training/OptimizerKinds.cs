using TorchSharp;

namespace InitTools;

/// <summary>Stochastic gradient descent: w &lt;- w - eta g.</summary>
public sealed record SgdOptimizer() : Optimizer(0.01)
{
    /// <inheritdoc/>
    public override string Name => "SGD";

    private protected override IEnumerable<(string Name, double Value)> Values => [];

    internal override void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum) =>
        weight.AddInPlace(gradient, -rate);
}

/// <summary>
/// Gradient descent with momentum (Polyak 1964): m &lt;- mu m + g; w &lt;- w - eta m. Where eta changes this is PyTorch's form, which
/// applies the new eta to all that m holds; Keras keeps the old one in m.
/// </summary>
public sealed record MomentumOptimizer() : Optimizer(0.01)
{
    private readonly double _momentum = 0.9;

    /// <inheritdoc/>
    public override string Name => "Momentum";

    /// <summary>mu, 0 or more and below 1.</summary>
    /// <exception cref="InitToolsException"><c>InvalidMomentum</c>.</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = Share(value, nameof(Momentum));
    }

    private protected override IEnumerable<(string Name, double Value)> Values => [("momentum", Momentum)];

    internal override void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum) =>
        weight.AddInPlace(slot.Mean(weight).ScaleInPlace(momentum ?? Momentum).AddInPlace(gradient, 1), -rate);
}

/// <summary>
/// Nesterov's accelerated gradient (Nesterov 1983, in the form of Sutskever et al. 2013): m &lt;- mu m + g; w &lt;- w - eta (g + mu m).
/// </summary>
public sealed record NesterovOptimizer() : Optimizer(0.01)
{
    private readonly double _momentum = 0.9;

    /// <inheritdoc/>
    public override string Name => "Nesterov";

    /// <summary>mu, above 0 and below 1.</summary>
    /// <exception cref="InitToolsException"><c>InvalidMomentum</c>.</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = value is > 0 and < 1
            ? value
            : throw InitToolsException.Argument("InvalidMomentum", nameof(Momentum), value, "above 0 and below 1");
    }

    private protected override IEnumerable<(string Name, double Value)> Values => [("momentum", Momentum)];

    internal override void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum)
    {
        double mu = momentum ?? Momentum;
        torch.Tensor mean = slot.Mean(weight);
        mean.ScaleInPlace(mu).AddInPlace(gradient, 1);
        weight.AddInPlace(gradient.Plus(mean, mu), -rate);
    }
}

/// <summary>
/// AdaGrad (Duchi, Hazan and Singer 2011): s &lt;- s + g^2; w &lt;- w - eta g / (sqrt(s) + epsilon). s begins with
/// <see cref="InitialAccumulator"/>, as in Keras.
/// </summary>
public sealed record AdaGradOptimizer() : Optimizer(0.001)
{
    private readonly double _initialAccumulator = 0.1;
    private readonly double _epsilon = 1e-7;

    /// <inheritdoc/>
    public override string Name => "AdaGrad";

    /// <summary>What s begins with, 0 or more.</summary>
    /// <exception cref="InitToolsException"><c>InvalidInitialAccumulator</c>.</exception>
    public double InitialAccumulator
    {
        get => _initialAccumulator;
        init => _initialAccumulator = LawParameter.NotNegative(value, nameof(InitialAccumulator));
    }

    /// <summary>epsilon, above 0.</summary>
    /// <exception cref="InitToolsException"><c>InvalidEpsilon</c>.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = LawParameter.Positive(value, nameof(Epsilon));
    }

    private protected override IEnumerable<(string Name, double Value)> Values =>
        [("initial accumulator", InitialAccumulator), ("epsilon", Epsilon)];

    internal override void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum)
    {
        torch.Tensor square = slot.Square(weight, InitialAccumulator);
        square.AddProductInPlace(gradient, gradient, 1);
        weight.AddQuotientInPlace(gradient, square.sqrt().IncreaseInPlace(Epsilon), -rate);
    }
}

/// <summary>
/// RMSprop (Hinton 2012, lecture 6e): s &lt;- rho s + (1 - rho) g^2; m &lt;- mu m + g / (sqrt(s) + epsilon); w &lt;- w - eta m.
/// </summary>
public sealed record RmsPropOptimizer() : Optimizer(0.001)
{
    private readonly double _rho = 0.9;
    private readonly double _momentum;
    private readonly double _epsilon = 1e-7;

    /// <inheritdoc/>
    public override string Name => "RMSprop";

    /// <summary>rho, 0 or more and below 1.</summary>
    /// <exception cref="InitToolsException"><c>InvalidRho</c>.</exception>
    public double Rho
    {
        get => _rho;
        init => _rho = Share(value, nameof(Rho));
    }

    /// <summary>mu, 0 or more and below 1; 0 unless said otherwise.</summary>
    /// <exception cref="InitToolsException"><c>InvalidMomentum</c>.</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = Share(value, nameof(Momentum));
    }

    /// <summary>epsilon, above 0.</summary>
    /// <exception cref="InitToolsException"><c>InvalidEpsilon</c>.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = LawParameter.Positive(value, nameof(Epsilon));
    }

    private protected override IEnumerable<(string Name, double Value)> Values =>
        [("rho", Rho), ("momentum", Momentum), ("epsilon", Epsilon)];

    internal override void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum)
    {
        torch.Tensor square = slot.Square(weight);
        square.ScaleInPlace(Rho).AddProductInPlace(gradient, gradient, 1 - Rho);
        torch.Tensor root = square.sqrt().IncreaseInPlace(Epsilon);
        if (Momentum == 0) weight.AddQuotientInPlace(gradient, root, -rate);
        else weight.AddInPlace(slot.Mean(weight).ScaleInPlace(Momentum).AddQuotientInPlace(gradient, root, 1), -rate);
    }
}

/// <summary>The optimizers that average the gradient and its square: m &lt;- beta1 m + (1 - beta1) g; v &lt;- beta2 v + (1 - beta2) g^2.</summary>
public abstract record AdaptiveMomentOptimizer : Optimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-7;

    private protected AdaptiveMomentOptimizer()
        : base(0.001)
    {
    }

    /// <summary>beta1, the decay of the mean gradient, 0 or more and below 1.</summary>
    /// <exception cref="InitToolsException"><c>InvalidBeta1</c>.</exception>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = Share(value, nameof(Beta1));
    }

    /// <summary>beta2, the decay of the mean square, 0 or more and below 1.</summary>
    /// <exception cref="InitToolsException"><c>InvalidBeta2</c>.</exception>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = Share(value, nameof(Beta2));
    }

    /// <summary>epsilon, above 0; added to the root of the bias-corrected v, as in the paper and in PyTorch.</summary>
    /// <exception cref="InitToolsException"><c>InvalidEpsilon</c>.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = LawParameter.Positive(value, nameof(Epsilon));
    }

    private protected override IEnumerable<(string Name, double Value)> Values =>
        [("beta1", Beta1), ("beta2", Beta2), ("epsilon", Epsilon)];

    /// <summary>Takes a gradient into m and v.</summary>
    private protected void Average(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double beta1)
    {
        slot.Mean(weight).ScaleInPlace(beta1).AddInPlace(gradient, 1 - beta1);
        slot.Square(weight).ScaleInPlace(Beta2).AddProductInPlace(gradient, gradient, 1 - Beta2);
    }

    /// <summary>The root of the bias-corrected v, and epsilon.</summary>
    private protected torch.Tensor Root(torch.Tensor weight, ParameterSlot slot) =>
        slot.Square(weight).sqrt().ScaleInPlace(1 / Math.Sqrt(1 - Math.Pow(Beta2, slot.StepNumber))).IncreaseInPlace(Epsilon);
}

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1): w &lt;- w - eta m' / (sqrt(v') + epsilon) with m' = m / (1 - beta1^t) and
/// v' = v / (1 - beta2^t).
/// </summary>
public record AdamOptimizer : AdaptiveMomentOptimizer
{
    /// <inheritdoc/>
    public override string Name => "Adam";

    internal override void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum)
    {
        Average(weight, gradient, slot, momentum ?? Beta1);
        double correction = 1 - Math.Pow(momentum ?? Beta1, slot.StepNumber);
        weight.AddQuotientInPlace(slot.Mean(weight), Root(weight, slot), -rate / correction);
    }
}

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2); 0.004 by default, as in Keras.</summary>
public sealed record AdamWOptimizer : AdamOptimizer
{
    /// <summary>Creates the optimizer with Keras' hyperparameters.</summary>
    public AdamWOptimizer() => WeightDecay = 0.004;

    /// <inheritdoc/>
    public override string Name => "AdamW";
}

/// <summary>
/// NAdam (Dozat 2016): w &lt;- w - eta (mu' m / (1 - M mu') + (1 - mu) g / (1 - M)) / (sqrt(v / (1 - beta2^t)) + epsilon) with
/// mu = beta1 (1 - 0.96^(0.004 t) / 2), mu' the same of t + 1, and M the product of mu up to t.
/// </summary>
public sealed record NAdamOptimizer : AdaptiveMomentOptimizer
{
    /// <inheritdoc/>
    public override string Name => "NAdam";

    internal override void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum)
    {
        double beta = momentum ?? Beta1;
        Average(weight, gradient, slot, beta);
        torch.Tensor root = Root(weight, slot);
        double mu = Decay(slot.StepNumber), next = Decay(slot.StepNumber + 1);
        slot.Product *= mu;
        weight.AddQuotientInPlace(gradient, root, -rate * (1 - mu) / (1 - slot.Product));
        weight.AddQuotientInPlace(slot.Mean(weight), root, -rate * next / (1 - (slot.Product * next)));

        double Decay(int step) => beta * (1 - (0.5 * Math.Pow(0.96, 0.004 * step)));
    }
}
