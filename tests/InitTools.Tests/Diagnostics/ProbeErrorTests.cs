using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

public sealed class ProbeErrorTests
{
    public ProbeErrorTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Options_are_one_or_more()
    {
        using SequentialModel model = Net();
        Errors.Throws("InvalidBatchSize", () => GradientProbe.Run(model, options: new ProbeOptions { BatchSize = 0 }), "BatchSize", "0", "1 or more");
        Errors.Throws("InvalidRepeat", () => GradientProbe.Run(model, options: new ProbeOptions { Repeat = -1 }), "Repeat", "-1", "1 or more");
    }

    [Fact]
    public void A_class_count_other_than_the_last_layer_s_width_is_named_with_it()
    {
        var dataset = new Dataset("three", [.. Enumerable.Range(0, 18).Select(i => (float)i)], [6], [0, 1, 2]);
        using SequentialModel model = Net();
        Errors.Throws("ClassCountMismatch", () => GradientProbe.Run(model, ProbeSource.From(dataset)), "4 outputs", "'three'", "3 classes");
        using SequentialModel single = new([Dense(1, "sigmoid")], [6]);
        Errors.Throws("ClassCountMismatch", () => GradientProbe.Run(single, ProbeSource.From(dataset)), "1 output,", "3 classes");
        using var module = Linear(6, 5);
        Errors.Throws("ClassCountMismatch", () => GradientProbe.Run(module, ProbeSource.From(dataset)), "5 outputs", "3 classes");
        using SequentialModel right = new([Dense(3)], [6]);
        Assert.Single(GradientProbe.Run(right, ProbeSource.From(dataset)));
    }

    [Fact]
    public void A_dataset_needs_labels_and_samples_that_fit()
    {
        using SequentialModel model = Net();
        Errors.Throws("LabelsRequired", () => GradientProbe.Run(model, ProbeSource.From(new Dataset("bare", new float[12], [6], null))), "'bare'");
        Errors.Throws(
            "InputShapeMismatch", () => GradientProbe.Run(model, ProbeSource.From(new Dataset("wide", new float[14], [7], [0, 1]))), "7", "6");
    }

    [Fact]
    public void Samples_of_another_shape_and_the_same_size_are_reshaped()
    {
        using SequentialModel model = Net();
        using torch.Tensor input = torch.ones(5, 2, 3);
        Assert.Equal(2, GradientProbe.Run(model, ProbeSource.From(input, null)).Count);
    }

    [Theory]
    [InlineData("6", "InvalidInput")]
    [InlineData("0x6", "InvalidInput")]
    [InlineData("5x0", "InvalidInput")]
    [InlineData("5x7", "InputShapeMismatch")]
    public void Input_is_a_batch_that_the_model_takes(string shape, string id)
    {
        using SequentialModel model = Net();
        using torch.Tensor input = torch.zeros([.. shape.Split('x').Select(long.Parse)]);
        Errors.Throws(id, () => GradientProbe.Run(model, ProbeSource.From(input, null)));
    }

    [Fact]
    public void Input_and_target_are_finite()
    {
        using SequentialModel model = Net();
        using torch.Tensor fine = torch.ones(5, 6), nan = torch.full([5, 6], float.NaN), infinite = torch.full([5, 4], float.PositiveInfinity);
        Errors.Throws("NonFiniteInput", () => GradientProbe.Run(model, ProbeSource.From(nan, null)), "InputObject", "NaN");
        Errors.Throws("NonFiniteTarget", () => GradientProbe.Run(model, ProbeSource.From(fine, infinite)), "Target", "infinity");
    }

    [Fact]
    public void Input_and_target_are_not_disposed_of()
    {
        using SequentialModel model = Net();
        using torch.Tensor fine = torch.ones(5, 6);
        torch.Tensor gone = torch.ones(5, 6);
        gone.Dispose();
        Errors.Throws("DisposedTensor", () => GradientProbe.Run(model, ProbeSource.From(gone, null)), "InputObject");
        Errors.Throws("DisposedTensor", () => GradientProbe.Run(model, ProbeSource.From(fine, gone)), "Target");
    }

    [Theory]
    [InlineData("0,1,2,3,4", "LabelOutOfRange", "4", "from 0 to 3")]
    [InlineData("0,1,2,3,-1", "LabelOutOfRange", "-1", "from 0 to 3")]
    [InlineData("0,1,2,3", "LabelCountMismatch", "4 entries", "5 samples")]
    [InlineData("0,1,2,3,0,0", "LabelCountMismatch", "6 entries", "5 samples")]
    public void Labels_are_in_range_and_one_for_each_sample(string labels, string id, string value, string right)
    {
        using SequentialModel model = Net();
        using torch.Tensor input = torch.ones(5, 6), target = torch.tensor([.. labels.Split(',').Select(long.Parse)]);
        Errors.Throws(id, () => GradientProbe.Run(model, ProbeSource.From(input, target)), "Target", value, right);
    }

    [Fact]
    public void Targets_fit_the_output()
    {
        using SequentialModel model = Net();
        using torch.Tensor input = torch.ones(5, 6), narrow = torch.ones(5, 3), pairs = torch.ones([5, 2], torch.int64), scalar = torch.tensor(1L);
        Errors.Throws("TargetShapeMismatch", () => GradientProbe.Run(model, ProbeSource.From(input, narrow)), "Target", "5x3", "5x4");
        Errors.Throws("TargetShapeMismatch", () => GradientProbe.Run(model, ProbeSource.From(input, pairs)), "Target", "5x2");
        Errors.Throws("LabelCountMismatch", () => GradientProbe.Run(model, ProbeSource.From(input, scalar)), "Target", "5 samples");
    }

