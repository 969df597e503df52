using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>The zoo: sick nets, each ill in one way, and healthy ones.</summary>
internal static class ZooNets
{
    private const int Width = 64;
    private const int Classes = 10;
    private const int Cells = 32;

    private static readonly Initializer He = new VarianceScaling(2);
    private static readonly Initializer Lecun = new VarianceScaling(1);
    private static readonly Initializer Glorot = InitializerCatalogue.Find("GlorotUniform", "Name");

    public static IReadOnlyList<ZooNet> Sick { get; } =
    [
        Net("vanishing: 8 sigmoid, Glorot", HealthVerdict.Vanishing, Hidden(8, "sigmoid", Glorot)),
        Net("vanishing: 6 sigmoid, LeCun", HealthVerdict.Vanishing, Hidden(6, "sigmoid", Lecun)),
        Net("vanishing: 20 tanh, N(0, 0.01)", HealthVerdict.Vanishing, Hidden(20, "tanh", Gaussian(0.01))),
        Net("vanishing: 10 relu, N(0, 0.05)", HealthVerdict.Vanishing, Hidden(10, "relu", Gaussian(0.05))),
        Net("vanishing: 12 selu, scale 0.12", HealthVerdict.Vanishing, Hidden(12, "selu", new VarianceScaling(0.12))),
        Net("exploding: 8 relu, scale 20", HealthVerdict.Exploding, Hidden(8, "relu", new VarianceScaling(20))),
        Net("exploding: 10 selu, scale 6", HealthVerdict.Exploding, Hidden(10, "selu", new VarianceScaling(6))),
        Net("exploding: 10 linear, scale 4", HealthVerdict.Exploding, Hidden(10, "linear", new VarianceScaling(4))),
        Net("exploding: 8 leaky_relu, N(0, 0.6)", HealthVerdict.Exploding, Hidden(8, "leaky_relu", Gaussian(0.6))),
        Recurrent("vanishing in time: simple rnn of 64 steps, N(0, 0.05)", HealthVerdict.Vanishing, () => Rnn(Gaussian(0.05))),
        Recurrent("vanishing in time: lstm of 64 steps, forget-gate bias -1", HealthVerdict.Vanishing, () => new RecurrentLayer(RecurrentCell.Lstm, Cells, forgetGateBias: -1)),
        Recurrent("exploding in time: simple rnn of 64 steps, N(0, 0.4)", HealthVerdict.Exploding, () => Rnn(Gaussian(0.4))),
        Net("dead: 3 relu, bias -6", HealthVerdict.Dead, Hidden(3, "relu", He, new Constant(-6))),
        Net("dead: relu, the second with bias -8", HealthVerdict.Dead, [.. Hidden(1, "relu", He), .. Hidden(1, "relu", He, new Constant(-8)), .. Hidden(1, "relu", He)]),
        Net("dead: 3 relu, weights below 0", HealthVerdict.Dead, Hidden(3, "relu", new RandomUniform(-0.3, 0))),
        Net("saturated: 3 tanh, N(0, 3)", HealthVerdict.Saturated, Hidden(3, "tanh", Gaussian(3))),
        Net("saturated: 2 sigmoid, N(0, 5)", HealthVerdict.Saturated, Hidden(2, "sigmoid", Gaussian(5))),
        Net("saturated: 3 hard_tanh, N(0, 1)", HealthVerdict.Saturated, Hidden(3, "hard_tanh", Gaussian(1))),
        Net("saturated: 2 tanh, raw inputs", HealthVerdict.Saturated, Hidden(2, "tanh", Glorot)) with { Standardized = false },
        Net("wrong scale: 2 relu, N(0, 1)", HealthVerdict.WrongScale, Hidden(2, "relu", Gaussian(1))),
        Net("wrong scale: 2 selu, N(0, 1)", HealthVerdict.WrongScale, Hidden(2, "selu", Gaussian(1))),
        Net("wrong scale: 2 gelu, N(0, 0.8)", HealthVerdict.WrongScale, Hidden(2, "gelu", Gaussian(0.8))),
        Net("wrong scale: 2 tanh, N(0, 0.02)", HealthVerdict.WrongScale, Hidden(2, "tanh", Gaussian(0.02))),
        Net("wrong scale: 3 relu, N(0, 0.03)", HealthVerdict.WrongScale, Hidden(3, "relu", Gaussian(0.03))),
        Net("constant: 3 relu, 0.05", HealthVerdict.Symmetric, Hidden(3, "relu", new Constant(0.05))),
        Net("constant: 2 tanh, zeros", HealthVerdict.Symmetric, Hidden(2, "tanh", new Zeros())),
        Net("constant: 3 sigmoid, zeros", HealthVerdict.Symmetric, Hidden(3, "sigmoid", new Zeros())),
        Net("constant: 3 relu, ones", HealthVerdict.Symmetric, Hidden(3, "relu", new Ones())),
        Net("learning rate: 2 relu, SGD 5", HealthVerdict.LearningRateTooHigh, Hidden(2, "relu", He)) with { Optimizer = Sgd(5) },
        Net("learning rate: 3 tanh, SGD 10", HealthVerdict.LearningRateTooHigh, Hidden(3, "tanh", Glorot)) with { Optimizer = Sgd(10) },
        Net("learning rate: 2 relu, Adam 0.3", HealthVerdict.LearningRateTooHigh, Hidden(2, "relu", He)) with { Optimizer = Adam(0.3) },
        Net("learning rate: 3 selu, Adam 0.2", HealthVerdict.LearningRateTooHigh, Hidden(3, "selu", Lecun)) with { Optimizer = Adam(0.2) },
        Net("learning rate: 2 relu, momentum 1", HealthVerdict.LearningRateTooHigh, Hidden(2, "relu", He)) with { Optimizer = Sgd(1, 0.9) },
        Net("learning rate: 2 sigmoid, RMSprop 1", HealthVerdict.LearningRateTooHigh, Hidden(2, "sigmoid", Glorot)) with { Optimizer = new RmsPropOptimizer { LearningRate = 1 } },
        Net("learning rate: 4 relu, Adam 0.1", HealthVerdict.LearningRateTooHigh, Hidden(4, "relu", He)) with { Optimizer = Adam(0.1) },
        Net("learning rate: 3 tanh, momentum 0.7", HealthVerdict.LearningRateTooHigh, Hidden(3, "tanh", Glorot)) with { Optimizer = Sgd(0.7, 0.9) },
        Net("learning rate: 2 gelu, SGD 3", HealthVerdict.LearningRateTooHigh, Hidden(2, "gelu", He)) with { Optimizer = Sgd(3) },
        Net("learning rate: 3 elu, SGD 1", HealthVerdict.LearningRateTooHigh, Hidden(3, "elu", He)) with { Optimizer = Sgd(1) },
        Net("overfit: 2 relu, 50 samples", HealthVerdict.Overfit, Hidden(2, "relu", He)) with { Samples = 50, Epochs = 60, BatchSize = 16 },
        Net("overfit: 2 tanh, 40 samples", HealthVerdict.Overfit, Hidden(2, "tanh", Glorot)) with { Samples = 40, Epochs = 60, BatchSize = 16 },
        Net("overfit: 3 selu, 60 samples", HealthVerdict.Overfit, Hidden(3, "selu", Lecun)) with { Samples = 60, Epochs = 50, BatchSize = 16 },
        Net("no learning: 2 relu, SGD 1e-6", HealthVerdict.NotLearning, Hidden(2, "relu", He)) with { Optimizer = Sgd(1e-6), Epochs = 5 },
        Net("no learning: 3 tanh, Adam 1e-8", HealthVerdict.NotLearning, Hidden(3, "tanh", Glorot)) with { Optimizer = Adam(1e-8), Epochs = 5 },
    ];

