using System.Globalization;
using TorchSharp;

namespace InitTools;

/// <summary>
/// How a gradient g becomes a change of the weights w: an immutable value that knows its hyperparameters, not the weights. The
/// formulas are PyTorch's, the default hyperparameters Keras'.
/// </summary>
public abstract record Optimizer
{
    // Far below what single precision holds, so that what formulas divide it by can't make it overflow.
    private const double LargestLearningRate = 1e30;

    private readonly double _learningRate;
    private readonly double _weightDecay;

    private protected Optimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>The optimizer's name, such as <c>Adam</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The learning rate, eta in the formulas; above 0 and at most 1e30.</summary>
    /// <exception cref="InitToolsException"><c>InvalidLearningRate</c>.</exception>
    public double LearningRate
    {
        get => _learningRate;
        init => _learningRate = value is > 0 and <= LargestLearningRate
            ? value
            : throw InitToolsException.Argument("InvalidLearningRate", nameof(LearningRate), value, "above 0 and at most 1e30");
    }

    /// <summary>
    /// lambda of the decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): before each step kernels become
    /// w - eta lambda w; biases and the parameters of normalization stay. 0 or more.
    /// </summary>
    /// <exception cref="InitToolsException"><c>InvalidWeightDecay</c>.</exception>
    public double WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = LawParameter.NotNegative(value, nameof(WeightDecay));
    }

    // Derived records may not replace it: a row that holds an optimizer must read as its name.
    /// <summary>The optimizer's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public sealed override string ToString() => Name;

    /// <summary>The hyperparameters beside learning rate and weight decay, for people: <c>beta1 0.9, beta2 0.999, epsilon 1E-07</c>.</summary>
    public string Hyperparameters => string.Join(
        ", ", Values.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Name} {entry.Value}")));

    /// <summary>The hyperparameters beside learning rate and weight decay.</summary>
    private protected abstract IEnumerable<(string Name, double Value)> Values { get; }

    /// <summary>Takes one step of one parameter, in place, without weight decay; gradients are off.</summary>
    /// <param name="weight">The parameter w.</param>
    /// <param name="gradient">Its gradient g, which stays as it is.</param>
    /// <param name="slot">What is kept of the parameter; its step number, t, is that of this step.</param>
    /// <param name="rate">The learning rate, eta.</param>
    /// <param name="momentum">Goes before the optimizer's own momentum; null where no schedule cycles it.</param>
    internal abstract void Update(torch.Tensor weight, torch.Tensor gradient, ParameterSlot slot, double rate, double? momentum);

    private protected static double Share(double value, string name) => value is >= 0 and < 1
        ? value
        : throw InitToolsException.Argument("Invalid" + name, name, value, "0 or more and below 1");
}
