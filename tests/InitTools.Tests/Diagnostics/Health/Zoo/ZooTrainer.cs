using InitTools.Sampling;

namespace InitTools.Tests;

/// <summary>Trains a net of the zoo on handwritten digits, probing every ten steps.</summary>
internal sealed class ZooTrainer : TrainingObserver
{
    private const int ProbeEvery = 10;
    private const int ValidationSamples = 360;

    private static readonly Dataset Raw = DatasetReader.Read(
        Path.Combine(DataFolder.RepositoryRoot, "examples", "data", "digits.csv.gz"), null, CancellationToken.None);

    private static readonly Dataset Standardized = Raw.Standardize();

    private readonly TrainingHistoryReader _reader = new();

    /// <summary>Trains.</summary>
    /// <param name="net">The net.</param>
    /// <param name="seed">The seed of weights, batches and the choice of validation samples.</param>
    public static TrainingHistory Train(ZooNet net, long seed)
    {
        using var model = new SequentialModel(net.Layers(), net.Input, net.Name, seed);
        (Dataset training, Dataset validation) = Split(net.Standardized ? Standardized : Raw, seed);
        var trainer = new ZooTrainer();
        Trainer.Run(model, net.Samples is { } count ? training.First(count) : training, new TrainingOptions
        {
            Epochs = net.Epochs,
            BatchSize = net.BatchSize,
            Optimizer = net.Optimizer,
            ValidationDataset = validation,
            Seed = seed,
            ProbeEvery = ProbeEvery,
            CancellationToken = TestContext.Current.CancellationToken,
        }, trainer);
        return Assert.Single(trainer._reader.Finish());
    }

    public override void OnProbe(IReadOnlyList<LayerGradient> layers)
    {
        foreach (LayerGradient layer in layers) Assert.Null(_reader.Add(layer));
    }

    public override void OnEpoch(TrainingEpoch epoch) => Assert.Null(_reader.Add(epoch));

    private static (Dataset Training, Dataset Validation) Split(Dataset digits, long seed)
    {
        int[] order = Sampler.Permutation(digits.Count, RandomStream.FromName(seed, "zoo"));
        return (Choose(digits, order[ValidationSamples..]), Choose(digits, order[..ValidationSamples]));
    }

    private static Dataset Choose(Dataset digits, int[] samples) => new(
        "digits", [.. samples.SelectMany(digits.GetSample)], digits.SampleShape, [.. samples.Select(sample => (long)digits.GetLabel(sample))]);
}
