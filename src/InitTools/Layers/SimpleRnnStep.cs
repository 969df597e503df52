using TorchSharp;

namespace InitTools;

/// <summary>h_t = f(W x_t + U h_(t-1) + b).</summary>
internal sealed class SimpleRnnStep(Activation activation) : CellStep
{
    public override int Gates => 1;

    public override CellState Take(torch.Tensor projected, CellState before, CellWeights weights) =>
        new(activation.Forward(Sum(projected, before.Output, weights)), null);
}