    [Fact]
    public void The_output_fits_the_loss()
    {
        using SequentialModel model = Net();
        using SequentialModel single = new([Dense(1)], [6]);
        Errors.Throws(
            "OutputShapeMismatch", () => GradientProbe.Run(model, options: new ProbeOptions { Loss = ProbeLoss.BinaryCrossEntropy }), "256x4");
        Errors.Throws(
            "OutputShapeMismatch", () => GradientProbe.Run(single, options: new ProbeOptions { Loss = ProbeLoss.CrossEntropy }), "256x1");
    }

    [Fact]
    public void A_module_says_what_it_misses()
    {
        using var convolution = Sequential(Conv2d(1, 2, 3), Flatten());
        using var nothing = Sequential(ReLU(), Tanh());
        using var broken = Sequential(Linear(6, 5), Linear(4, 3));
        using torch.Tensor input = torch.ones(5, 6);
        Errors.Throws("InputRequired", () => GradientProbe.Run(convolution), "InputObject", "Dataset");
        Errors.Throws("NothingToProbe", () => GradientProbe.Run(nothing, ProbeSource.From(input, null)), "no layer with weights");
        Errors.Throws("ForwardFailed", () => GradientProbe.Run(broken), "256x6");
    }

    [Fact]
    public void A_module_without_a_way_back_is_told_so_and_left_as_it_was()
    {
        using var broken = new OneWayNet(inPlace: true);
        using torch.Tensor input = torch.ones(5, 6);
        using (torch.Tensor ones = torch.ones_like(broken.First.weight!)) broken.First.weight!.grad = ones;
        Errors.Throws("BackwardFailed", () => GradientProbe.Run(broken, ProbeSource.From(input, null)), "OneWayNet", "inplace");
        using torch.Tensor gradient = broken.First.weight!.grad!;
        Assert.All(TensorValues.Of(gradient), value => Assert.Equal(1, value));
        Assert.Null(broken.Second.weight!.grad);
    }

    [Fact]
    public void A_module_that_detaches_its_output_gets_no_gradient()
    {
        using var detached = new OneWayNet(inPlace: false);
        using torch.Tensor input = torch.ones(5, 6);
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(detached, ProbeSource.From(input, null));
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal((0, null), (row.BackpropStandardDeviation, row.WeightGradientNorm)));
    }

    [Fact]
    public void A_batch_too_large_for_memory_is_refused()
    {
        using SequentialModel model = new([Dense(1, "linear", new Zeros())], [1_000_000]);
        Errors.Throws("ShapeTooLarge", () => GradientProbe.Run(model, options: new ProbeOptions { BatchSize = int.MaxValue }), "2147483647x1000000");
    }

    [Fact]
    public void A_model_that_starts_with_an_embedding_takes_whole_numbers()
    {
        using var model = Sequential(Embedding(10, 4), Flatten(), Linear(12, 3));
        using torch.Tensor input = torch.arange(15).remainder(10).reshape(5, 3);
        LayerGradient row = Assert.Single(GradientProbe.Run(model, ProbeSource.From(input, null)));
        Assert.Equal(12, row.FanIn);
    }

    [Fact]
    public void Parts_that_the_probe_does_not_know_may_come_last()
    {
        using var model = Sequential(Linear(6, 8), ReLU(), Linear(8, 4), Dropout(0.5), LogSoftmax(1));
        Assert.Equal(2, GradientProbe.Run(model).Count);
        using var ends = Sequential(Linear(6, 8), Sigmoid(), Dropout(0.5), Flatten());
        Assert.Equal("sigmoid", Assert.Single(GradientProbe.Run(ends)).Activation);
    }

    [Fact]
    public void A_layer_alone_is_a_model_too()
    {
        using DenseLayer layer = Dense(4, "tanh", inputs: 6);
        LayerGradient row = Assert.Single(GradientProbe.Run(layer, options: new ProbeOptions { Seed = 1 }));
        Assert.Equal(("tanh", "GlorotUniform"), (row.Activation, row.Initializer));
    }

    [Fact]
    public void A_cancelled_probe_stops()
    {
        using SequentialModel model = Net();
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => GradientProbe.Run(model, options: new ProbeOptions { CancellationToken = source.Token }));
    }

    /// <summary>In a large net Ctrl+C comes while it computes: no further layer is begun, and nothing stays behind.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_probe_cancelled_between_layers_begins_no_other(bool own)
    {
        const int Count = 40;
        using var source = new CancellationTokenSource();
        FlattenLayer[] between = [.. Enumerable.Range(0, Count).Select(_ => new FlattenLayer())];
        int reached = 0;
        foreach (FlattenLayer layer in between)
        {
            layer.register_forward_hook((_, _, output) =>
            {
                if (++reached == 10) source.Cancel();
                return output;
            });
        }
        using Module<torch.Tensor, torch.Tensor> model = own
            ? new SequentialModel([.. between.SelectMany(layer => (Layer[])[Dense(16, "tanh"), layer])], [16])
            : Sequential([.. between.SelectMany(layer => (Module<torch.Tensor, torch.Tensor>[])[Linear(16, 16), layer])]);
        using torch.Tensor input = torch.ones(8, 16);
        Assert.Throws<OperationCanceledException>(
            () => GradientProbe.Run(model, ProbeSource.From(input, null), new ProbeOptions { CancellationToken = source.Token }));
        Assert.Equal(10, reached);
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    private static SequentialModel Net() => new([Dense(8, "relu"), Dense(4)], [6], seed: 1);
}
