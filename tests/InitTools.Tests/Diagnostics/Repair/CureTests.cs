using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;

namespace InitTools.Tests;

/// <summary>Nets that stay at chance learn after a repair: the same nets, on real digits.</summary>
[Collection(AloneInProcess.Name)]
public sealed class CureTests
{
    [Theory]
    [InlineData("tanh", 30, 0.01)]
    [InlineData("sigmoid", 20, 0.01)]
    [InlineData("sigmoid", 20, null)]
    public void On_the_digits_of_UCI(string activation, int depth, double? deviation) =>
        Cure(Digits, 64, 50, activation, depth, deviation, epochs: 6);

    [Theory]
    [InlineData("tanh", 30)]
    [InlineData("sigmoid", 20)]
    public void On_the_digits_of_MNIST(string activation, int depth)
    {
        string folder = Path.Combine(DataFolder.RepositoryRoot, "..", "shared", "data", "mnist");
        string images = Path.Combine(folder, "t10k-images-idx3-ubyte.gz");
        Assert.SkipUnless(File.Exists(images), $"MNIST is not in {folder}.");
        // 8,000 are trained with, 2,000 validated.
        Cure(
            DataFolder.Read(images, new DatasetOptions { LabelPath = Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"), Standardize = true }),
            784, 50, activation, depth, 0.01, epochs: 2);
    }

    private static void Cure(Dataset digits, int inputs, int width, string activation, int depth, double? deviation, int epochs)
    {
        using var oneThread = new OneTorchThread();
        using SequentialModel model = Stack(
            depth, width, activation, deviation is { } sd ? new RandomNormal(0, sd) : InitializerCatalogue.Find("GlorotUniform", "Name"), 10, inputs, 42);
        var training = new TrainingOptions { Epochs = 1, ValidationFraction = 0.2, Seed = 1, ProbeEvery = 20 };
        Diary sick = Train(model, digits, training);
        Assert.InRange(sick.Epochs[^1].ValidationAccuracy!.Value, 0, 0.2);
        LayerGradient[] rows = [.. sick.Layers.Where(row => row.Step == sick.Layers[^1].Step)];
        Assert.Equal(depth + 1, rows.Length);
        if (deviation is not null) Assert.All(rows[..(depth / 3)], row => Assert.InRange(row.WeightChange!.Value, 0, 1e-4));
        Assert.All(rows[..(depth / 3)], row => Assert.Equal(GradientVerdict.Vanishing, row.Verdict));
        Assert.Equal(GradientVerdict.Vanishing, GradientFlow.Measure(rows).Verdict);

        IReadOnlyList<RepairStep> steps = GradientRepair.Run(model, ProbeSource.From(digits), new RepairOptions { Seed = 1 });
        Assert.Equal(GradientVerdict.Healthy, steps[^1].VerdictAfter);
        Diary cured = Train(model, digits, training with { Epochs = epochs, ProbeEvery = null });
        Assert.InRange(cured.Epochs[^1].ValidationAccuracy!.Value, 0.88, 1);
    }
}
