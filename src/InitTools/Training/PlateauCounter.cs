namespace InitTools;

/// <summary>Counts how often a loss has stalled.</summary>
/// <param name="patience">The epochs in a row without a lower loss that make a plateau; null counts none.</param>
internal sealed class PlateauCounter(int? patience)
{
    private double _lowest = double.PositiveInfinity;
    private int _waited;

    /// <summary>The plateaus so far.</summary>
    public int Count { get; private set; }

    /// <summary>Takes an epoch's loss in.</summary>
    public void Watch(double loss)
    {
        if (loss < _lowest)
        {
            (_lowest, _waited) = (loss, 0);
        }
        else if (++_waited >= patience)
        {
            Count++;
            _waited = 0;
        }
    }
}