    public static IReadOnlyList<ZooNet> Healthy { get; } =
    [
        Net("2 relu, He, Adam", HealthVerdict.Healthy, Hidden(2, "relu", He)),
        Net("5 relu, He, Adam, batches of 16", HealthVerdict.Healthy, Hidden(5, "relu", He)) with { BatchSize = 16, Epochs = 5 },
        Net("10 relu, He, Adam", HealthVerdict.Healthy, Hidden(10, "relu", He)),
        Net("3 relu, Glorot, SGD 0.1", HealthVerdict.Healthy, Hidden(3, "relu", Glorot)) with { Optimizer = Sgd(0.1) },
        Net("2 relu, PyTorch's default, Adam", HealthVerdict.Healthy, Hidden(2, "relu", new VarianceScaling(1.0 / 3, FanMode.FanIn, ScalingDistribution.Uniform))),
        Net("3 relu, He, momentum", HealthVerdict.Healthy, Hidden(3, "relu", He)) with { Optimizer = Sgd(0.02, 0.9) },
        Net("2 tanh, Glorot, SGD 0.1", HealthVerdict.Healthy, Hidden(2, "tanh", Glorot)) with { Optimizer = Sgd(0.1) },
        Net("5 tanh, Glorot, AdamW", HealthVerdict.Healthy, Hidden(5, "tanh", Glorot)) with { Optimizer = new AdamWOptimizer { LearningRate = 1e-3 } },
        Net("10 tanh, orthogonal, Adam", HealthVerdict.Healthy, Hidden(10, "tanh", new Orthogonal())),
        Net("3 selu, LeCun, Adam", HealthVerdict.Healthy, Hidden(3, "selu", Lecun)),
        Net("10 selu, LeCun, SGD 0.05", HealthVerdict.Healthy, Hidden(10, "selu", Lecun)) with { Optimizer = Sgd(0.05) },
        Net("4 elu, He, NAdam", HealthVerdict.Healthy, Hidden(4, "elu", He)) with { Optimizer = new NAdamOptimizer { LearningRate = 1e-3 } },
        Net("4 gelu, He, Adam", HealthVerdict.Healthy, Hidden(4, "gelu", He)),
        Net("3 silu, He, AdamW", HealthVerdict.Healthy, Hidden(3, "silu", He)) with { Optimizer = new AdamWOptimizer { LearningRate = 2e-3 } },
        Net("3 mish, He, RMSprop", HealthVerdict.Healthy, Hidden(3, "mish", He)) with { Optimizer = new RmsPropOptimizer { LearningRate = 1e-3 } },
        Net("6 leaky_relu, He, Adam", HealthVerdict.Healthy, Hidden(6, "leaky_relu", He)),
        Net("1 sigmoid, Glorot, Adam", HealthVerdict.Healthy, Hidden(1, "sigmoid", Glorot)) with { Optimizer = Adam(1e-2) },
        Net("2 sigmoid, Glorot, Adam", HealthVerdict.Healthy, Hidden(2, "sigmoid", Glorot)) with { Optimizer = Adam(5e-3) },
        Net("2 softsign, Glorot, AdaGrad", HealthVerdict.Healthy, Hidden(2, "softsign", Glorot)) with { Optimizer = new AdaGradOptimizer { LearningRate = 2e-2 } },
        Net("2 softplus, He, Adam", HealthVerdict.Healthy, Hidden(2, "softplus", He)),
        Net("softmax regression, SGD 0.1", HealthVerdict.Healthy, Hidden(0, "linear", Glorot)) with { Optimizer = Sgd(0.1) },
        Net("2 relu, He, 30 epochs", HealthVerdict.Healthy, Hidden(2, "relu", He)) with { Epochs = 30 },
        Net("2 hard_swish, He, Adam", HealthVerdict.Healthy, Hidden(2, "hard_swish", He)),
        Net("3 relu6, He, batches of 128", HealthVerdict.Healthy, Hidden(3, "relu6", He)) with { BatchSize = 128, Optimizer = Adam(2e-3) },
        Net("15 relu, He, Adam", HealthVerdict.Healthy, Hidden(15, "relu", He)),
        Net("20 selu, LeCun, Adam 3e-4", HealthVerdict.Healthy, Hidden(20, "selu", Lecun)) with { Optimizer = Adam(3e-4) },
        Net("15 tanh, orthogonal, SGD 0.05", HealthVerdict.Healthy, Hidden(15, "tanh", new Orthogonal())) with { Optimizer = Sgd(0.05) },
        Net("2 relu, He, Adam 0.01", HealthVerdict.Healthy, Hidden(2, "relu", He)) with { Optimizer = Adam(0.01) },
        Net("3 tanh, Glorot, Adam 0.01", HealthVerdict.Healthy, Hidden(3, "tanh", Glorot)) with { Optimizer = Adam(0.01) },
        Net("2 tanh, Glorot, SGD 0.5", HealthVerdict.Healthy, Hidden(2, "tanh", Glorot)) with { Optimizer = Sgd(0.5) },
        Net("5 relu, Glorot, Adam", HealthVerdict.Healthy, Hidden(5, "relu", Glorot)),
        Net("3 relu, orthogonal, batches of 8", HealthVerdict.Healthy, Hidden(3, "relu", new Orthogonal(Math.Sqrt(2)))) with { BatchSize = 8, Epochs = 4 },
        Net("4 selu, He, Adam", HealthVerdict.Healthy, Hidden(4, "selu", He)),
        Net("2 relu, N(0, 0.05), Adam", HealthVerdict.Healthy, Hidden(2, "relu", Gaussian(0.06))),
        Net("3 sigmoid, Glorot, Adam 0.01", HealthVerdict.Healthy, Hidden(3, "sigmoid", Glorot)) with { Optimizer = Adam(0.01), Epochs = 15 },
        Net("3 relu, raw inputs", HealthVerdict.Healthy, Hidden(3, "relu", He)) with { Standardized = false },
        Net("4 relu, 800 samples, 20 epochs", HealthVerdict.Healthy, Hidden(4, "relu", He)) with { Samples = 800, Epochs = 20 },
        Net("3 relu, 60 epochs", HealthVerdict.Healthy, Hidden(3, "relu", He)) with { Epochs = 60 },
        Net("3 hard_tanh, Glorot, Adam", HealthVerdict.Healthy, Hidden(3, "hard_tanh", Glorot)),
        Recurrent("simple rnn, 8 rows", HealthVerdict.Healthy, () => Rnn()) with { Input = [8, 8], Epochs = 10 },
        Recurrent("lstm, 8 rows", HealthVerdict.Healthy, () => new RecurrentLayer(RecurrentCell.Lstm, Cells)) with { Input = [8, 8], Epochs = 10 },
        Recurrent("gru, 8 rows", HealthVerdict.Healthy, () => new RecurrentLayer(RecurrentCell.Gru, Cells)) with { Input = [8, 8], Epochs = 10 },
        Recurrent("lstm of 64 steps, forget-gate bias 4", HealthVerdict.Healthy, () => new RecurrentLayer(RecurrentCell.Lstm, Cells, forgetGateBias: 4)) with { Epochs = 6 },
    ];

