using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.LayerCases;

namespace InitTools.Tests;

/// <summary>What layers compute, against libtorch's own modules or a computation by hand.</summary>
public sealed class LayerValueTests
{
    public LayerValueTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void A_convolution_is_libtorch_s_on_the_padded_image()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Of(new ConvolutionLayer(4, [2, 3], [2, 1], WindowPadding.Same, [1, 2], 2, biasInitializer: new Ones()), 6, 5, 7);
        var layer = (ConvolutionLayer)model.Layers[0];
        torch.Tensor x = torch.linspace(-1, 1, 2 * 6 * 5 * 7).sin().reshape(2, 6, 5, 7);
        // Three rows of windows by 2 reach one row beyond the image: at the bottom. The width is reached over by 2 on either side.
        torch.Tensor padded = torch.nn.functional.pad(x, [2, 2, 0, 1]);
        torch.Tensor expected = torch.nn.functional.conv2d(
            padded, layer.GetKernel(), layer.GetBias(), strides: [2, 1], dilation: [1, 2], groups: 2);
        Assert.Equal([4, 3, 7], model.OutputShape);
        AssertNear(expected, model.call(x));
    }

    [Theory]
    [InlineData(28, 3, 1, 1, WindowPadding.Valid, 26)]
    [InlineData(28, 3, 1, 1, WindowPadding.Same, 28)]
    [InlineData(28, 5, 2, 1, WindowPadding.Valid, 12)]
    [InlineData(28, 5, 3, 1, WindowPadding.Same, 10)]
    [InlineData(7, 3, 1, 2, WindowPadding.Valid, 3)]
    [InlineData(7, 4, 1, 2, WindowPadding.Same, 7)]
    public void Sizes_are_those_of_keras(int size, int kernel, int stride, int dilation, WindowPadding padding, int expected)
    {
        using SequentialModel model = Of(new ConvolutionLayer(2, [kernel], [stride], padding, [dilation]), 1, size, size);
        Assert.Equal([2, expected, expected], model.OutputShape);
    }

    [Fact]
    public void Pooling_takes_the_maximum_and_mean_of_what_is_inside()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = -torch.arange(1, 10, dtype: torch.float32).reshape(1, 1, 3, 3);
        double[] Pool(Layer layer)
        {
            using SequentialModel model = Of(layer, 1, 3, 3);
            return TensorValues.Of(model.call(x));
        }
        Assert.Equal([-1], Pool(new PoolingLayer(PoolingKind.Max)));
        Assert.Equal([-1, -3, -7, -9], Pool(new PoolingLayer(PoolingKind.Max, padding: WindowPadding.Same)));
        Assert.Equal([-3], Pool(new PoolingLayer(PoolingKind.Average)));
        Assert.Equal([-3, -4.5, -7.5, -9], Pool(new PoolingLayer(PoolingKind.Average, padding: WindowPadding.Same)));
        Assert.Equal([-3, -4, -6, -7], Pool(new PoolingLayer(PoolingKind.Average, [2], [1])));
        Assert.Equal([-1], Pool(PoolingLayer.Global(PoolingKind.Max)));
        Assert.Equal([-5], Pool(PoolingLayer.Global(PoolingKind.Average)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(4, 3, 2)]
    [InlineData(3, 4)]
    public void Batch_normalization_is_what_its_formula_says(params int[] sample)
    {
        const double Momentum = 0.8, Epsilon = 0.01;
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Of(
            new BatchNormalizationLayer(Momentum, Epsilon, gammaInitializer: new RandomUniform(1, 2), betaInitializer: new RandomUniform(1, 2)),
            [.. sample.Select(size => (long)size)]);
        var layer = (BatchNormalizationLayer)model.Layers[0];
        torch.Tensor x = (torch.arange(6 * sample.Aggregate(1, (a, b) => a * b)) * 1.7f).sin().reshape([6, .. model.InputShape]) + 2;
        torch.Tensor output = model.call(x);

        // One row a feature: 4 of them in each case.
        int axis = sample.Length == 2 ? 2 : 1;
        torch.Tensor rows = x.transpose(0, axis).reshape(4, -1);
        torch.Tensor mean = rows.mean([1], true), variance = rows.var(1, false, true);
        torch.Tensor Scaled(torch.Tensor center, torch.Tensor spread) =>
            ((rows - center) / (spread + Epsilon).sqrt() * layer.get_parameter("gamma")!.unsqueeze(1)) + layer.get_parameter("beta")!.unsqueeze(1);
        AssertNear(Scaled(mean, variance), output.transpose(0, axis).reshape(4, -1));
        long n = rows.shape[1];
        torch.Tensor runningMean = mean * (1 - Momentum), runningVariance = Momentum + (variance * n / (n - 1) * (1 - Momentum));
        AssertNear(runningMean.view(-1), layer.GetRunningMean());
        AssertNear(runningVariance.view(-1), layer.GetRunningVariance());
        model.eval();
        AssertNear(Scaled(runningMean, runningVariance), model.call(x).transpose(0, axis).reshape(4, -1));
        AssertNear(runningMean.view(-1), layer.GetRunningMean());
        model.train();
        layer.Freeze();
        AssertNear(Scaled(runningMean, runningVariance), model.call(x).transpose(0, axis).reshape(4, -1));
        AssertNear(runningMean.view(-1), layer.GetRunningMean());
    }

    [Fact]
    public void Layer_normalization_is_over_the_features_of_each_place()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Of(new LayerNormalizationLayer(0.02), 5, 3, 2);
        torch.Tensor x = (torch.arange(4 * 30) * 1.7f).sin().reshape(4, 5, 3, 2);
        torch.Tensor expected = (x - x.mean([1], true)) / (x.var(1, false, true) + 0.02).sqrt();
        AssertNear(expected, model.call(x));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Dropout_drops_its_share_and_keeps_the_mean(double rate)
    {
        const int Count = 100_000;
        double[] values = Pass(new DropoutLayer(rate), torch.ones(1, Count));
        Assert.All(values, value => Assert.True(value == 0 || Math.Abs(value - (1 / (1 - rate))) < 1e-6));
        double deviation = Math.Sqrt(Count * rate * (1 - rate));
        Assert.InRange((values.Count(value => value == 0) - (Count * rate)) / deviation, -Statistics.Tolerance, Statistics.Tolerance);
        Assert.Equal(Enumerable.Repeat(1.0, Count), Pass(new DropoutLayer(rate), torch.ones(1, Count), training: false));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.4)]
    public void Alpha_dropout_keeps_mean_and_variance(double rate)
    {
        const int Count = 200_000;
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = new RandomNormal(0, 1) { Seed = 5 }.CreateTensor(new TensorShape([1, Count]));
        double[] values = Pass(new AlphaDropoutLayer(rate), x);
        double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
        double kurtosis = values.Average(value => Math.Pow(value - mean, 4));
        Assert.InRange(mean * Math.Sqrt(Count), -Statistics.Tolerance, Statistics.Tolerance);
        Assert.InRange((variance - 1) * Math.Sqrt(Count / (kurtosis - 1)), -Statistics.Tolerance, Statistics.Tolerance);
        Assert.InRange(values.GroupBy(value => value).Max(group => group.Count()), Count * rate * 0.95, Count * rate * 1.05);
    }

    [Fact]
    public void Masks_differ_by_pass_layer_and_seed()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = torch.ones(1, 64);
        using var model = new SequentialModel([new DropoutLayer(0.5)], [64], seed: 1);
        using var other = new SequentialModel([new DropoutLayer(0.5, "other")], [64], seed: 1);
        using var own = new SequentialModel([new DropoutLayer(0.5, seed: 2)], [64], seed: 1);
        torch.Tensor[] masks = [model.call(x), model.call(x), other.call(x), own.call(x)];
        Assert.Equal(4, masks.Select(mask => string.Join(',', TensorValues.Of(mask))).Distinct().Count());
        model.RestartNoise(1);
        AssertNear(masks[0], model.call(x));
    }

    [Fact]
    public void Rrelu_draws_its_slopes_in_training_only()
    {
        const int Count = 50_000;
        double[] slopes = Pass(new ActivationLayer(Named("rrelu")), -torch.ones(1, Count));
        Statistics.AssertFollows(ReferenceLaw.Uniform(1.0 / 8, 1.0 / 3), [.. slopes.Select(value => -value)]);
        Assert.All(Pass(new ActivationLayer(Named("rrelu")), -torch.ones(1, 9), training: false), value => Assert.Equal(-11.0 / 48, value, 1e-6));
        Assert.All(Pass(new ActivationLayer(Named("rrelu")), torch.ones(1, 9)), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Prelu_learns_its_slopes()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Of(new ActivationLayer(Named("prelu")), 3);
        var layer = (ActivationLayer)model.Layers[0];
        Assert.Equal([0.25, 0.25, 0.25], TensorValues.Of(layer.GetSlope()!));
        torch.Tensor x = torch.linspace(-1, 1, 30).reshape(10, 3);
        torch.Tensor wanted = torch.where(x.gt(0), x, x * torch.tensor([0.5f, -1, 0]));
        using torch.optim.Optimizer optimizer = torch.optim.SGD(model.parameters(), 0.5);
        for (int step = 0; step < 200; step++)
        {
            optimizer.zero_grad();
            torch.nn.functional.mse_loss(model.call(x), wanted).backward();
            optimizer.step();
        }
        Assert.Equal([0.5, -1, 0], TensorValues.Of(layer.GetSlope()!), (a, b) => Math.Abs(a - b) < 0.02);
    }

    [Fact]
    public void A_residual_block_adds_what_comes_in()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = torch.linspace(-1, 1, 12).reshape(3, 4);
        using SequentialModel identity = Of(new ResidualBlock([new DenseLayer(4)], skipInit: true), 4);
        AssertNear(x, identity.call(x));
        using SequentialModel zero = Of(new ResidualBlock([new DenseLayer(4, kernelInitializer: new Zeros())], Named("relu")), 4);
        AssertNear(x.relu(), zero.call(x));

        using SequentialModel projected = Of(new ResidualBlock([new DenseLayer(2, kernelInitializer: new Ones())], scale: 3), 4);
        torch.Tensor projection = ((ResidualBlock)projected.Layers[0]).Projection!.GetKernel();
        AssertNear(x.mm(projection.t()) + (3 * x.sum(1, true)), projected.call(x));
        Assert.Equal(
            ["residual_1.dense_1.weight", "residual_1.dense_1.bias", "residual_1.projection.weight"],
            projected.named_parameters().Select(entry => entry.name));
        Assert.Equal(["residual_1.dense_1", "residual_1.projection", "residual_1"], ModelSummary.Of(projected).Select(row => row.Name));
    }

    private static SequentialModel Of(Layer layer, params long[] inputShape) => new([layer], inputShape, seed: 4);

    private static double[] Pass(Layer layer, torch.Tensor x, bool training = true)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = Of(layer, x.shape[1..]);
        model.train(training);
        return TensorValues.Of(model.call(x));
    }

    private static void AssertNear(torch.Tensor expected, torch.Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(TensorValues.Of(expected), TensorValues.Of(actual), (a, b) => Math.Abs(a - b) < 2e-5);
    }
}
