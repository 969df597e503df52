namespace InitTools;

/// <summary>
/// A layer's weights haven't changed at three probes one after the other. The source compares every element, |a - b| at most
/// atol + rtol |b|; rows hold norms, so the root mean squares are compared in the same way.
/// </summary>
internal sealed class UnchangedTensorRule(string name, string source) : HealthRule(name, source)
{
    private const int Looks = 3;
    private const double Relative = 1e-5;
    private const double Absolute = 1e-8;

    public override IEnumerable<Observation> Observe(TrainingHistory history)
    {
        var unchanged = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ProbeSnapshot probe in history.Probes)
        {
            foreach (LayerGradient layer in probe.Layers)
            {
                double allowed = Relative + (layer.WeightStandardDeviation > 0 ? Absolute / layer.WeightStandardDeviation : 0);
                int looks = unchanged[layer.Name] = layer.WeightUpdateRatio <= allowed ? unchanged.GetValueOrDefault(layer.Name) + 1 : 0;
                if (looks >= Looks)
                    yield return new(HealthVerdict.NotLearning, layer.WeightUpdateRatio!.Value, allowed, probe.Step, layer.Name);
            }
        }
    }
}
