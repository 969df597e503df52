using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Predicting, with dropout and without. libtorch's dropout draws from a generator that all tests share.</summary>
[Collection(AloneInProcess.Name)]
public sealed class PredictorTests
{
    public PredictorTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void A_tensor_gives_the_output_of_the_model_in_evaluation()
    {
        using var model = Sequential(Linear(2, 4), Dropout(), BatchNorm1d(4), Linear(4, 3));
        string before = State(model);
        using torch.Tensor input = Quadrants(20).GetSamples(0, 20);
        using torch.Tensor output = Predictor.Run(model, input, new PredictionOptions { BatchSize = 7 });
        Assert.True(model.training);
        Assert.Equal(before, State(model));
        Assert.False(output.requires_grad);
        model.eval();
        using torch.Tensor expected = model.call(input);
        Assert.Equal(TensorValues.Of(expected), TensorValues.Of(output));
    }

    [Theory]
    [InlineData("softmax", 2)]
    [InlineData("linear", 2)]
    [InlineData("sigmoid", 1)]
    [InlineData("linear", 1)]
    public void A_dataset_gives_classes_and_their_probabilities(string activation, int units)
    {
        Dataset data = Quadrants(30);
        using SequentialModel model = new([Dense(4, "tanh"), Dense(units, activation)], [2], seed: 3);
        IReadOnlyList<Prediction> rows = Predictor.Run(model, data, new PredictionOptions { BatchSize = 8 });
        using torch.Tensor input = data.GetSamples(0, 30);
        using torch.Tensor output = Predictor.Run(model, input);
        double[] values = TensorValues.Of(output);
        for (int i = 0; i < 30; i++)
        {
            double second = (activation, units) switch
            {
                ("softmax", _) => values[(2 * i) + 1],
                ("linear", 2) => 1 / (1 + Math.Exp(values[2 * i] - values[(2 * i) + 1])),
                ("sigmoid", _) => values[i],
                _ => 1 / (1 + Math.Exp(-values[i])),
            };
            Assert.Equal((i, data.GetLabel(i), second > 0.5 ? 1 : 0), (rows[i].Index, rows[i].Label!.Value, rows[i].Predicted));
            Assert.Equal(Math.Max(second, 1 - second), rows[i].Probability, 1e-6);
            Assert.Equal(rows[i].Label == rows[i].Predicted, rows[i].Correct);
            Assert.Null(rows[i].StandardDeviation);
        }
    }

    [Fact]
    public void Labels_are_not_needed_and_names_are_shown()
    {
        using var folder = new DataFolder();
        Dataset flowers = folder.ReadText("1,2,rose\n3,4,lily\n5,6,rose\n");
        using SequentialModel model = Small();
        Assert.Equal(["rose", "lily", "rose"], Predictor.Run(model, flowers).Select(row => row.LabelName));
        Assert.All(Predictor.Run(model, flowers), row => Assert.Equal(flowers.ClassNames[row.Predicted], row.PredictedName));
        Assert.All(Predictor.Run(model, new Dataset("bare", [1, 2, 3, 4], [2])), row => Assert.Equal((null, null), (row.Label, row.Correct)));
    }

    [Fact]
    public void Monte_Carlo_leaves_only_dropout_on_and_gives_mean_and_spread()
    {
        // One weight of 1 behind dropout of 1/4: the output is 4/3 with probability 3/4, else 0; mean 1, variance 1/3.
        using var model = Sequential(BatchNorm1d(1), Dropout(0.25), Linear(1, 1, hasBias: false));
        using (torch.no_grad()) ((TorchSharp.Modules.Linear)model[2]).weight!.fill_(1);
        model.eval();
        string before = State(model);
        const int Samples = 4000;
        using torch.Tensor input = torch.ones(Samples, 1);
        using MonteCarloOutput output = Predictor.RunMonteCarlo(model, input, new PredictionOptions { MonteCarlo = 2, Seed = 1 });
        Assert.Equal(before, State(model));
        Assert.All(model.modules(), module => Assert.False(module.training));

        // BatchNorm in evaluation divides by sqrt(1 + 1e-5). The false-alarm rate is that of Statistics.
        double[] means = [.. TensorValues.Of(output.Mean).Select(value => value * Math.Sqrt(1 + 1e-5))];
        Assert.InRange(means.Average(), 1 - (Statistics.Tolerance * Math.Sqrt(1.0 / 3 / 2 / Samples)), 1 + (Statistics.Tolerance * Math.Sqrt(1.0 / 3 / 2 / Samples)));
        // Two passes are the same (spread 0) or one of them 0 (spread 4/3 / sqrt(2)), the latter with probability 2 (3/4) (1/4).
        double[] spreads = TensorValues.Of(output.StandardDeviation);
        double differ = spreads.Count(spread => spread > 1e-6) / (double)Samples;
        Assert.InRange(differ, 0.375 - (Statistics.Tolerance * Math.Sqrt(0.375 * 0.625 / Samples)), 0.375 + (Statistics.Tolerance * Math.Sqrt(0.375 * 0.625 / Samples)));
        Assert.All(spreads, spread => Assert.True(spread < 1e-6 || Math.Abs(spread - (4.0 / 3 / Math.Sqrt(2))) < 1e-4));
        using MonteCarloOutput again = Predictor.RunMonteCarlo(model, input, new PredictionOptions { MonteCarlo = 2, Seed = 1 });
        Assert.Equal(TensorValues.Of(output.Mean), TensorValues.Of(again.Mean));
    }

