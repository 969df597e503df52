using TorchSharp;

namespace InitTools;

/// <summary>Puts what the mean-field theory predicts beside what a probe measured.</summary>
internal static class ProbePrediction
{
    /// <summary>Adds the predicted figures to the rows of one batch.</summary>
    /// <param name="rows">The measured rows.</param>
    /// <param name="traces">The layers' traces.</param>
    /// <param name="input">The batch: its mean square is where the signal starts.</param>
    /// <param name="start">Where the gradient starts (<see cref="StartOf"/>).</param>
    public static LayerGradient[] AddTo(LayerGradient[] rows, IReadOnlyList<LayerTrace> traces, torch.Tensor input, double? start)
    {
        LayerLaw?[] laws = [.. traces.Select(trace => trace.Law)];
        if (laws.All(law => law is null)) return rows;
        double meanSquare = MeanSquare(input);
        if (!(meanSquare > 0) || !double.IsFinite(meanSquare)) return rows;
        PredictedFlow flow = PredictedFlow.Of(laws, meanSquare);
        return [.. rows.Select((row, i) => row with
        {
            PredictedActivationStandardDeviation = flow.Layers[i].ActivationStandardDeviation,
            PredictedBackpropStandardDeviation = start * flow.Layers[i].BackpropRatio,
            Chi = flow.Layers[i].Chi,
        })];
    }

    /// <summary>Where the gradient starts: the root of the mean square of dL/dz at the last layer; null if none arrived.</summary>
    public static double? StartOf(torch.Tensor? backprop) => backprop is null ? null : Math.Sqrt(MeanSquare(backprop));

    /// <summary>Says of layers that nothing lies between them, or that something does.</summary>
    /// <param name="traces">The layers.</param>
    /// <param name="chained">Whether nothing else happens to the signal.</param>
    public static void Chain(IReadOnlyList<LayerTrace> traces, bool chained)
    {
        foreach (LayerTrace trace in traces)
            trace.IsChained = chained && !(trace.Initializer is { } name && LayerLaw.IsPattern(name));
    }

    /// <summary>
    /// Whether a module's activation is the one of that name here, and not one with another slope: asked of a few elements.
    /// </summary>
    /// <param name="activation">The activation of that name.</param>
    /// <param name="preActivation">What went into it.</param>
    /// <param name="output">What came out of it.</param>
    public static bool Agrees(Activation activation, torch.Tensor preActivation, torch.Tensor output)
    {
        const int Elements = 32;
        const double Rounding = 1e-2;
        if (!MeanField.Covers(activation)) return true;
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        long count = Math.Min(Elements, output.NumberOfElements);
        double[] z = First(preActivation), h = First(output);
        return Enumerable.Range(0, (int)count).All(
            i => !double.IsFinite(z[i]) || Math.Abs(h[i] - activation.Value(z[i])) <= Rounding * (1e-3 + Math.Abs(h[i])));

        double[] First(torch.Tensor tensor) =>
            tensor.detach().reshape(-1).narrow(0, 0, count).to(torch.ScalarType.Float64, torch.CPU).data<double>().ToArray();
    }

    private static double MeanSquare(torch.Tensor tensor)
    {
        Moments moments = Moments.Of(tensor);
        return moments.Norm * moments.Norm / moments.Count;
    }
}
