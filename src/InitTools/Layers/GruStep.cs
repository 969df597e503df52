using TorchSharp;

namespace InitTools;

/// <summary>
/// h_t = (1 - z) n + z h_(t-1), with the gates r, z = sigmoid(W x_t + b + U h_(t-1) + d) and n = tanh(W x_t + b + r (U h_(t-1) + d)).
/// The blocks are in the order r, z, n, as in PyTorch; Keras has z first.
/// </summary>
internal sealed class GruStep : CellStep
{
    public override int Gates => 3;

    public override bool HasRecurrentBias => true;

    public override CellState Take(torch.Tensor projected, CellState before, CellWeights weights)
    {
        (_, torch.Tensor updateSum, torch.Tensor candidateSum) = Sums(projected, before.Output, weights);
        torch.Tensor update = updateSum.sigmoid(), candidate = candidateSum.tanh();
        return new CellState(candidate.Plus(update * before.Output.Plus(candidate, -1), 1), null);
    }

    public override torch.Tensor Sum(torch.Tensor projected, torch.Tensor before, CellWeights weights)
    {
        (torch.Tensor reset, torch.Tensor update, torch.Tensor candidate) = Sums(projected, before, weights);
        return torch.cat([reset, update, candidate], 1);
    }

    private (torch.Tensor Reset, torch.Tensor Update, torch.Tensor Candidate) Sums(
        torch.Tensor projected, torch.Tensor before, CellWeights weights)
    {
        torch.Tensor recurrent = before.mm(weights.Recurrent);
        if (weights.RecurrentBias is { } bias) recurrent = recurrent.Plus(bias, 1);
        torch.Tensor[] x = projected.chunk(Gates, 1), u = recurrent.chunk(Gates, 1);
        torch.Tensor reset = x[0].Plus(u[0], 1);
        return (reset, x[1].Plus(u[1], 1), x[2].Plus(reset.sigmoid() * u[2], 1));
    }
}
