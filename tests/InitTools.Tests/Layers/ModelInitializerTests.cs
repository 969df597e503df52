using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

public sealed class ModelInitializerTests
{
    public ModelInitializerTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void A_model_with_its_own_seed_again_is_as_it_was_made()
    {
        using SequentialModel model = Stack(3, 12, "relu", new VarianceScaling(2), 4, seed: 42);
        string before = State(model);
        ModelInitializer.Initialize(model);
        string fresh = State(model);
        ModelInitializer.Initialize(model, seed: 42);
        Assert.NotEqual(before, fresh);
        Assert.Equal(before, State(model));
    }

    [Fact]
    public void A_seed_goes_before_all_others()
    {
        using SequentialModel model = new([Dense(4, kernel: new VarianceScaling { Seed = 1 }, seed: 2)], [4], seed: 3);
        double[] before = Kernel(model.Layers[0]);
        ModelInitializer.Initialize(model);
        Assert.Equal(before, Kernel(model.Layers[0]));
        ModelInitializer.Initialize(model, seed: 9);
        Assert.NotEqual(before, Kernel(model.Layers[0]));
    }

    [Fact]
    public void A_sequential_model_keeps_the_initializer_it_is_given()
    {
        using SequentialModel model = new([Dense(40, "relu"), Dense(40, "selu"), Dense(40, "tanh", bias: new Ones())], [40], seed: 3);
        ModelInitializer.Initialize(model, new Orthogonal(2), seed: 1);
        Assert.All(model.Layers, layer => Assert.Equal("Orthogonal", ((DenseLayer)layer).KernelInitializer.Name));

        ModelInitializer.Initialize(model, byActivation: true, seed: 1);
        Assert.Equal(["HeNormal", "LecunNormal", "GlorotUniform"], model.Layers.Select(layer => ((DenseLayer)layer).KernelInitializer.Name));
        AssertFollows(ReferenceLaw.TruncatedNormal(0, Math.Sqrt(2.0 / 40) / 0.87962566103423978), model.Layers[0]);
        AssertFollows(ReferenceLaw.TruncatedNormal(0, Math.Sqrt(1.0 / 40) / 0.87962566103423978), model.Layers[1]);
        AssertFollows(ReferenceLaw.Uniform(-Math.Sqrt(3.0 / 40), Math.Sqrt(3.0 / 40)), model.Layers[2]);
        using torch.Tensor bias = ((DenseLayer)model.Layers[2]).GetBias()!;
        Assert.All(TensorValues.Of(bias), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Kernels_of_a_module_follow_the_activation_behind_them_and_biases_are_zero()
    {
        using var model = Sequential(
            ("conv", Conv2d(3, 20, 5)), ("norm", BatchNorm2d(20)), ("relu", ReLU()), ("flat", Flatten()),
            ("hidden", Linear(320, 60)), ("selu", SELU()), ("mid", Linear(60, 50)), ("prelu", PReLU(50, 0.125)), ("out", Linear(50, 40)));
        Dictionary<string, double[]> before = Values(model);

        ModelInitializer.Initialize(model, seed: 5);

        Dictionary<string, double[]> after = Values(model);
        Statistics.AssertFollows(ReferenceLaw.TruncatedNormal(0, Math.Sqrt(2.0 / 75) / 0.87962566103423978), after["conv.weight"]);
        Statistics.AssertFollows(ReferenceLaw.TruncatedNormal(0, Math.Sqrt(1.0 / 320) / 0.87962566103423978), after["hidden.weight"]);
        Statistics.AssertFollows(ReferenceLaw.TruncatedNormal(0, Math.Sqrt(2.0 / 60) / 0.87962566103423978), after["mid.weight"]);
        Statistics.AssertFollows(ReferenceLaw.Uniform(-Math.Sqrt(6.0 / 90), Math.Sqrt(6.0 / 90)), after["out.weight"]);
        foreach (string bias in (string[])["conv.bias", "hidden.bias", "mid.bias", "out.bias"])
            Assert.All(after[bias], value => Assert.Equal(0, value));
        foreach (string other in (string[])["norm.weight", "norm.bias", "prelu.weight"]) Assert.Equal(before[other], after[other]);
    }

    [Fact]
    public void A_module_takes_one_initializer_for_all_kernels_and_seeds_them_apart()
    {
        using var model = Sequential(Linear(30, 30), Tanh(), Linear(30, 30));
        ModelInitializer.Initialize(model, new RandomUniform(2, 3), seed: 5);
        string first = State(model);
        Dictionary<string, double[]> values = Values(model);
        Assert.All(values["0.weight"].Concat(values["2.weight"]), value => Assert.InRange(value, 2, 3));
        Assert.Empty(values["0.weight"].Intersect(values["2.weight"]));

        ModelInitializer.Initialize(model, new RandomUniform(2, 3), seed: 5);
        Assert.Equal(first, State(model));
        ModelInitializer.Initialize(model, new RandomUniform(2, 3));
        Assert.NotEqual(first, State(model));
    }

    [Fact]
    public void Transposed_convolutions_have_their_inputs_first()
    {
        using var model = ConvTranspose2d(10, 40, 3);
        ModelInitializer.Initialize(model, new VarianceScaling(1, FanMode.FanIn, ScalingDistribution.UntruncatedNormal), seed: 5);
        Statistics.AssertFollows(ReferenceLaw.Normal(0, Math.Sqrt(1.0 / (10 * 9))), TensorValues.Of(model.weight!));
    }

    [Fact]
    public void Weights_that_are_not_contiguous_or_not_single_are_drawn_too()
    {
        using var model = Linear(30, 40, dtype: torch.float64);
        using (torch.no_grad()) model.weight = new TorchSharp.Modules.Parameter(torch.zeros(30, 40, torch.float64).t());
        Assert.False(model.weight!.is_contiguous());
        ModelInitializer.Initialize(model, new RandomNormal(0, 1), seed: 5);
        Assert.False(model.weight.is_contiguous());
        Statistics.AssertFollows(ReferenceLaw.Normal(0, 1), TensorValues.Of(model.weight));
    }

    [Fact]
    public void Embeddings_stay_as_they_are()
    {
        using var model = Sequential(Embedding(20, 8), Linear(8, 4));
        double[] before = Values(model)["0.weight"];
        ModelInitializer.Initialize(model, new Zeros());
        Assert.Equal(before, Values(model)["0.weight"]);
        Assert.All(Values(model)["1.weight"], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Gradients_stay_on()
    {
        using SequentialModel model = Stack(2, 4, "relu", new Ones());
        using var module = Linear(4, 4);
        ModelInitializer.Initialize(model, seed: 1);
        ModelInitializer.Initialize(module, seed: 1);
        Assert.All(model.parameters().Concat(module.parameters()), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        Assert.True(torch.is_grad_enabled());
    }

    [Theory]
    [InlineData("Dirac", "NotDiracShape")]
    [InlineData("huge", "LawOutOfRange")]
    [InlineData("DeltaOrthogonal", "NotDeltaOrthogonalShape")]
    public void After_an_error_nothing_has_changed(string law, string id)
    {
        // Where it is the values that are too large, they are only behind the few inputs of the second layer.
        Initializer initializer = law == "huge" ? new VarianceScaling(1e77) : InitializerCatalogue.Find(law, "Name");
        using SequentialModel model = new([Dense(4, "relu"), Dense(1, "relu"), Dense(4, "tanh")], [10_000], seed: 3);
        using var module = Sequential(Linear(10_000, 4), ReLU(), Linear(4, 1), ReLU(), Linear(1, 4));
        (string sequential, string other) = (State(model), State(module));

        Errors.Throws(id, () => ModelInitializer.Initialize(model, initializer, seed: 1));
        Errors.Throws(id, () => ModelInitializer.Initialize(module, initializer, seed: 1));

        Assert.Equal(sequential, State(model));
        Assert.Equal(other, State(module));
        Assert.All(model.Layers, layer => Assert.Equal("GlorotUniform", ((DenseLayer)layer).KernelInitializer.Name));
    }

    [Fact]
    public void A_model_without_weights_has_nothing_to_initialize()
    {
        using var model = Sequential(ReLU(), Tanh());
        Errors.Throws("NothingToInitialize", () => ModelInitializer.Initialize(model), "no layer with weights");
    }

    private static Dictionary<string, double[]> Values(Module model) =>
        model.named_parameters().ToDictionary(entry => entry.name, entry => TensorValues.Of(entry.parameter));

    private static void AssertFollows(ReferenceLaw law, Layer layer) => Statistics.AssertFollows(law, Kernel(layer));
}
