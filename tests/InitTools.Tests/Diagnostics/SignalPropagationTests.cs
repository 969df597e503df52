using InitTools.Sampling;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>What theory says of signals in deep nets, measured on nets of many seeds; tolerances come from the seeds' spread.</summary>
public sealed class SignalPropagationTests
{
    private const int Width = 300;

    /// <summary>
    /// He et al. 2015, equation 10, behind 30 ReLU layers: variance 2/n keeps E[h^2], and 1/n halves it 30 times. E is over 8
    /// inputs, 300 units and 64 nets: a single net of this width and depth is off by a factor of about 2 (its logarithm has the
    /// variance 5 L/n = 0.5), which is a property of finite width and no error of the law.
    /// </summary>
    [Theory]
    [InlineData(2, ScalingDistribution.TruncatedNormal)]
    [InlineData(2, ScalingDistribution.UntruncatedNormal)]
    [InlineData(2, ScalingDistribution.Uniform)]
    [InlineData(1, ScalingDistribution.TruncatedNormal)]
    public void Thirty_relu_layers_keep_or_halve_the_mean_square(double scale, ScalingDistribution distribution)
    {
        const int Depth = 30, Nets = 64;
        double expected = Math.Pow(scale / 2, Depth);
        using SequentialModel model = Stack(Depth, Width, "relu", new VarianceScaling(scale, FanMode.FanIn, distribution), seed: 0);

        double[] kept = [.. Enumerable.Range(1, Nets).Select(seed =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable noGrad = torch.no_grad();
            ModelInitializer.Initialize(model, seed: seed);
            torch.Tensor x = Normal(8, Width, seed);
            return MeanSquare(model.call(x)) / MeanSquare(x) / expected;
        })];

        Assert.InRange(kept.Average(), 0.5, 2);
        Statistics.AssertMean(1, kept);
    }

    /// <summary>Klambauer et al. 2017: with SELU and weights of variance 1/n mean 0 and variance 1 attract, in every one of 100 layers.</summary>
    [Fact]
    public void A_hundred_selu_layers_normalize_themselves()
    {
        const int Depth = 100, Nets = 8;
        using SequentialModel model = Stack(Depth, Width, "selu", InitializerCatalogue.Find("LecunNormal", "Name"), seed: 0);
        var means = new double[Depth, Nets];
        var variances = new double[Depth, Nets];
        for (int net = 0; net < Nets; net++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable noGrad = torch.no_grad();
            ModelInitializer.Initialize(model, seed: net + 1);
            torch.Tensor h = Normal(64, Width, net);
            for (int layer = 0; layer < Depth; layer++)
            {
                h = model.Layers[layer].call(h);
                double[] values = TensorValues.Of(h);
                means[layer, net] = values.Average();
                variances[layer, net] = values.Average(value => value * value) - (means[layer, net] * means[layer, net]);
            }
        }

        for (int layer = 0; layer < Depth; layer++)
        {
            double[] mean = [.. Enumerable.Range(0, Nets).Select(net => means[layer, net])];
            double[] variance = [.. Enumerable.Range(0, Nets).Select(net => variances[layer, net])];
            Assert.InRange(mean.Average(), -0.1, 0.1);
            Assert.InRange(variance.Average(), 0.8, 1.2);
        }
        // Over all layers and nets; layers of one net hang together, so that the nets are what is counted.
        Statistics.AssertMean(0, [.. Enumerable.Range(0, Nets).Select(net => Enumerable.Range(0, Depth).Average(layer => means[layer, net]))]);
    }

    /// <summary>
    /// Glorot and Bengio 2010, section 4.2.2, figures 7 and 8: five tanh layers of 1,000 units. From U(+-1/sqrt(n)), variance
    /// 1/(3 n), the back-propagated signal loses sqrt(3) a layer and a little to tanh', 12 times from the fifth to the first
    /// layer; from their own initialization under 3 times. The gradients of the weights are flat for both: what the signal
    /// loses on its way back, the activations lose on their way forward.
    /// </summary>
    [Fact]
    public void Glorot_s_initialization_keeps_the_back_propagated_signal_and_weight_gradients_hide_it()
    {
        double[] standard = Falls(new VarianceScaling(1.0 / 3, FanMode.FanIn, ScalingDistribution.Uniform), out double[] flatStandard);
        double[] normalized = Falls(InitializerCatalogue.Find("GlorotUniform", "Name"), out double[] flatNormalized);

        Assert.InRange(standard.Average(), 9, 15);
        Assert.All(standard, fall => Assert.InRange(fall, standard.Average() / 1.5, standard.Average() * 1.5));
        Assert.All(normalized, fall => Assert.InRange(fall, 1, 3));
        Assert.All(flatStandard.Concat(flatNormalized), ratio => Assert.InRange(ratio, 1 / 2.0, 2));
    }

    // By how much the signal falls from the last hidden layer to the first, and the ratio of their weight gradients, net by net.
    private static double[] Falls(Initializer initializer, out double[] weightGradientRatios)
    {
        const int Nets = 5;
        double[] falls = new double[Nets], ratios = new double[Nets];
        using SequentialModel model = Stack(5, 1000, "tanh", initializer, outputs: 10, seed: 0);
        for (int net = 0; net < Nets; net++)
        {
            ModelInitializer.Initialize(model, seed: net + 1);
            IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, options: new ProbeOptions { Seed = net, BatchSize = 100 });
            falls[net] = rows[4].BackpropStandardDeviation / rows[0].BackpropStandardDeviation;
            ratios[net] = rows[4].WeightGradientStandardDeviation!.Value / rows[0].WeightGradientStandardDeviation!.Value;
        }
        weightGradientRatios = ratios;
        return falls;
    }

    private static torch.Tensor Normal(long samples, long size, int seed)
    {
        torch.Tensor tensor = torch.empty(samples, size);
        Sampler.Fill(tensor, new NormalLaw(0, 1), RandomStream.FromName(seed, "input"));
        return tensor;
    }

    private static double MeanSquare(torch.Tensor tensor) => TensorValues.Of(tensor).Average(value => value * value);
}
