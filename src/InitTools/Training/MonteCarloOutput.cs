using TorchSharp;

namespace InitTools;

/// <summary>What a model puts out over several passes with dropout (Gal and Ghahramani 2016). The caller owns its tensors.</summary>
/// <param name="Passes">The number of passes.</param>
/// <param name="Mean">The mean output, one row a sample.</param>
/// <param name="StandardDeviation">The standard deviation of the output over the passes, divided by one less than their number.</param>
public sealed record MonteCarloOutput(int Passes, torch.Tensor Mean, torch.Tensor StandardDeviation) : IDisposable
{
    /// <summary>Disposes of both tensors.</summary>
    public void Dispose()
    {
        Mean.Dispose();
        StandardDeviation.Dispose();
    }
}
