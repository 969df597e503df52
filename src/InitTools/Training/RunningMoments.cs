using TorchSharp;

namespace InitTools;

/// <summary>Mean and spread of tensors that come one by one (Welford 1962), element by element.</summary>
internal sealed class RunningMoments
{
    private torch.Tensor? _squares;
    private int _count;

    /// <summary>The mean so far.</summary>
    public torch.Tensor Mean { get; private set; } = null!;

    /// <summary>The standard deviation so far, divided by one less than the count.</summary>
    public torch.Tensor StandardDeviation => _squares!.Divided(_count - 1).sqrt();

    /// <summary>Takes a tensor in; everything is left to the caller's dispose scope.</summary>
    public void Add(torch.Tensor value)
    {
        _count++;
        if (_squares is null)
        {
            Mean = value.clone();
            _squares = torch.zeros_like(value);
            return;
        }
        torch.Tensor difference = value.Plus(Mean, -1);
        Mean.AddInPlace(difference.Divided(_count), 1);
        _squares.AddInPlace(difference.mul(value.Plus(Mean, -1)), 1);
    }
}
