using InitTools.Native;
using TorchSharp;
using TorchSharp.Modules;
using static InitTools.Tests.LayerCases;
using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;

namespace InitTools.Tests;

/// <summary>What holds for training whatever the layers are: a net of each kind on 120 digits.</summary>
public sealed class LayerTrainingTests
{
    private const int BatchSize = 20;
    private const int StepsPerEpoch = 6;

    private static readonly Dataset Few = Digits.First(StepsPerEpoch * BatchSize);

    /// <summary>The shape in which a net takes the 64 pixels, and its layers before the last.</summary>
    private static readonly Dictionary<string, (long[] Input, Func<Layer[]> Make)> Nets = new()
    {
        ["convolution"] = ([1, 8, 8], () => [Convolution(6, 3), new ActivationLayer(Named("relu")), new PoolingLayer(PoolingKind.Max), new FlattenLayer()]),
        ["convolution in groups"] = ([1, 8, 8], () =>
        [
            Convolution(4, 3), new ConvolutionLayer(8, [3], [2], WindowPadding.Same, groups: 4, activation: Named("elu")),
            new PoolingLayer(PoolingKind.Average), new FlattenLayer(),
        ]),
        ["simple rnn"] = ([8, 8], () => [new RecurrentLayer(RecurrentCell.SimpleRnn, 12)]),
        ["lstm"] = ([8, 8], () => [new RecurrentLayer(RecurrentCell.Lstm, 12)]),
        ["gru"] = ([8, 8], () => [new RecurrentLayer(RecurrentCell.Gru, 8, returnSequence: true), new RecurrentLayer(RecurrentCell.Gru, 8)]),
        ["residual"] = ([64], () => [Dense(16, "relu"), new ResidualBlock([Dense(16, "tanh"), Dense(16)], Named("relu"), skipInit: true)]),
        ["residual with a projection"] = ([1, 8, 8], () =>
        [
            new ResidualBlock([new ConvolutionLayer(4, [3], [2], WindowPadding.Same, useBias: false), new BatchNormalizationLayer()], Named("relu")),
            new FlattenLayer(),
        ]),
        ["batch normalization"] = ([64], () => [Dense(16, useBias: false), new BatchNormalizationLayer(0.9), new ActivationLayer(Named("relu"))]),
        ["layer normalization"] = ([64], () => [Dense(16), new LayerNormalizationLayer(), new ActivationLayer(Named("gelu"))]),
        ["dropout"] = ([64], () => [new DropoutLayer(0.1), Dense(24, "relu"), new DropoutLayer(0.3)]),
        ["alpha dropout"] = ([64], () => [Dense(24, "selu"), new AlphaDropoutLayer(0.1)]),
        ["prelu"] = ([64], () => [Dense(16), new ActivationLayer(Named("prelu"))]),
        ["rrelu"] = ([64], () => [Dense(16), new ActivationLayer(Named("rrelu"))]),
    };

