using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;

namespace InitTools.Tests;

/// <summary>What a training says of the steps in time of recurrent layers.</summary>
public sealed class RecurrentTrainingTests
{
    private const int Steps = 100;

    public RecurrentTrainingTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData(RecurrentCell.SimpleRnn)]
    [InlineData(RecurrentCell.Lstm)]
    [InlineData(RecurrentCell.Gru)]
    public void Steps_in_time_have_the_rows_of_a_probe_of_the_batch(RecurrentCell cell)
    {
        Dataset dataset = Sequences(30, 6);
        using SequentialModel model = new([new RecurrentLayer(cell, 5, returnSequence: true), new RecurrentLayer(cell, 4), new DenseLayer(2)], [6, 1], seed: 1);
        using torch.Tensor input = dataset.GetSamples(0, 30), target = dataset.GetLabels(0, 30);
        IReadOnlyList<LayerGradient> expected = GradientProbe.Run(model, ProbeSource.From(input, target));
        double[] before = RecurrentKernel(model);
        Diary diary = Train(model, dataset, new TrainingOptions { Epochs = 1, BatchSize = 30, Seed = 1, ProbeEvery = 3 });
        double moved = Norm(before.Zip(RecurrentKernel(model), (a, b) => a - b)) / Norm(before);

        Assert.Equal([null, 1, 2, 3, 4, 5, 6, null, 1, 2, 3, 4, 5, 6, null], diary.Layers.Select(row => row.TimeStep));
        Assert.All(expected.Zip(diary.Layers), pair =>
        {
            Assert.Equal(1, pair.Second.Step);
            Assert.Equal((pair.First.Name, pair.First.TimeStep, pair.First.Verdict), (pair.Second.Name, pair.Second.TimeStep, pair.Second.Verdict));
            Assert.InRange(pair.Second.BackpropStandardDeviation / pair.First.BackpropStandardDeviation, 0.9999, 1.0001);
            Assert.Equal(pair.First.ActivationStandardDeviation, pair.Second.ActivationStandardDeviation, 1e-6);
        });
        Assert.All(diary.Layers.Where(row => row is { Layer: 1, TimeStep: not null }), row =>
        {
            Assert.Equal(moved, row.WeightChange!.Value, 1e-6);
            Assert.Equal(moved, row.WeightUpdateRatio!.Value, 1e-6);
            Assert.Null(row.UnitSpread);
        });
        GradientFlow probed = GradientFlow.Measure(expected), trained = GradientFlow.Measure(diary.Layers);
        Assert.Equal((probed.TimeVerdict, 1L), (trained.TimeVerdict, trained.Step));
        Assert.Equal(probed.TimeDecay!.Value, trained.TimeDecay!.Value, 1e-4);
    }

    [Theory]
    [InlineData(RecurrentCell.SimpleRnn)]
    [InlineData(RecurrentCell.Lstm)]
    [InlineData(RecurrentCell.Gru)]
    public void Looking_back_in_time_changes_no_bit_of_what_is_learned(RecurrentCell cell)
    {
        string Trained(int? every)
        {
            using SequentialModel model = new([new RecurrentLayer(cell, 5), new DenseLayer(2)], [6, 1], seed: 1);
            Train(model, Sequences(30, 6), new TrainingOptions { Epochs = 2, BatchSize = 10, Seed = 1, ProbeEvery = every });
            return State(model);
        }
        Assert.Equal(Trained(null), Trained(2));
    }

    /// <summary>The class lies in the first of 100 steps; whether it is found out isn't asked here, only what is said of it.</summary>
    [Theory]
    [InlineData(0.05, HealthVerdict.Vanishing)]
    [InlineData(0.5, HealthVerdict.Exploding)]
    [InlineData(null, HealthVerdict.Healthy)]
    public void Over_a_hundred_steps_a_training_is_called_what_it_is(double? deviation, HealthVerdict verdict)
    {
        Initializer recurrent = deviation is { } sd ? new RandomNormal(0, sd) : new Orthogonal();
        using SequentialModel model = new(
            [new RecurrentLayer(RecurrentCell.SimpleRnn, 32, kernelInitializer: new RandomNormal(0, 0.1), recurrentInitializer: recurrent), new DenseLayer(2)],
            [Steps, 1], seed: 1);
        Diary diary = Train(
            model, Sequences(60, Steps),
            new TrainingOptions
            {
                Epochs = 1, BatchSize = 20, Seed = 1, ProbeEvery = 2, Optimizer = new SgdOptimizer { LearningRate = 1e-3 }, GradientClipNorm = 1,
            });
        var reader = new TrainingHistoryReader();
        foreach (object row in diary.All) Assert.Null(row is TrainingEpoch epoch ? reader.Add(epoch) : reader.Add((LayerGradient)row));
        IReadOnlyList<Finding> findings = [.. TrainingHealth.Measure(Assert.Single(reader.Finish())).Where(finding => finding.Rule == "GradientInTime")];
        Assert.Equal(verdict == HealthVerdict.Healthy ? [] : [verdict], findings.Select(finding => finding.Verdict));
        Assert.All(findings, finding => Assert.Equal(("simplernn_1", 1L, 2), (finding.Layer, finding.Step, finding.Count)));
        GradientVerdict expected = Enum.Parse<GradientVerdict>($"{verdict}");
        Assert.Equal(expected, GradientFlow.Measure([.. diary.Layers.Where(row => row.Step == 3)]).TimeVerdict);
    }

    private static Dataset Sequences(int count, int steps)
    {
        float[] values = [.. Enumerable.Range(0, count * steps).Select(i => (float)Math.Sin(1.7 * (i + 1)))];
        return new Dataset("sequences", values, [steps, 1], [.. Enumerable.Range(0, count).Select(i => values[i * steps] > 0 ? 1L : 0L)]);
    }

    private static double[] RecurrentKernel(SequentialModel model)
    {
        using torch.Tensor kernel = ((RecurrentLayer)model.Layers[0]).GetRecurrentKernel();
        return TensorValues.Of(kernel);
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
}
