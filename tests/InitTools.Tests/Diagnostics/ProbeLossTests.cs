using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Which loss a probe takes, and which targets it draws for it.</summary>
public sealed class ProbeLossTests
{
    private static readonly ProbeOptions Options = new() { Seed = 1 };

    public ProbeLossTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData(10, "softmax", ProbeLoss.CrossEntropy)]
    [InlineData(10, "linear", ProbeLoss.CrossEntropy)]
    [InlineData(1, "sigmoid", ProbeLoss.BinaryCrossEntropy)]
    [InlineData(1, "linear", ProbeLoss.MeanSquaredError)]
    public void The_model_decides(int outputs, string last, ProbeLoss loss)
    {
        using SequentialModel model = new([Dense(8, "tanh"), Dense(outputs, last)], [6], seed: 1);
        Assert.Equal(GradientProbe.Run(model, options: Options with { Loss = loss }), GradientProbe.Run(model, options: Options));
        ProbeLoss other = loss == ProbeLoss.MeanSquaredError ? ProbeLoss.BinaryCrossEntropy : ProbeLoss.MeanSquaredError;
        Assert.NotEqual(GradientProbe.Run(model, options: Options with { Loss = other }), GradientProbe.Run(model, options: Options));
    }

    [Fact]
    public void A_module_decides_likewise()
    {
        using var binary = Sequential(Linear(6, 8), Tanh(), Linear(8, 1), Sigmoid());
        using var logits = Sequential(Linear(6, 8), Tanh(), Linear(8, 5), Softmax(1));
        foreach ((Module<torch.Tensor, torch.Tensor> model, ProbeLoss loss) in
            new (Module<torch.Tensor, torch.Tensor>, ProbeLoss)[] { (binary, ProbeLoss.BinaryCrossEntropy), (logits, ProbeLoss.CrossEntropy) })
        {
            ModelInitializer.Initialize(model, seed: 1);
            Assert.Equal(GradientProbe.Run(model, options: Options with { Loss = loss }), GradientProbe.Run(model, options: Options));
        }
    }

    /// <summary>The gradient of a saturated softmax or sigmoid must not be lost: the loss is taken of the logits.</summary>
    [Theory]
    [InlineData(10, "softmax")]
    [InlineData(1, "sigmoid")]
    public void A_last_layer_far_in_its_flat_parts_still_sends_a_gradient(int outputs, string last)
    {
        using SequentialModel model = new([Dense(8, "tanh"), Dense(outputs, last, new RandomNormal(0, 1e3))], [6], seed: 1);
        using var module = Sequential(
            Linear(6, 8), Tanh(), Linear(8, outputs), outputs == 1 ? Sigmoid(inplace: true) : Softmax(1));
        ModelInitializer.Initialize(module, new RandomNormal(0, 1e3), seed: 1);
        Assert.InRange(GradientProbe.Run(model, options: Options)[1].BackpropStandardDeviation, 1e-4, 1);
        Assert.InRange(GradientProbe.Run(module, options: Options)[1].BackpropStandardDeviation, 1e-4, 1);
    }

    [Fact]
    public void Drawn_labels_cover_all_classes_evenly()
    {
        // At the uniform softmax of zero logits dL/dz of class k over a batch sums to 1/K minus the share of k.
        const int Classes = 5, Count = 4000;
        using SequentialModel model = new([Dense(Classes, "linear", new Zeros())], [3], seed: 1);
        LayerGradient row = GradientProbe.Run(model, options: Options with { BatchSize = Count })[0];
        // Each sample has one gradient of (1/K - 1) / N and K - 1 of 1/(K N), so the deviation is known whatever the labels.
        Assert.Equal(Math.Sqrt(0.2 * 0.8) / Count, row.BackpropStandardDeviation, 1e-9);
        // Labels that favoured a class would show in the bias; through unit inputs the weights see the same.
        using torch.Tensor ones = torch.ones(Count, 1);
        using SequentialModel unit = new([Dense(Classes, "linear", new Zeros())], [1], seed: 1);
        double worst = 4 * Math.Sqrt(0.16 / Count) * Math.Sqrt(Classes);
        Assert.InRange(GradientProbe.Run(unit, ProbeSource.From(ones, null), Options)[0].WeightGradientNorm!.Value, 0, worst);
    }

    [Fact]
    public void Classes_of_a_dataset_become_one_hot_for_the_squared_error()
    {
        using SequentialModel model = new([Dense(3, "linear", new Zeros())], [2], seed: 1);
        var dataset = new Dataset("tiny", [0, 0, 1, 0, 0, 1, 1, 1], [2], [0, 1, 2, 2]);
        LayerGradient row = GradientProbe.Run(model, ProbeSource.From(dataset), Options with { Loss = ProbeLoss.MeanSquaredError })[0];
        // L = sum (0 - t)^2 / 12, so dL/dz is -1/6 at the 4 ones among 12.
        Assert.Equal(Math.Sqrt((1 / 3.0) * (2 / 3.0)) / 6, row.BackpropStandardDeviation, 1e-8);
    }

    [Fact]
    public void Names_of_losses_are_found()
    {
        Assert.Equal(ProbeLoss.MeanSquaredError, ProbeLossFunction.Find("mse"));
        Assert.Equal(ProbeLoss.CrossEntropy, ProbeLossFunction.Find("cross_entropy"));
        Errors.Throws("UnknownLoss", () => ProbeLossFunction.Find("crossentrpy"), "Loss", "'crossentrpy'", "CrossEntropy");
    }
}
