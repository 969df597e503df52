using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>Every element 0: right for biases, and a symmetry that no gradient breaks for kernels.</summary>
public sealed record Zeros : Initializer
{
    /// <inheritdoc/>
    public override string Name => nameof(Zeros);

    private protected override IEnumerable<(string Name, object Value)> Parameters => [];

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape) => 0;

    private protected override double Reach(TensorShape shape) => 0;

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options) => tensor.SetAll(0);
}

/// <summary>Every element 1.</summary>
public sealed record Ones : Initializer
{
    /// <inheritdoc/>
    public override string Name => nameof(Ones);

    private protected override IEnumerable<(string Name, object Value)> Parameters => [];

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape) => 0;

    private protected override double Reach(TensorShape shape) => 1;

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options) => tensor.SetAll(1);
}

/// <summary>Every element the same value.</summary>
public sealed record Constant : Initializer
{
    /// <summary>Creates the law.</summary>
    /// <param name="value">The value, finite.</param>
    /// <exception cref="InitToolsException"><c>InitTools.InvalidValue</c>: NaN or infinite.</exception>
    public Constant(double value = 0) => Value = LawParameter.Finite(value, nameof(Value));

    /// <inheritdoc/>
    public override string Name => nameof(Constant);

    /// <summary>The value.</summary>
    public double Value { get; }

    private protected override IEnumerable<(string Name, object Value)> Parameters => [(nameof(Value), Value)];

    /// <inheritdoc/>
    public override double ExpectedVariance(TensorShape shape) => 0;

    private protected override double Reach(TensorShape shape) => Math.Abs(Value);

    private protected override void Fill(
        torch.Tensor tensor, TensorShape shape, RandomStream stream, SamplerOptions? options) => tensor.SetAll(Value);
}
