using InitTools.Sampling;
using TorchSharp;

namespace InitTools;

/// <summary>Builds the network of one run, probes it once and disposes of it.</summary>
internal static class SweepNetwork
{
    /// <summary>Computes a run on the calling thread alone.</summary>
    /// <exception cref="InitToolsException">The initializer can't fill the layers, or there isn't enough memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static SweepRun Compute(SweepConfiguration configuration, CancellationToken cancellationToken)
    {
        using SequentialModel model = Build(
            configuration, new SamplerOptions { MaxThreads = 1, CancellationToken = cancellationToken });
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, configuration.Data.Source, new ProbeOptions
        {
            BatchSize = configuration.BatchSize,
            Seed = configuration.RunSeed,
            MaxThreads = 1,
            CancellationToken = cancellationToken,
        });
        return new SweepRun(GradientFlow.Measure(rows), configuration);
    }

    private static SequentialModel Build(SweepConfiguration configuration, SamplerOptions options)
    {
        // Refused before the layers are made, one by one: there may be millions of them.
        MemoryBudget.Check(
            new TensorShape([configuration.HiddenLayers, configuration.Width, configuration.Width]), torch.ScalarType.Float32);
        var layers = new List<Layer>();
        try
        {
            while (layers.Count < configuration.HiddenLayers)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                layers.Add(new DenseLayer(configuration.Width, null, configuration.Activation, configuration.Initializer));
            }
            layers.Add(new DenseLayer(configuration.Data.ClassCount, kernelInitializer: configuration.Initializer));
            return new SequentialModel(
                layers, [configuration.Data.InputSize(configuration.Width)], configuration.Name, configuration.RunSeed, options);
        }
        catch
        {
            foreach (Layer layer in layers) layer.Dispose();
            throw;
        }
    }
}
