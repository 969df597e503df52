using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>Data, nets and observers for tests of training.</summary>
internal static class TrainingNets
{
    private static readonly Lazy<Dataset> LazyDigits = new(() => DatasetReader.Read(
        Path.Combine(DataFolder.RepositoryRoot, "examples", "data", "digits.csv.gz"), new DatasetOptions { Standardize = true }));

    /// <summary>1797 digits of 64 features, standardized.</summary>
    public static Dataset Digits => LazyDigits.Value;

    /// <summary>Three layers of ReLU with He's initializer, for ten classes.</summary>
    public static SequentialModel He(int inputs, int width = 100, long seed = 42) =>
        Stack(2, width, "relu", InitializerCatalogue.Find("HeNormal", "Name"), 10, inputs, seed);

    /// <summary>A small made-up task: two features, the class is the sign of their product.</summary>
    public static Dataset Quadrants(int count = 50)
    {
        float[] features = [.. Enumerable.Range(0, count * 2).Select(i => (float)Math.Sin(1.7 * (i + 1)))];
        return new Dataset("quadrants", features, [2], [.. Enumerable.Range(0, count).Select(i => features[2 * i] * features[(2 * i) + 1] > 0 ? 1L : 0L)]);
    }

    /// <summary>A small net for <see cref="Quadrants"/>.</summary>
    public static SequentialModel Small(long seed = 1, string activation = "tanh") =>
        Stack(2, 8, activation, new VarianceScaling(), 2, 2, seed);

    /// <summary>Runs a training and keeps all that it says.</summary>
    public static Diary Train(torch.nn.Module<torch.Tensor, torch.Tensor> model, Dataset dataset, TrainingOptions options, Action<TrainingProgress>? onStep = null)
    {
        var diary = new Diary(onStep);
        diary.Result = Trainer.Run(model, dataset, options, diary);
        return diary;
    }

    /// <summary>What an observer heard.</summary>
    internal sealed class Diary(Action<TrainingProgress>? onStep) : TrainingObserver
    {
        public List<TrainingEpoch> Epochs { get; } = [];

        public List<LayerGradient> Layers { get; } = [];

        public List<object> All { get; } = [];

        public TrainingResult Result { get; set; } = null!;

        /// <summary>All that must be equal for equal seeds, to the last digit.</summary>
        public string History => string.Join('\n', All.Select(row => row is TrainingEpoch epoch ? epoch with { SamplesPerSecond = 0 } : row));

        public override void OnStep(TrainingProgress progress) => onStep?.Invoke(progress);

        public override void OnProbe(IReadOnlyList<LayerGradient> layers)
        {
            Layers.AddRange(layers);
            All.AddRange(layers);
        }

        public override void OnEpoch(TrainingEpoch epoch)
        {
            Epochs.Add(epoch);
            All.Add(epoch);
        }
    }
}
