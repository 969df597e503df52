using CsCheck;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

public sealed class LayerSeedTests
{
    private static readonly string[] Activations = ["relu", "tanh", "linear", "selu"];

    [Fact]
    public void Equal_seeds_give_equal_models_and_others_do_not()
    {
        using SequentialModel one = Stack(3, 20, "relu", new VarianceScaling(2), 4, seed: 42);
        using SequentialModel same = Stack(3, 20, "relu", new VarianceScaling(2), 4, seed: 42);
        using SequentialModel other = Stack(3, 20, "relu", new VarianceScaling(2), 4, seed: 43);
        using SequentialModel fresh = Stack(3, 20, "relu", new VarianceScaling(2), 4);
        using SequentialModel fresher = Stack(3, 20, "relu", new VarianceScaling(2), 4);
        Assert.Equal(State(one), State(same));
        Assert.Equal(4, new[] { one, other, fresh, fresher }.Select(State).Distinct().Count());
    }

    [Fact]
    public void Models_drawn_at_once_are_those_drawn_one_by_one()
    {
        string[] states = new string[8];
        Parallel.For(0, states.Length, i =>
        {
            using SequentialModel model = Stack(3, 20, "relu", new VarianceScaling(2), 4, seed: i % 2);
            states[i] = State(model);
        });
        for (int i = 0; i < states.Length; i++)
        {
            using SequentialModel model = Stack(3, 20, "relu", new VarianceScaling(2), 4, seed: i % 2);
            Assert.Equal(State(model), states[i]);
        }
    }

    public static TheoryData<string> WaysToSeed => ["model", "initializer", "layer", "initializer and layer", "none"];

    [Theory]
    [MemberData(nameof(WaysToSeed))]
    public void No_two_parameters_share_their_values(string way)
    {
        Initializer shared = new RandomNormal(0, 1) { Seed = way.StartsWith("initializer", StringComparison.Ordinal) ? 7 : null };
        long? layerSeed = way.EndsWith("layer", StringComparison.Ordinal) ? 7 : null;
        Layer[] layers =
        [
            Dense(6, "relu", shared, shared, seed: layerSeed), Dense(6, "relu", shared, shared, seed: layerSeed),
            Dense(6, "tanh", shared, shared, seed: layerSeed), Dense(6, "relu", shared, shared, "named", layerSeed),
            Dense(6, "relu", shared, shared, "dense(6,relu)#1", layerSeed), Dense(6, "relu", shared, shared, seed: layerSeed, inputs: 6),
        ];
        using var model = new SequentialModel(layers, [6], seed: way == "model" ? 7 : null);
        double[] values = [.. model.parameters().SelectMany(TensorValues.Of)];
        // Two floats in a hundred thousand pairs or so are equal by chance; of two parameters that share their draws at least six are.
        Assert.InRange(values.Distinct().Count(), (6 * (36 + 6)) - 2, 6 * (36 + 6));
    }

    [Fact]
    public void The_initializer_s_seed_goes_before_the_layer_s_and_that_before_the_model_s()
    {
        double[] Draw(long? initializer, long? layer, long? model)
        {
            using var net = new SequentialModel(
                [Dense(5, "relu", new VarianceScaling { Seed = initializer }, name: "a", seed: layer)], [5], seed: model);
            return Kernel(net.Layers[0]);
        }
        Assert.Equal(Draw(1, null, null), Draw(1, 2, 3));
        Assert.Equal(Draw(null, 2, null), Draw(null, 2, 3));
        Assert.NotEqual(Draw(null, 2, null), Draw(1, 2, null));
        Assert.NotEqual(Draw(null, null, 3), Draw(null, 2, 3));
    }

    [Fact]
    public void A_layer_draws_the_same_alone_and_in_a_model()
    {
        using DenseLayer alone = Dense(8, "relu", name: "first", seed: 5, inputs: 4);
        using var model = new SequentialModel([Dense(8, "relu", name: "first", seed: 5)], [4]);
        Assert.Equal(Kernel(alone), Kernel(model.Layers[0]));
    }

    /// <summary>
    /// Puts a layer with a name, or one of another kind, anywhere into a random model. All kernels whose shape stays (all but the
    /// one behind it, which may get another number of inputs) keep their values.
    /// </summary>
    [Fact]
    public void Inserting_a_layer_leaves_the_others_as_they_were() =>
        Gen.Select(
            Gen.Select(Gen.Int[2, 5], Gen.OneOf(Activations), Gen.Bool).Array[1, 6], Gen.Int[0, 6], Gen.Bool, Gen.Long)
        .Sample((described, place, named, seed) =>
        {
            Layer[] Build() => [.. described.Select((d, i) => (Layer)Dense(d.Item1, d.Item2, name: d.Item3 ? $"layer{i}" : null))];
            int at = Math.Min(place, described.Length);
            Layer extra = named ? Dense(described[0].Item1, described[0].Item2, name: "extra") : Dense(11, "relu");
            Layer[] wider = Build();
            using var before = new SequentialModel(Build(), [3], seed: seed);
            using var after = new SequentialModel([.. wider[..at], extra, .. wider[at..]], [3], seed: seed);

            for (int i = 0; i < described.Length; i++)
            {
                double[] kept = Kernel(before.Layers[i]), now = Kernel(wider[i]);
                if (kept.Length == now.Length) Assert.Equal(kept, now);
                else Assert.Equal(at, i);
            }
        }, iter: 200);
}