    public static IEnumerable<ZooNet> All => Sick.Concat(Healthy);

    private static ZooNet Net(string name, HealthVerdict verdict, IEnumerable<Func<Layer>> hidden)
    {
        Func<Layer>[] layers = [.. hidden];
        return new(name, verdict, () => [.. layers.Select(make => make()), Dense(Classes)]);
    }

    private static ZooNet Recurrent(string name, HealthVerdict verdict, Func<Layer> layer) =>
        Net(name, verdict, [layer]) with { Input = [64, 1], Epochs = 3, Optimizer = Adam(5e-3) };

    private static RecurrentLayer Rnn(Initializer? recurrent = null) => new(RecurrentCell.SimpleRnn, Cells, recurrentInitializer: recurrent);

    private static IEnumerable<Func<Layer>> Hidden(int depth, string activation, Initializer kernel, Initializer? bias = null) =>
        Enumerable.Repeat<Func<Layer>>(() => Dense(Width, activation, kernel, bias), depth);

    private static RandomNormal Gaussian(double standardDeviation) => new(0, standardDeviation);

    private static AdamOptimizer Adam(double rate) => new() { LearningRate = rate };

    private static Optimizer Sgd(double rate, double momentum = 0) =>
        momentum == 0 ? new SgdOptimizer { LearningRate = rate } : new MomentumOptimizer { LearningRate = rate, Momentum = momentum };
}
