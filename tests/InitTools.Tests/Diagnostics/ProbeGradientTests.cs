using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>The probe's gradients against central differences of the loss, in double precision, to 1e-4 of their size.</summary>
public sealed class ProbeGradientTests
{
    private const int Batch = 4;
    private const double Step = 1e-6;
    private const double Precision = 1e-4;

    public ProbeGradientTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData("tanh", "linear", ProbeLoss.CrossEntropy)]
    [InlineData("relu", "softmax", ProbeLoss.CrossEntropy)]
    [InlineData("sigmoid", "linear", ProbeLoss.MeanSquaredError)]
    [InlineData("selu", "softmax", ProbeLoss.MeanSquaredError)]
    [InlineData("gelu", "sigmoid", ProbeLoss.BinaryCrossEntropy)]
    [InlineData("leaky_relu", "tanh", ProbeLoss.MeanSquaredError)]
    public void A_sequential_model(string hidden, string last, ProbeLoss loss)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int outputs = loss == ProbeLoss.BinaryCrossEntropy ? 1 : 3;
        var initializer = new RandomNormal(0, 0.6);
        using SequentialModel model = new(
            [Dense(6, hidden, initializer, initializer), Dense(5, hidden, initializer, initializer), Dense(outputs, last, initializer, initializer)],
            [4], seed: 5);
        model.to(torch.float64);
        torch.Tensor x = Waves(Batch, 4);
        torch.Tensor target = Target(loss, outputs);

        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, ProbeSource.From(x, target), new ProbeOptions { Loss = loss });

        for (int i = 0; i < rows.Count; i++)
        {
            Layer layer = model.Layers[i];
            // A bias is the same disturbance for all samples, so each sample is looked at alone; the loss is their mean.
            double[] backprop = [.. Enumerable.Range(0, Batch).SelectMany(sample => Differences(
                layer.get_parameter("bias")!,
                () => Loss(model, x.narrow(0, sample, 1), target.narrow(0, sample, 1), loss, last) / Batch))];
            AssertRow(rows[i], backprop, layer.get_parameter("weight")!, () => Loss(model, x, target, loss, last));
        }
    }

    [Fact]
    public void A_module_with_activations_in_place()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Offset[] offsets = [new(Batch, 6), new(Batch, 5), new(Batch, 3)];
        using var model = Sequential(
            Linear(4, 6, dtype: torch.float64), offsets[0], ReLU(inplace: true), Linear(6, 5, dtype: torch.float64), offsets[1],
            BatchNorm1d(5, dtype: torch.float64), ELU(inplace: true), Dropout(0), Linear(5, 3, dtype: torch.float64), offsets[2]);
        AssertModule(model, offsets, Waves(Batch, 4));
    }

    [Fact]
    public void A_module_that_calls_its_activations_as_functions()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = new OffsetNet(Batch);
        AssertModule(model, model.Offsets, Waves(Batch, 5));
    }

    [Fact]
    public void A_convolution()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Offset[] offsets = [new(Batch, 3, 4, 4), new(Batch, 2, 5, 5), new(Batch, 3)];
        using var model = Sequential(
            Conv2d(2, 3, 3, dtype: torch.float64), offsets[0], BatchNorm2d(3, dtype: torch.float64), ReLU(inplace: true),
            ConvTranspose2d(3, 2, 2, dtype: torch.float64), offsets[1], Tanh(), Flatten(), Linear(50, 3, dtype: torch.float64), offsets[2]);
        IReadOnlyList<LayerGradient> rows = AssertModule(model, offsets, Waves(Batch, 2, 6, 6));
        Assert.Equal([(18, 27), (12, 8), (50, 3)], rows.Select(row => ((int)row.FanIn, (int)row.FanOut)));
        Assert.Equal(["relu", "tanh", null], rows.Select(row => row.Activation));
    }

    [Fact]
    public void A_model_of_this_library_inside_another_module()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        SequentialModel Net() => new([Dense(6, "tanh"), Dense(5, "relu")], [4], seed: 5);
        using var alone = new SequentialModel([Dense(6, "tanh"), Dense(5, "relu")], [4], seed: 5);
        using var nested = Sequential(("net", Net()));
        torch.Tensor x = Waves(Batch, 4).to(torch.float32), target = Waves(Batch, 5);

        IReadOnlyList<LayerGradient> expected = GradientProbe.Run(alone, ProbeSource.From(x, target));
        IReadOnlyList<LayerGradient> actual = GradientProbe.Run(nested, ProbeSource.From(x, target));

        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].BackpropStandardDeviation, actual[i].BackpropStandardDeviation, 1e-9);
            Assert.Equal(expected[i].ActivationMean, actual[i].ActivationMean, 1e-9);
            Assert.Equal(expected[i].Activation, actual[i].Activation);
        }
    }

    private static IReadOnlyList<LayerGradient> AssertModule(Module<torch.Tensor, torch.Tensor> model, Offset[] offsets, torch.Tensor x)
    {
        ModelInitializer.Initialize(model, new RandomNormal(0, 0.6), seed: 5);
        torch.Tensor target = Target(ProbeLoss.CrossEntropy, 3);
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(model, ProbeSource.From(x, target));
        Assert.Equal(offsets.Length, rows.Count);

        torch.Tensor[] kernels = [.. model.parameters().Where(parameter => parameter.dim() >= 2)];
        for (int i = 0; i < rows.Count; i++)
        {
            double Loss() => ProbeGradientTests.Loss(model, x, target, ProbeLoss.CrossEntropy, "");
            AssertRow(rows[i], Differences(offsets[i].Values, Loss), kernels[i], Loss);
        }
        return rows;
    }

    private static void AssertRow(LayerGradient row, double[] backprop, torch.Tensor weight, Func<double> loss)
    {
        double[] gradient = Differences(weight, loss);
        double norm = Math.Sqrt(gradient.Sum(value => value * value));
        AssertNear(Spread(backprop), row.BackpropStandardDeviation);
        AssertNear(norm, row.WeightGradientNorm!.Value);
        AssertNear(Spread(gradient), row.WeightGradientStandardDeviation!.Value);
        AssertNear(norm / Math.Sqrt(TensorValues.Of(weight).Sum(value => value * value)), row.UpdateRatio!.Value);
        Assert.True(norm > 1e-4, "A gradient of nothing proves nothing.");
    }

    private static void AssertNear(double expected, double actual) => Assert.InRange(actual / expected, 1 - Precision, 1 + Precision);

    private static double[] Differences(torch.Tensor tensor, Func<double> loss)
    {
        double[] values = TensorValues.Of(tensor);
        double With(int index, double value)
        {
            Set(tensor, index, value);
            double result = loss();
            Set(tensor, index, values[index]);
            return result;
        }
        return [.. values.Select((value, i) => (With(i, value + Step) - With(i, value - Step)) / (2 * Step))];
    }

    private static void Set(torch.Tensor tensor, int index, double value)
    {
        using IDisposable noGrad = torch.no_grad();
        using torch.Tensor flat = tensor.view(-1);
        using torch.Tensor element = flat.narrow(0, index, 1);
        element.SetAll(value);
    }

    private static double Loss(Module<torch.Tensor, torch.Tensor> model, torch.Tensor x, torch.Tensor target, ProbeLoss loss, string last)
    {
        using IDisposable noGrad = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor output = model.call(x);
        torch.Tensor value = loss switch
        {
            ProbeLoss.CrossEntropy when last == "softmax" => -output.gather(1, target.unsqueeze(1)).log().mean(),
            ProbeLoss.CrossEntropy => functional.cross_entropy(output, target),
            ProbeLoss.BinaryCrossEntropy => functional.binary_cross_entropy(output.view(-1), target.to(torch.float64)),
            _ => (output - target).square().mean(),
        };
        return value.item<double>();
    }

    private static torch.Tensor Waves(params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return (torch.arange(count, torch.float64) * 1.7).sin().reshape(shape);
    }

    private static torch.Tensor Target(ProbeLoss loss, int outputs) => loss switch
    {
        ProbeLoss.MeanSquaredError => (torch.arange(Batch * outputs, torch.float64) * 0.9).cos().reshape(Batch, outputs),
        _ => torch.arange(Batch).remainder(loss == ProbeLoss.BinaryCrossEntropy ? 2 : outputs),
    };

    private static double Spread(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
