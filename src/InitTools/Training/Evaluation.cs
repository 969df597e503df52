using TorchSharp;

namespace InitTools;

/// <summary>Loss and hits, summed over samples.</summary>
internal sealed class Evaluation
{
    private double _loss;
    private long _hits;

    /// <summary>The number of samples.</summary>
    public long Count { get; private set; }

    /// <summary>The mean loss of a sample.</summary>
    public double Loss => _loss / Count;

    /// <summary>The share of samples whose class was predicted rightly; null of no samples.</summary>
    public double? Accuracy => Count == 0 ? null : _hits / (double)Count;

    /// <summary>Adds a batch's mean loss.</summary>
    public void Add(double loss, long hits, long count)
    {
        _loss += loss * count;
        _hits += hits;
        Count += count;
    }

    /// <summary>How many samples' class is predicted rightly: the largest output, or of a single one whether the probability is over a half.</summary>
    public static long Hits(ModelOutput output, torch.Tensor labels, ProbeLoss loss)
    {
        using IDisposable noGrad = torch.no_grad();
        return Classes(output, loss).eq(labels.to(output.Value.device)).sum().item<long>();
    }

    /// <summary>The predicted classes, of shape (samples).</summary>
    public static torch.Tensor Classes(ModelOutput output, ProbeLoss loss)
    {
        if (loss != ProbeLoss.BinaryCrossEntropy) return output.Value.argmax(-1);
        double boundary = output.Activation?.Name == "sigmoid" ? 0.5 : 0;
        return output.Value.reshape(-1).IsAbove(boundary).to(torch.int64);
    }
}
