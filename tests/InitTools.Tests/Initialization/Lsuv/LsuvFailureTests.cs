using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>Where layers can't be brought to variance 1, the model is as it was.</summary>
[Collection(AloneInProcess.Name)]
public sealed class LsuvFailureTests
{
    [Fact]
    public void A_layer_that_puts_out_one_value_is_named() => Fails(
        Net(), new Dataset("nothing", new float[50 * 64], [64]), new LsuvOptions(), "LsuvZeroVariance", "'first'", "puts out 0", "as it was");

    [Fact]
    public void So_is_one_behind_units_that_never_fire() => Fails(
        Net(bias: new Constant(-100), activation: "relu"), TrainingNets.Digits, new LsuvOptions { MaximumIterations = 1 }, "LsuvZeroVariance", "'second'");

    [Fact]
    public void NaN_and_infinity_are_told_from_that() => Fails(
        Net(), TrainingNets.Digits, new LsuvOptions { KernelInitializer = new Constant(3e38) }, "LsuvNonFinite", "'first'", "NaN or infinity");

    [Fact]
    public void Biases_that_differ_too_widely_are_the_reason_of_no_convergence() => Fails(
        Net(bias: new RandomNormal(0, 3)), TrainingNets.Digits, new LsuvOptions { Seed = 1 }, "LsuvNotConverged", "'first'", "10 scalings", "0.01", "BiasInitializer");

    [Fact]
    public void Samples_that_do_not_fit_are_refused() => Fails(
        Net(), LsuvTests.Noise([63], 5), new LsuvOptions(), "InputShapeMismatch", "63");

    [Theory]
    [InlineData(0.0, 10, 10, "InvalidTolerance", "Tolerance is 0")]
    [InlineData(1.0, 10, 10, "InvalidTolerance", "below 1")]
    [InlineData(double.NaN, 10, 10, "InvalidTolerance", "NaN")]
    [InlineData(0.1, 0, 10, "InvalidMaximumIteration", "MaximumIteration is 0")]
    [InlineData(0.1, 10, 0, "InvalidBatchSize", "BatchSize is 0")]
    public void Options_out_of_range_are_refused(double tolerance, int iterations, int batchSize, string id, string value) => Fails(
        Net(), TrainingNets.Digits, new LsuvOptions { Tolerance = tolerance, MaximumIterations = iterations, BatchSize = batchSize }, id, value);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_cancelled_run_leaves_the_model_as_it_was(int layer)
    {
        using SequentialModel model = Net();
        using var stop = new CancellationTokenSource();
        string before = State(model);
        if (layer == 0) stop.Cancel();
        else model.Layers[layer].register_forward_pre_hook((_, x) => { stop.Cancel(); return x; });
        Assert.Throws<OperationCanceledException>(() => LsuvInitializer.Initialize(
            model, TrainingNets.Digits, new LsuvOptions { CancellationToken = stop.Token }));
        Unchanged(model, before);
    }

    [Fact]
    public void Nothing_is_left_behind_but_the_weights()
    {
        using SequentialModel model = Net();
        LsuvInitializer.Initialize(model, TrainingNets.Digits);
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            LsuvInitializer.Initialize(model, TrainingNets.Digits);
            Assert.Throws<InitToolsException>(() => LsuvInitializer.Initialize(model, new Dataset("nothing", new float[64], [64])));
        }));
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.True(torch.is_grad_enabled());
    }

    private static void Fails(SequentialModel model, Dataset dataset, LsuvOptions options, string id, params string[] mentioned)
    {
        using (model)
        {
            string before = State(model);
            Errors.Throws(id, () => { LsuvInitializer.Initialize(model, dataset, options); }, mentioned);
            Unchanged(model, before);
        }
    }

    private static void Unchanged(SequentialModel model, string before)
    {
        Assert.Equal(before, State(model));
        Assert.All(model.AllLayers.OfType<KernelLayer>(), layer => Assert.Equal("RandomNormal", layer.KernelInitializer.Name));
        Assert.Equal(3, model.Layers.OfType<DropoutLayer>().Single().Noise!.State.Pass);
    }

    /// <summary>A net in the middle of its training: dropout has drawn, batch normalization has averages.</summary>
    private static SequentialModel Net(Initializer? bias = null, string activation = "tanh")
    {
        var kernel = new RandomNormal(0, 0.2);
        var model = new SequentialModel(
            [
                Dense(30, activation, kernel, bias, "first"), new BatchNormalizationLayer(useBeta: false, useGamma: false, momentum: 0.5),
                Dense(20, activation, kernel, name: "second"), new DropoutLayer(0.2), Dense(10, "linear", kernel, name: "third"),
            ],
            [64], seed: 1);
        using torch.Tensor input = TrainingNets.Digits.GetSamples(0, 50);
        for (int i = 0; i < 3; i++) model.call(input).Dispose();
        return model;
    }
}
