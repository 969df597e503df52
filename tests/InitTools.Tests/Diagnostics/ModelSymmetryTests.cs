using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

public sealed class ModelSymmetryTests
{
    public ModelSymmetryTests() => TorchLibrary.EnsureLoaded();

    /// <summary>Whatever the law: layers of one model have nothing in common.</summary>
    [Theory]
    [InlineData("GlorotUniform")]
    [InlineData("he_normal")]
    [InlineData("kaiming_normal")]
    [InlineData("Orthogonal")]
    [InlineData("Identity")]
    [InlineData("RandomNormal")]
    public void A_model_as_it_should_be_has_no_finding(string law)
    {
        Initializer initializer = InitializerCatalogue.Find(law, "Name");
        using SequentialModel model = Stack(30, 40, "tanh", initializer, seed: 1);
        Assert.All(Measure(model), row =>
        {
            Assert.Equal((SymmetryVerdict.None, null, null, "None needed."), (row.Verdict, row.EqualTo, row.Correlation, row.Recommendation));
            Assert.Equal((40, 0, 0, 0), (row.Units, row.DuplicateUnits, row.MirroredUnits, row.ConstantFraction));
        });
    }

    [Fact]
    public void Sparse_kernels_are_told_by_what_is_not_zero()
    {
        using SequentialModel model = new(
            [Dense(60, "tanh", new Sparse(0.9), name: "a"), Dense(60, "tanh", new Sparse(0.9), name: "b"), Dense(60, "tanh", new Sparse(0.9), name: "c")],
            [60], seed: 3);
        Assert.All(Measure(model), row => Assert.Null(row.EqualTo));
        using (torch.no_grad()) Weight(model, 2).copy_(Weight(model, 0));
        Assert.Equal(["c", null, "a"], Measure(model).Select(row => row.EqualTo));
    }

