namespace InitTools;

/// <summary>The standard deviation of a layer's activations is outside of 0.5 to 2. A layer without activation isn't judged.</summary>
internal sealed class ActivationSpreadRule(string name, string source) : LayerRule(name, source)
{
    private const double Smallest = 0.5;
    private const double Largest = 2;

    protected override Observation? Judge(LayerGradient layer)
    {
        if (layer.Activation is null or "linear" or "softmax") return null;
        double spread = layer.ActivationStandardDeviation;
        return spread < Smallest ? Found(HealthVerdict.WrongScale, spread, Smallest)
            : spread > Largest ? Found(HealthVerdict.WrongScale, spread, Largest)
            : null;
    }
}
