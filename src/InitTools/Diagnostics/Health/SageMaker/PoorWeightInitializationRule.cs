namespace InitTools;

/// <summary>In the first ten steps the largest variance of a layer's weights is over ten times the smallest.</summary>
internal sealed class PoorWeightInitializationRule(string name, string source) : HealthRule(name, source)
{
    private const long Steps = 10;
    private const double LargestRatio = 10;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        foreach (ProbeSnapshot probe in history.Probes.Where(probe => probe.Step is null or <= Steps))
        {
            double largest = probe.Layers.Max(layer => layer.WeightStandardDeviation);
            double smallest = probe.Layers.Min(layer => layer.WeightStandardDeviation);
            double ratio = largest / smallest * (largest / smallest);
            if (ratio > LargestRatio) yield return new(HealthVerdict.WrongScale, ratio, LargestRatio, probe.Step);
        }
    }
}
