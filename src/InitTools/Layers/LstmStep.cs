using TorchSharp;

namespace InitTools;

/// <summary>
/// c_t = f c_(t-1) + i g and h_t = o tanh(c_t), with the gates i, f, o = sigmoid and g = tanh of W x_t + U h_(t-1) + b. The blocks
/// are in the order i, f, g, o, as in Keras and PyTorch.
/// </summary>
internal sealed class LstmStep : CellStep
{
    public override int Gates => 4;

    public override int? ForgetGate => 1;

    public override bool HasMemory => true;

    public override CellState Take(torch.Tensor projected, CellState before, CellWeights weights)
    {
        torch.Tensor[] z = Sum(projected, before.Output, weights).chunk(Gates, 1);
        torch.Tensor memory = (z[1].sigmoid() * before.Memory!).Plus(z[0].sigmoid() * z[2].tanh(), 1);
        return new CellState(z[3].sigmoid() * memory.tanh(), memory);
    }
}