    /// <summary>Against passes by hand: evaluation, but for the dropout layer, wherever it lies.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Monte_Carlo_keeps_the_layers_that_drop_out_on_and_no_others(bool alpha)
    {
        const int Passes = 6;
        using DisposeScope scope = torch.NewDisposeScope();
        Layer dropping = alpha ? new AlphaDropoutLayer(0.3) : new DropoutLayer(0.3);
        using SequentialModel model = new(
            [
                Dense(8), new BatchNormalizationLayer(), new ActivationLayer(ActivationCatalogue.Rrelu),
                new ResidualBlock([dropping, Dense(8, "tanh")]), Dense(3),
            ],
            [2], seed: 1);
        torch.Tensor input = Quadrants(20).GetSamples(0, 20);
        string before = State(model);
        double[] Mean(long seed) => TensorValues.Of(Predictor.RunMonteCarlo(model, input, new PredictionOptions { MonteCarlo = Passes, Seed = seed }).Mean);
        MonteCarloOutput output = Predictor.RunMonteCarlo(model, input, new PredictionOptions { MonteCarlo = Passes, Seed = 1 });
        Assert.Equal(before, State(model));
        Assert.Equal(TensorValues.Of(output.Mean), Mean(1));
        Assert.NotEqual(TensorValues.Of(output.Mean), Mean(2));

        model.eval();
        dropping.train();
        using var noise = new NoiseGuard(model, new ProbeRandom(1, 0));
        double[][] passes = [.. Enumerable.Range(0, Passes).Select(_ => TensorValues.Of(model.call(input)))];
        for (int i = 0; i < passes[0].Length; i++)
        {
            double mean = passes.Average(pass => pass[i]);
            Assert.Equal(mean, TensorValues.Of(output.Mean)[i], 1e-5);
            double spread = Math.Sqrt(passes.Sum(pass => (pass[i] - mean) * (pass[i] - mean)) / (Passes - 1));
            Assert.Equal(spread, TensorValues.Of(output.StandardDeviation)[i], 1e-5);
            Assert.True(spread > 1e-4);
        }
    }

    [Fact]
    public void Monte_Carlo_of_a_dataset_averages_probabilities()
    {
        using var model = Sequential(Linear(2, 20), ReLU(), Dropout(0.5), Linear(20, 2));
        IReadOnlyList<Prediction> rows = Predictor.Run(model, Quadrants(30), new PredictionOptions { MonteCarlo = 10, Seed = 1 });
        Assert.All(rows, row => Assert.InRange(row.Probability, 0.5, 1));
        Assert.Contains(rows, row => row.StandardDeviation > 0.001);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        using SequentialModel model = Small();
        using torch.Tensor vector = torch.ones(2);
        using torch.Tensor wide = torch.ones(4, 3);
        Errors.Throws("InvalidBatchSize", () => Predictor.Run(model, Quadrants(), new PredictionOptions { BatchSize = 0 }), "BatchSize is 0");
        Errors.Throws("InvalidMonteCarlo", () => Predictor.Run(model, Quadrants(), new PredictionOptions { MonteCarlo = 1 }), "MonteCarlo is 1");
        Errors.Throws("NoDropout", () => Predictor.Run(model, Quadrants(), new PredictionOptions { MonteCarlo = 5 }), "no dropout");
        Errors.Throws("InvalidInput", () => Predictor.Run(model, vector), "batch");
        Errors.Throws("InputShapeMismatch", () => Predictor.Run(model, wide), "3", "2");
        Errors.Throws("ClassCountMismatch", () => Predictor.Run(model, new Dataset("five", [1, 2], [2], [4])), "2 classes", "5");
        model.Dispose();
        Errors.Throws("DisposedModel", () => Predictor.Run(model, Quadrants()));
    }
}