    [Theory]
    [InlineData("zeros")]
    [InlineData("ones")]
    public void A_constant_start_is_one(string law)
    {
        using SequentialModel model = new([Dense(8, "tanh"), Dense(5, "tanh", InitializerCatalogue.Find(law, "Name")), Dense(1)], [6], seed: 1);
        IReadOnlyList<LayerSymmetry> rows = Measure(model);
        Assert.Equal([SymmetryVerdict.None, SymmetryVerdict.Constant, SymmetryVerdict.None], rows.Select(row => row.Verdict));
        Assert.Equal((5, 0, 1), (rows[1].DuplicateUnits, rows[1].MirroredUnits, rows[1].ConstantFraction));
        Assert.Contains("at random", rows[1].Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_units_are_those_with_equal_biases_too()
    {
        using SequentialModel model = new([Dense(6, "tanh", bias: new RandomNormal(0, 1))], [9], seed: 1);
        torch.Tensor weight = Weight(model, 0), bias = model.Layers[0].get_parameter("bias")!;
        using (torch.no_grad())
        {
            weight[3] = weight[1];
            weight[5] = -weight[1];
        }
        Assert.Equal((0, 0), Counts(model));
        using (torch.no_grad()) bias[3] = bias[1];
        Assert.Equal((2, 0), Counts(model));
        using (torch.no_grad()) bias[5] = -bias[1];
        Assert.Equal((2, 3), Counts(model));
        Assert.Equal(SymmetryVerdict.DuplicateUnits, Measure(model)[0].Verdict);
        Assert.Contains("2 of 6", Measure(model)[0].Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Zeros_have_no_sign_and_a_single_row_of_them_no_twin()
    {
        using Linear layer = Linear(4, 3, hasBias: false);
        Set(layer.weight!, 0f, -0f, 0f, -0f, 1, -0f, 2, 3, 1, 0f, 2, 4);
        LayerSymmetry row = Assert.Single(Measure(layer));
        Assert.Equal((0, 0), (row.DuplicateUnits, row.MirroredUnits));
        Assert.Equal(1.0 / 3, row.ConstantFraction, 12);
        Assert.Equal(SymmetryVerdict.None, row.Verdict);
        Set(layer.weight!, 0f, -0f, 0f, -0f, 0, 0, 0, 0, -0f, 0, 0, 0);
        Assert.Equal(SymmetryVerdict.Constant, Measure(layer)[0].Verdict);
        Set(layer.weight!, 1, -0f, 2, 3, 1, 0f, 2, 3, 7, 0f, 2, 4);
        Assert.Equal(2, Measure(layer)[0].DuplicateUnits);
    }

    [Fact]
    public void Numbers_that_are_none_equal_nothing()
    {
        using Linear layer = Linear(3, 4);
        Set(layer.weight!, [.. Enumerable.Repeat(float.NaN, 12)]);
        Assert.Equal(0, Measure(layer)[0].DuplicateUnits);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    [InlineData(4, 0)]
    public void Filters_of_other_groups_of_a_layer_see_other_channels(int groups, int duplicates)
    {
        using var model = new SequentialModel([new ConvolutionLayer(4, [3], groups: groups, useBias: false)], [4, 5, 5], seed: 1);
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        torch.Tensor weight = Weight(model, 0);
        // With two groups filters 0 and 1 are of one, 2 and 3 of the other.
        foreach (int filter in groups == 2 ? [1] : (int[])[1, 2, 3]) weight[filter] = weight[0];
        Assert.Equal(duplicates, Measure(model).Single().DuplicateUnits);
    }

    [Fact]
    public void Filters_of_other_groups_see_other_channels()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Conv2d depthwise = Conv2d(4, 4, 3, groups: 4, bias: false), paired = Conv2d(4, 4, 3, groups: 2, bias: false);
        using (torch.no_grad())
        {
            depthwise.weight.copy_(depthwise.weight[0].clone().expand_as(depthwise.weight));
            paired.weight.copy_(paired.weight[0].clone().expand_as(paired.weight));
        }
        Assert.Equal(0, Measure(depthwise)[0].DuplicateUnits);
        Assert.Equal(4, Measure(paired)[0].DuplicateUnits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_transposed_convolution_has_its_units_second(int groups)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using ConvTranspose2d layer = ConvTranspose2d(6, 4, 2, groups: groups, bias: false);
        Assert.Equal(0, Measure(layer)[0].DuplicateUnits);
        Assert.Equal(4, Measure(layer)[0].Units);
        // The first two outputs of the first group: columns 0 and 1 of the inputs that belong to it.
        using (torch.no_grad())
        {
            torch.Tensor seen = layer.weight.narrow(0, 0, 6 / groups);
            seen.select(1, 1).copy_(seen.select(1, 0).clone());
        }
        Assert.Equal(2, Measure(layer)[0].DuplicateUnits);
    }

    /// <summary>One stream, by laws of one kind, with other types and signs, into shapes small and large.</summary>
    [Theory]
    [InlineData("uniform", 12, 9)]
    [InlineData("normal", 12, 9)]
    [InlineData("truncated", 12, 9)]
    [InlineData("negative", 12, 9)]
    [InlineData("half", 12, 9)]
    [InlineData("normal", 5, 4)]
    [InlineData("equal", 3, 2)]
    public void One_stream_is_found_behind_other_laws(string law, int units, int inputs)
    {
        using Linear one = Linear(20, 30), other = Linear(inputs, units);
        var stream = new RandomStream(9, 9);
        using (torch.no_grad())
        {
            Sampler.Fill(one.weight!, law is "normal" or "truncated" ? new NormalLaw(0, 1) : new UniformLaw(-1, 1), stream);
            Sampler.Fill(other.weight!, law switch
            {
                "normal" => new NormalLaw(0.1, 3),
                "truncated" => new TruncatedNormalLaw(0, 1),
                "uniform" => new UniformLaw(0.5, 0.7),
                _ => new UniformLaw(-1, 1),
            }, stream);
            if (law == "negative") other.weight!.mul_(-0.1);
        }
        if (law == "half") other.to(torch.float16);
        using var model = Sequential(("one", one), ("other", other));
        LayerSymmetry row = Measure(model)[1];
        Assert.Equal("one", row.EqualTo);
        Assert.Equal(law == "negative" ? -1 : 1, Math.Round(row.Correlation!.Value, 3));
    }

    /// <summary>Ten thousand pairs of layers from streams of their own, of all sizes: none is called a twin.</summary>
    [Fact]
    public void Independent_layers_are_not_called_twins()
    {
        using SequentialModel model = new(
            [.. Enumerable.Range(0, 141).Select(i => Dense(1 + (i % 13), "tanh", i % 2 == 0 ? new VarianceScaling() : new Sparse(0.5)))], [7], seed: 4);
        Assert.All(Measure(model), row => Assert.Null(row.EqualTo));
    }

    [Fact]
    public void A_shared_parameter_is_no_reused_seed()
    {
        using var model = new TiedNet();
        LayerSymmetry row = Assert.Single(Measure(model));
        Assert.Equal((SymmetryVerdict.None, null), (row.Verdict, row.EqualTo));
    }

    [Fact]
    public void Layers_of_few_units_and_weights_are_fine()
    {
        using var model = Sequential(Linear(1, 1), Linear(1, 40), Linear(40, 1), Linear(1, 3), Embedding(7, 2));
        ModelInitializer.Initialize(model, seed: 3);
        Assert.All(Measure(model), row => Assert.Equal(SymmetryVerdict.None, row.Verdict));
    }

    [Fact]
    public void Nothing_to_measure_and_a_model_that_is_gone_are_errors()
    {
        using var bare = Sequential(Tanh(), Flatten());
        Errors.Throws("NothingToMeasure", () => Measure(bare), "no layer with weights");
        SequentialModel gone = Stack(1, 3, "tanh", new VarianceScaling());
        gone.Dispose();
        Errors.Throws("DisposedModel", () => Measure(gone), "disposed");
    }

    [Fact]
    public void A_cancelled_measurement_stops()
    {
        using SequentialModel model = Stack(1, 3, "tanh", new VarianceScaling());
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ModelSymmetry.Measure(model, source.Token));
    }

    private static IReadOnlyList<LayerSymmetry> Measure(Module<torch.Tensor, torch.Tensor> model) =>
        ModelSymmetry.Measure(model, TestContext.Current.CancellationToken);

    private static (long, long) Counts(SequentialModel model)
    {
        LayerSymmetry row = Measure(model)[0];
        return (row.DuplicateUnits, row.MirroredUnits);
    }

    private static Parameter Weight(SequentialModel model, int layer) => model.Layers[layer].get_parameter("weight")!;

    private static void Set(torch.Tensor tensor, params float[] values)
    {
        using IDisposable noGrad = torch.no_grad();
        using torch.Tensor source = torch.tensor(values), shaped = source.reshape(tensor.shape);
        tensor.copy_(shaped);
    }

    private sealed class TiedNet : Module<torch.Tensor, torch.Tensor>
    {
        private readonly Linear _down = Linear(10, 10);
        private readonly Linear _up = Linear(10, 10);

        public TiedNet()
            : base("tied")
        {
            _up.weight = _down.weight;
            RegisterComponents();
        }

        public override torch.Tensor forward(torch.Tensor input) => _up.call(_down.call(input));
    }
}