    public LayerTrainingTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Kinds => [.. Nets.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_loss_falls_and_equal_seeds_give_equal_histories_to_the_bit(string kind)
    {
        (Diary Diary, string State) Run(long seed)
        {
            using SequentialModel model = Make(kind);
            Diary diary = Train(model, Few, Options(6) with { Seed = seed, ProbeEvery = 7, ValidationFraction = 0.2 });
            return (diary, State(model));
        }
        (Diary first, string state) = Run(1);
        (Diary same, string sameState) = Run(1);
        Assert.True(first.Epochs[^1].Loss < 0.7 * first.Epochs[0].Loss, $"{first.Epochs[0].Loss} to {first.Epochs[^1].Loss}");
        Assert.All(first.Layers, row => Assert.True(row.IsFinite));
        Assert.Equal((first.History, state), (same.History, sameState));
        Assert.NotEqual(state, Run(2).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Frozen_layers_keep_every_bit(string kind)
    {
        using SequentialModel model = Make(kind);
        Layer[] frozen = [.. model.Layers.SkipLast(1)];
        foreach (Layer layer in frozen) layer.Freeze();
        string before = string.Concat(frozen.Select(State)), last = State(model.Layers[^1]);
        Diary diary = Train(model, Few, Options(1) with
        {
            L1 = 0.01, L2 = 0.01, MaxNorm = 0.01, Optimizer = new AdamWOptimizer { WeightDecay = 0.5 }, ProbeEvery = 4,
        });
        Assert.Equal(before, string.Concat(frozen.Select(State)));
        Assert.NotEqual(last, State(model.Layers[^1]));
        Assert.All(diary.Layers.Where(row => row.Name != "last"), row => Assert.Equal(0, row.WeightChange));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Weights_into_every_unit_keep_under_the_largest_norm(string kind)
    {
        const double Limit = 0.3;
        using SequentialModel model = Make(kind);
        double[] Norms() => [.. KernelsOf(model).SelectMany(entry =>
            TensorValues.Of(entry.parameter).Chunk((int)(entry.parameter.NumberOfElements / entry.parameter.shape[0]))
                .Select(unit => Math.Sqrt(unit.Sum(w => w * w))))];
        Assert.Contains(Norms(), norm => norm > Limit);
        Train(model, Few, Options(1) with { MaxNorm = Limit });
        Assert.All(Norms(), norm => Assert.InRange(norm, 0, Limit * (1 + 1e-6)));
    }

    /// <summary>A step of plain descent with both penalties, worked out from autograd's gradient of the loss alone.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Penalties_count_for_kernels_and_for_nothing_else(string kind)
    {
        const double L1 = 0.02, L2 = 0.05, Rate = 0.1;
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Make(kind), twin = Make(kind);
        Dataset batch = Few.First(BatchSize);
        twin.RestartNoise(null);
        Train(model, batch, Options(1) with { L1 = L1, L2 = L2, Optimizer = new SgdOptimizer { LearningRate = Rate } });
        Dictionary<string, double[]> gradients = GradientsOf(twin, batch);
        HashSet<string> kernels = [.. KernelsOf(twin).Select(entry => entry.name)];
        foreach ((string name, Parameter start) in twin.named_parameters())
        {
            double[] actual = TensorValues.Of(model.named_parameters().Single(entry => entry.name == name).parameter);
            double[] expected = [.. TensorValues.Of(start).Zip(gradients[name], (w, g) =>
                w - (Rate * (g + (kernels.Contains(name) ? (L1 * Math.Sign(w)) + (2 * L2 * w) : 0))))];
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Numbers_that_overflow_stop_with_a_verdict_and_the_model_whole(string kind)
    {
        using SequentialModel model = Make(kind);
        Diary diary = Train(model, Few, Options(3) with { L2 = 1e5, Optimizer = new SgdOptimizer { LearningRate = 1e30 } });
        Assert.InRange(diary.Result.Steps, 1, 2);
        Assert.Equal((TrainingEnd.NonFinite, GradientVerdict.NonFinite), (diary.Result.End, diary.Epochs[^1].Verdict));
        Assert.All(
            model.parameters().Concat(model.buffers()),
            tensor => Assert.All(TensorValues.Of(tensor), value => Assert.True(double.IsFinite(value))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cancelling_ends_after_the_batch(string kind)
    {
        using SequentialModel model = Make(kind);
        model.eval();
        using var cancellation = new CancellationTokenSource();
        string state = "";
        Assert.Throws<OperationCanceledException>(() => Train(
            model, Few, Options(100) with { CancellationToken = cancellation.Token },
            step =>
            {
                state = State(model);
                if (step.Step == 4) cancellation.Cancel();
            }));
        Assert.Equal(state, State(model));
        Assert.All(model.modules(), module => Assert.False(module.training));
    }

    private static SequentialModel Make(string kind)
    {
        (long[] input, Func<Layer[]> make) = Nets[kind];
        return new SequentialModel([.. make(), new DenseLayer(10, name: "last")], input, seed: 3);
    }

    private static TrainingOptions Options(int epochs) => new()
    {
        Epochs = epochs, BatchSize = BatchSize, Seed = 1, Optimizer = new AdamOptimizer { LearningRate = 0.01 },
    };

    private static ConvolutionLayer Convolution(int filters, int size) => new(filters, [size], padding: WindowPadding.Same);

    // By name and not as the layers say it: every kernel is called a weight.
    private static IEnumerable<(string name, Parameter parameter)> KernelsOf(SequentialModel model) =>
        model.named_parameters().Where(entry => entry.name.EndsWith("weight", StringComparison.Ordinal));

    // The order of the samples in the batch counts for masks, so that it is the training's.
    private static Dictionary<string, double[]> GradientsOf(SequentialModel model, Dataset batch)
    {
        using var noise = new NoiseGuard(model, new ProbeRandom(1, 0));
        int[] order = TrainingData.Of(model, batch, Options(1)).Order(1);
        var reader = new BatchReader(batch, ModelInput.Of(model));
        model.train();
        torch.Tensor loss = torch.nn.functional.cross_entropy(model.call(reader.Samples(order)), reader.Labels(order));
        (string name, Parameter parameter)[] all = [.. model.named_parameters()];
        torch.Tensor[] gradients = [.. torch.autograd.grad([loss], [.. all.Select(entry => entry.parameter)])];
        return all.Zip(gradients).ToDictionary(pair => pair.First.name, pair => TensorValues.Of(pair.Second));
    }
}
