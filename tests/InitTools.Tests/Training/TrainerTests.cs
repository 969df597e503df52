using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Training: what is learned, what comes back, what is left as it was.</summary>
public sealed class TrainerTests
{
    public TrainerTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Three_relu_layers_from_he_learn_digits()
    {
        using SequentialModel model = He(64);
        Diary diary = Train(model, Digits, new TrainingOptions { Epochs = 8, ValidationFraction = 0.2, Seed = 1 });
        Assert.InRange(diary.Epochs[^1].ValidationAccuracy!.Value, 0.94, 1);
        Assert.Equal(TrainingEnd.Completed, diary.Result.End);
        Assert.Equal(Enumerable.Range(1, 8), diary.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal([.. Enumerable.Range(1, 8).Select(epoch => epoch * 45L)], diary.Epochs.Select(epoch => epoch.Step)); // 1438 samples
        Assert.All(diary.Epochs, epoch => Assert.InRange(epoch.SamplesPerSecond, 1, double.MaxValue));
        Assert.All(diary.Epochs.Zip(diary.Epochs.Skip(1)), pair => Assert.True(pair.Second.Loss < pair.First.Loss));
    }

    [Fact]
    public void Thirty_tanh_layers_from_a_small_normal_stay_at_chance_and_where_they_were()
    {
        Initializer small = new RandomNormal(0, 0.01);
        using SequentialModel model = Stack(30, 50, "tanh", small, 10, 64, 42);
        Diary diary = Train(
            model, Digits, new TrainingOptions { Epochs = 2, ValidationFraction = 0.2, Optimizer = new SgdOptimizer(), ProbeEvery = 30, Seed = 1 });
        Assert.InRange(diary.Epochs[^1].ValidationAccuracy!.Value, 0, 0.2);
        LayerGradient[] last = [.. diary.Layers.Where(row => row.Step == 61)];
        Assert.Equal(31, last.Length);
        Assert.All(last[..10], row => Assert.InRange(row.WeightChange!.Value, 0, 1e-4));
        Assert.Equal(GradientVerdict.Vanishing, last[0].Verdict);
        using SequentialModel healthy = He(64);
        Assert.All(
            Train(healthy, Digits, new TrainingOptions { Epochs = 1, Optimizer = new SgdOptimizer(), ProbeEvery = 50, Seed = 1 }).Layers.Where(row => row.Step == 51),
            row => Assert.True(row.WeightChange > 1e-3));
    }

    [Fact]
    public void MNIST_is_learned_too()
    {
        string folder = Path.Combine(DataFolder.RepositoryRoot, "..", "shared", "data", "mnist");
        string images = Path.Combine(folder, "t10k-images-idx3-ubyte.gz");
        Assert.SkipUnless(File.Exists(images), $"MNIST is not in {folder}.");
        Dataset mnist = DataFolder.Read(
            images, new DatasetOptions { LabelPath = Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"), Standardize = true });
        using SequentialModel model = He(784);
        Diary diary = Train(model, mnist, new TrainingOptions { Epochs = 4, ValidationFraction = 0.2, Seed = 1 });
        Assert.InRange(diary.Epochs[^1].ValidationAccuracy!.Value, 0.94, 1);
    }

    [Fact]
    public void Without_a_seed_the_order_is_fresh()
    {
        string Run()
        {
            using SequentialModel model = Small();
            return Train(model, Quadrants(), new TrainingOptions { Epochs = 1, BatchSize = 5 }).History;
        }
        Assert.NotEqual(Run(), Run());
    }

    [Fact]
    public void A_step_is_the_gradient_of_its_batch()
    {
        Dataset dataset = Quadrants(20);
        using SequentialModel model = Small();
        using SequentialModel twin = Small();
        Train(model, dataset, new TrainingOptions { Epochs = 1, BatchSize = 20, Optimizer = new SgdOptimizer { LearningRate = 0.5 }, Seed = 1 });
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            functional.cross_entropy(twin.call(dataset.GetSamples(0, 20)), dataset.GetLabels(0, 20)).backward();
            using IDisposable noGrad = torch.no_grad();
            foreach (TorchSharp.Modules.Parameter parameter in twin.parameters()) parameter.sub_(parameter.grad!.mul(0.5));
        }
        foreach ((TorchSharp.Modules.Parameter actual, TorchSharp.Modules.Parameter expected) in model.parameters().Zip(twin.parameters()))
        {
            (double[] a, double[] b) = (TensorValues.Of(actual), TensorValues.Of(expected));
            for (int i = 0; i < a.Length; i++) Assert.Equal(b[i], a[i], 1e-6);
        }
    }

    [Fact]
    public void Rows_of_layers_are_those_of_a_probe_and_say_how_far_weights_moved()
    {
        Dataset dataset = Quadrants(40);
        using SequentialModel model = Small();
        using torch.Tensor input = dataset.GetSamples(0, 40);
        using torch.Tensor target = dataset.GetLabels(0, 40);
        IReadOnlyList<LayerGradient> expected = GradientProbe.Run(model, ProbeSource.From(input, target));
        double[] before = Kernel(model.Layers[0]);
        Diary diary = Train(model, dataset, new TrainingOptions { Epochs = 1, BatchSize = 40, Seed = 1, ProbeEvery = 3 });
        double[] after = Kernel(model.Layers[0]);

        double moved = Math.Sqrt(before.Zip(after, (a, b) => (a - b) * (a - b)).Sum()) / Math.Sqrt(before.Sum(w => w * w));
        Assert.Equal(moved, diary.Layers[0].WeightChange!.Value, 1e-6);
        Assert.Equal(moved, diary.Layers[0].WeightUpdateRatio!.Value, 1e-6);
        Assert.All(expected.Zip(diary.Layers), pair =>
        {
            Assert.Equal(1, pair.Second.Step);
            Assert.Equal((pair.First.Name, pair.First.Verdict), (pair.Second.Name, pair.Second.Verdict));
            Assert.Equal(pair.First.BackpropStandardDeviation, pair.Second.BackpropStandardDeviation, 1e-7);
            Assert.Equal(pair.First.WeightGradientNorm!.Value, pair.Second.WeightGradientNorm!.Value, 1e-6);
            Assert.Equal(pair.First.ActivationStandardDeviation, pair.Second.ActivationStandardDeviation, 1e-6);
        });
    }

    [Fact]
    public void Rows_come_every_so_many_steps_before_their_epoch()
    {
        using SequentialModel model = Small();
        Diary diary = Train(model, Quadrants(50), new TrainingOptions { Epochs = 2, BatchSize = 10, Seed = 1, ProbeEvery = 4 });
        Assert.Equal([1L, 5, 9], diary.Layers.Select(row => row.Step!.Value).Distinct());
        Assert.Equal(
            ["1", "1", "1", "5", "5", "5", "epoch 1", "9", "9", "9", "epoch 2"],
            diary.All.Select(row => row is TrainingEpoch epoch ? $"epoch {epoch.Epoch}" : $"{((LayerGradient)row).Step}"));
        Assert.True(diary.Layers[^1].WeightChange > diary.Layers[^1].WeightUpdateRatio);
    }

    [Fact]
    public void The_last_batch_is_kept_and_steps_are_told()
    {
        using SequentialModel model = Small();
        var told = new List<TrainingProgress>();
        Diary diary = Train(model, Quadrants(23), new TrainingOptions { Epochs = 2, BatchSize = 10, Seed = 1 }, told.Add);
        Assert.Equal([(1, 1L), (1, 2), (1, 3), (2, 4), (2, 5), (2, 6)], told.Select(step => (step.Epoch, step.Step)));
        Assert.All(told, step => Assert.Equal((2, 6L), (step.Epochs, step.Steps)));
        Assert.Equal(6, diary.Result.Steps);
        Assert.Null(diary.Epochs[0].ValidationLoss);
    }

    [Fact]
    public void A_learning_rate_follows_its_schedule()
    {
        using SequentialModel model = Small();
        var options = new TrainingOptions
        {
            Epochs = 4, BatchSize = 10, Seed = 1, Optimizer = new AdamOptimizer { LearningRate = 0.2 }, Schedule = new OneCycleSchedule(),
        };
        Diary diary = Train(model, Quadrants(50), options);
        Assert.Equal(
            ((long[])[4, 9, 14, 19]).Select(step => 0.2 * options.Schedule.Factor(new SchedulePoint(step, 5, 20))),
            diary.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void A_performance_schedule_lowers_the_rate_where_the_loss_stalls()
    {
        using SequentialModel model = Small();
        var options = new TrainingOptions
        {
            Epochs = 6, BatchSize = 10, Seed = 1, ValidationFraction = 0.3, Optimizer = new SgdOptimizer { LearningRate = 1e-12 },
            Schedule = new PerformanceSchedule { PlateauPatience = 2, Reduction = 0.1 },
        };
        double[] rates = [.. Train(model, Quadrants(50), options).Epochs.Select(epoch => epoch.LearningRate / 1e-12)];
        Assert.Equal([1, 1, 1, 0.1, 0.1, 0.01], rates.Select(rate => Math.Round(rate, 9)));
    }

    [Fact]
    public void Early_stopping_puts_the_best_weights_back()
    {
        Dataset dataset = Quadrants(60);
        using SequentialModel model = Small();
        var states = new List<string>();
        var diary = Train(
            model, dataset,
            new TrainingOptions
            {
                Epochs = 100, BatchSize = 10, Seed = 3, ValidationFraction = 0.3, EarlyStoppingPatience = 3,
                Optimizer = new AdamOptimizer { LearningRate = 0.3 },
            },
            step =>
            {
                if (step.Step % 5 == 0) states.Add(State(model)); // 42 samples in batches of 10: the last step of each epoch
            });
        int best = diary.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch;
        Assert.Equal((TrainingEnd.EarlyStopped, best, best + 3), (diary.Result.End, diary.Result.BestEpoch, diary.Epochs.Count));
        Assert.Equal(states[best - 1], State(model));
        Assert.NotEqual(states[^1], State(model));
        Assert.Contains($"epoch {best}", diary.Result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_stops_with_a_verdict_before_the_step_that_meets_it()
    {
        // Two steps blow the weights up; the third finds a loss of NaN.
        using SequentialModel model = Small(activation: "linear");
        string state = State(model);
        Diary diary = Train(
            model, Quadrants(), new TrainingOptions { Epochs = 3, BatchSize = 10, Seed = 1, Optimizer = new SgdOptimizer { LearningRate = 1e25 } },
            _ => state = State(model));
        TrainingEpoch last = Assert.Single(diary.Epochs);
        Assert.Equal((TrainingEnd.NonFinite, GradientVerdict.NonFinite), (diary.Result.End, last.Verdict));
        Assert.False(double.IsFinite(last.Loss));
        Assert.Equal(state, State(model));
        Assert.Equal(diary.Result.Steps, last.Step);
        Assert.Contains($"epoch 1 at step {last.Step + 1}", diary.Result.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate", diary.Result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_finite_any_more_are_put_back()
    {
        using SequentialModel model = Small(activation: "linear");
        string before = State(model);
        Diary diary = Train(
            model, new Dataset("huge", [1e20f, -1e20f, 1e20f, 1e20f], [2], [0, 1]),
            new TrainingOptions { Seed = 1, Optimizer = new SgdOptimizer { LearningRate = 1e30 } });
        Assert.Equal(1, diary.Result.Steps);
        Assert.Equal(TrainingEnd.NonFinite, diary.Result.End);
        Assert.Equal(before, State(model));
        Assert.Contains("that training began with", diary.Result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_ends_after_the_batch_with_the_model_whole()
    {
        using SequentialModel model = Small();
        model.eval();
        using var cancellation = new CancellationTokenSource();
        string state = "";
        Assert.Throws<OperationCanceledException>(() => Train(
            model, Quadrants(), new TrainingOptions { Epochs = 100, BatchSize = 10, Seed = 1, CancellationToken = cancellation.Token },
            step =>
            {
                state = State(model);
                if (step.Step == 7) cancellation.Cancel();
            }));
        Assert.Equal(state, State(model));
        Assert.All(model.modules(), module => Assert.False(module.training));
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
        Assert.True(torch.is_grad_enabled());
    }

    [Fact]
    public void Frozen_parameters_stay_as_they_are()
    {
        using var model = Sequential(Linear(2, 8), BatchNorm1d(8), Tanh(), Linear(8, 2));
        Freeze(Part(model, 0));
        Freeze(Part(model, 1));
        string frozen = State(Part(model, 0)) + State(Part(model, 1));
        string free = State(Part(model, 3));
        Diary diary = Train(model, Quadrants(), new TrainingOptions
        {
            Epochs = 2, BatchSize = 10, Seed = 1, L1 = 0.1, L2 = 0.1, MaxNorm = 0.01, Optimizer = new AdamWOptimizer { WeightDecay = 0.5 }, ProbeEvery = 3,
        });
        Assert.Equal(frozen, State(Part(model, 0)) + State(Part(model, 1))); // running averages of normalization, too
        Assert.NotEqual(free, State(Part(model, 3)));
        Assert.All(diary.Layers.Where(row => row.Layer == 1), row =>
        {
            Assert.Equal(0, row.WeightChange);
            Assert.True(row.BackpropStandardDeviation > 0);
        });
        Freeze(Part(model, 3));
        Errors.Throws("NothingToTrain", () => Trainer.Run(model, Quadrants()), "frozen", "at least one layer");
    }

    [Fact]
    public void Modes_are_put_back_part_by_part()
    {
        using var model = Sequential(Linear(2, 4), Dropout(), Linear(4, 2));
        model.train();
        Part(model, 1).eval();
        bool[] Modes() => [model.training, .. model.named_modules().Select(entry => entry.module.training)];
        bool[] before = Modes();
        Train(model, Quadrants(), new TrainingOptions { Epochs = 1, Seed = 1, ValidationFraction = 0.2 });
        Assert.Equal(before, Modes());
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Theory]
    [InlineData("softmax", 2, null)]
    [InlineData("sigmoid", 1, null)]
    [InlineData("linear", 1, ProbeLoss.BinaryCrossEntropy)]
    [InlineData("linear", 2, ProbeLoss.MeanSquaredError)]
    public void Every_loss_learns(string output, int units, ProbeLoss? loss)
    {
        using SequentialModel model = new([Dense(32, "tanh"), Dense(units, output)], [2], seed: 1);
        Diary diary = Train(model, Quadrants(100), new TrainingOptions
        {
            Epochs = 30, BatchSize = 10, Seed = 1, Loss = loss, ValidationFraction = 0.2, Optimizer = new AdamOptimizer { LearningRate = 0.03 },
        });
        Assert.InRange(diary.Epochs[^1].Accuracy!.Value, 0.9, 1);
        Assert.InRange(diary.Epochs[^1].ValidationAccuracy!.Value, 0.8, 1);
    }

    [Fact]
    public void A_module_that_ends_in_a_sigmoid_trains_as_a_model_does()
    {
        using var module = Sequential(Linear(2, 8), Tanh(), Linear(8, 1), Sigmoid());
        using SequentialModel model = new([Dense(8, "tanh", inputs: 2), Dense(1, "sigmoid")], [2], seed: 1);
        using (torch.no_grad())
            foreach ((TorchSharp.Modules.Parameter to, TorchSharp.Modules.Parameter from) in module.parameters().Zip(model.parameters())) to.copy_(from);
        var options = new TrainingOptions { Epochs = 3, Seed = 1, ValidationFraction = 0.2 };
        double[] Losses(Module<torch.Tensor, torch.Tensor> net) =>
            [.. Train(net, Quadrants(), options).Epochs.SelectMany(epoch => new[] { epoch.Loss, epoch.ValidationLoss!.Value, epoch.Accuracy!.Value })];
        Assert.All(Losses(model).Zip(Losses(module)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Double_precision_and_validation_samples_of_ones_own_work()
    {
        using var model = Sequential(Linear(2, 8, dtype: torch.float64), Tanh(), Linear(8, 2, dtype: torch.float64));
        Diary diary = Train(model, Quadrants(), new TrainingOptions { Epochs = 1, ValidationDataset = Quadrants(10), Seed = 1 });
        using torch.Tensor input = Quadrants(10).GetSamples(0, 10);
        using torch.Tensor target = Quadrants(10).GetLabels(0, 10);
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor output = model.call(input.to(torch.float64));
        Assert.Equal(functional.cross_entropy(output, target).item<double>(), diary.Epochs[0].ValidationLoss!.Value, 1e-12);
        Assert.Equal(output.argmax(1).eq(target).sum().item<long>() / 10.0, diary.Epochs[0].ValidationAccuracy);
    }

    [Fact]
    public void A_module_without_a_way_back_stays_as_it_was()
    {
        using var broken = new OneWayNet(inPlace: true);
        using var detached = new OneWayNet(inPlace: false);
        var six = new Dataset("six", [.. Enumerable.Range(0, 60).Select(i => (float)Math.Sin(i))], [6], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
        (string before, string untouched) = (State(broken), State(detached));
        foreach (int? every in (int?[])[null, 1])
        {
            var options = new TrainingOptions { Epochs = 1, ProbeEvery = every, Seed = 1 };
            Errors.Throws("BackwardFailed", () => Trainer.Run(broken, six, options), "OneWayNet", "inplace");
            Assert.Equal(0, Train(detached, six, options).Epochs[0].GradientNorm);
        }
        Assert.Equal(before, State(broken));
        Assert.Equal(untouched, State(detached));
    }

    [Fact]
    public void Bad_arguments_are_refused_before_anything_changes()
    {
        using SequentialModel model = Small();
        string before = State(model);
        Dataset data = Quadrants();
        void Refused(string id, TrainingOptions options, params string[] mentioned) =>
            Errors.Throws(id, () => Trainer.Run(model, data, options), mentioned);
        Refused("InvalidEpoch", new() { Epochs = 0 }, "Epoch is 0", "1 or more");
        Refused("InvalidBatchSize", new() { BatchSize = 0 }, "BatchSize is 0");
        Refused("InvalidProbeEvery", new() { ProbeEvery = 0 }, "ProbeEvery is 0");
        Refused("InvalidEarlyStoppingPatience", new() { EarlyStoppingPatience = 0, ValidationFraction = 0.1 }, "is 0");
        Refused("InvalidGradientClipNorm", new() { GradientClipNorm = 0 }, "above 0");
        Refused("InvalidGradientClipValue", new() { GradientClipValue = double.NaN }, "NaN");
        Refused("InvalidMaxNorm", new() { MaxNorm = -1 }, "MaxNorm is -1");
        Refused("InvalidL1", new() { L1 = -1 }, "L1 is -1");
        Refused("InvalidL2", new() { L2 = double.PositiveInfinity }, "L2 is Infinity");
        Refused("InvalidValidationFraction", new() { ValidationFraction = 1 }, "ValidationFraction is 1");
        Refused("ConflictingClipping", new() { GradientClipNorm = 1, GradientClipValue = 1 }, "one of them");
        Refused("ConflictingValidation", new() { ValidationFraction = 0.1, ValidationDataset = data }, "one of them");
        Refused("ValidationRequired", new() { EarlyStoppingPatience = 1 }, "ValidationFraction");
        Refused("OutputShapeMismatch", new() { Loss = ProbeLoss.BinaryCrossEntropy }, "BinaryCrossEntropy");
        Refused("ClassCountMismatch", new() { ValidationDataset = new("more", [1, 2], [2], [3]) }, "'more' has 4 classes");
        Refused("InputShapeMismatch", new() { ValidationDataset = new("wide", [1, 2, 3], [3], [1]) }, "3", "2");
        Errors.Throws("LabelsRequired", () => Trainer.Run(model, new Dataset("bare", [1, 2], [2])), "'bare'");
        Errors.Throws("ClassCountMismatch", () => Trainer.Run(model, new Dataset("three", [1, 2], [2], [2])), "2 outputs", "3 classes");
        Errors.Throws("InputShapeMismatch", () => Trainer.Run(model, Digits), "64", "2");
        Assert.Equal(before, State(model));
        model.Dispose();
        Errors.Throws("DisposedModel", () => Trainer.Run(model, data));
    }

    private static Module Part(TorchSharp.Modules.Sequential model, int index) => (Module)model[index];

    private static void Freeze(Module module)
    {
        foreach (TorchSharp.Modules.Parameter parameter in module.parameters()) parameter.requires_grad = false;
    }
}
