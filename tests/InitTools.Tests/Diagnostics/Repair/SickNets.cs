using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>Nets whose gradient doesn't arrive, by what ails them.</summary>
internal static class SickNets
{
    private static readonly Dictionary<string, Func<SequentialModel>> Nets = new()
    {
        ["tanh, small weights"] = () => Stack(30, 50, "tanh", new RandomNormal(0, 0.01), 10, 64, 42),
        ["sigmoid"] = () => Stack(20, 50, "sigmoid", new VarianceScaling(), 10, 64, 42),
        ["relu, large weights"] = () => Stack(15, 40, "relu", new RandomNormal(0, 1), 10, 64, 1),
        ["tanh, saturated"] = () => Stack(6, 40, "tanh", new RandomNormal(0, 3), 10, 64, 1),
        ["relu, dead"] = () => new SequentialModel(
            [Dense(30, "relu"), Dense(30, "relu", bias: new Constant(-20)), Dense(30, "relu"), Dense(10)], [64], seed: 1),
        ["relu, NaN to come"] = () => Stack(12, 40, "relu", new RandomNormal(0, 1e5), 10, 64, 1),
        ["images"] = () => new SequentialModel(
            [
                .. Enumerable.Range(0, 12).Select(_ => new ConvolutionLayer(
                    6, [3], padding: WindowPadding.Same, activation: LayerCases.Named("sigmoid"))),
                new FlattenLayer(), new DropoutLayer(0.2), new DenseLayer(10),
            ],
            [1, 8, 8], seed: 2),
        ["a block among sigmoids"] = () => new SequentialModel(
            [
                .. Enumerable.Range(0, 5).Select(_ => Dense(30, "sigmoid")),
                new ResidualBlock([Dense(40, "sigmoid"), Dense(20, "sigmoid")]),
                .. Enumerable.Range(0, 5).Select(_ => Dense(20, "sigmoid")), Dense(10),
            ],
            [64], seed: 2),
    };

    public static IReadOnlyCollection<string> Names => Nets.Keys;

    public static SequentialModel Make(string name) => Nets[name]();
}
