using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>
/// The singular values of Jacobians against those of matrices that are built here: by central differences of the forward pass, in
/// double precision, and decomposed by another library.
/// </summary>
public sealed class JacobianExactTests
{
    private const double Precision = 1e-6;

    public JacobianExactTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData("tanh", "linear")]
    [InlineData("gelu", "softmax")]
    [InlineData("selu", "sigmoid")]
    [InlineData("softmax", "tanh")]
    public void A_sequential_model(string hidden, string last)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var law = new RandomNormal(0, 0.6);
        using SequentialModel model = new([Dense(7, hidden, law, law), Dense(5, hidden, law, law), Dense(3, last, law, law)], [4], seed: 5);
        model.to(torch.float64);
        torch.Tensor x = Waves(3, 4);

        IReadOnlyList<LayerGradient> rows = Probe(model, x);

        torch.Tensor signal = x;
        foreach ((LayerGradient row, Layer layer) in rows.Zip(model.Layers))
        {
            AssertNear(Differences(layer.call, signal), row.JacobianMeanSingularValue, row.JacobianMaximumSingularValue);
            signal = layer.call(signal);
        }
        var stem = new Func<torch.Tensor, torch.Tensor>(input => model.Layers[1].call(model.Layers[0].call(input)));
        Layer end = model.Layers[2];
        AssertNetwork(rows, Differences(
            input => last == "softmax" ? functional.linear(stem(input), end.get_parameter("weight")!, end.get_parameter("bias")) : end.call(stem(input)), x));
    }

    [Fact]
    public void A_convolution_with_activations_in_place()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var parts = new Module<torch.Tensor, torch.Tensor>[]
        {
            Conv2d(2, 3, 3, dtype: torch.float64), ELU(inplace: true), ConvTranspose2d(3, 2, 2, dtype: torch.float64), Tanh(), Flatten(),
            Linear(50, 3, dtype: torch.float64),
        };
        using var model = Sequential(parts);
        ModelInitializer.Initialize(model, seed: 5);
        torch.Tensor x = Waves(3, 2, 6, 6);
        IReadOnlyList<LayerGradient> rows = Probe(model, x);
        torch.Tensor middle = functional.elu(parts[0].call(x), 1);
        torch.Tensor features = parts[3].call(parts[2].call(middle)).flatten(1);
        AssertLayer(rows[0], Differences(input => functional.elu(parts[0].call(input), 1), x));
        AssertLayer(rows[1], Differences(input => parts[3].call(parts[2].call(input)), middle));
        AssertLayer(rows[2], Differences(parts[5].call, features));
        AssertNetwork(rows, Differences(model.call, x));
    }

    [Fact]
    public void A_module_with_functional_activations()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = new FunctionalNet(6, 8, 4);
        // Seeded: a pre-activation as near to the kink of ReLU as the differences reach would spoil them.
        ModelInitializer.Initialize(model, seed: 5);
        model.to(torch.float64);
        torch.Tensor x = Waves(5, 6);
        IReadOnlyList<LayerGradient> rows = Probe(model, x);
        AssertNetwork(rows, Differences(model.call, x));
        var first = (TorchSharp.Modules.Linear)model.children().First();
        AssertLayer(rows[0], Differences(input => functional.relu(first.call(input)), x));
    }

    /// <summary>In training each sample acts on the others' statistics; its own Jacobian is taken in the batch that it is in.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void A_normalization_over_the_batch(int batch)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = Sequential(
            Linear(4, 5, dtype: torch.float64), BatchNorm1d(5, dtype: torch.float64), Tanh(), Linear(5, 3, dtype: torch.float64));
        ModelInitializer.Initialize(model, seed: 5);
        torch.Tensor x = Waves(batch, 4);
        IReadOnlyList<LayerGradient> rows = Probe(model, x);
        // Of 20 samples 8 are looked at, so the mean over all of them is only near.
        (double mean, double maximum) = Differences(model.call, x);
        double tolerance = batch <= JacobianProbe.SampleCount ? Precision : 0.3;
        Assert.InRange(rows[0].NetworkJacobianMeanSingularValue!.Value / mean, 1 - tolerance, 1 + tolerance);
        Assert.InRange(rows[0].NetworkJacobianMaximumSingularValue!.Value / maximum, 1 - tolerance, 1 + tolerance);
    }

    [Fact]
    public void Tall_and_wide_maps_are_built_by_their_shorter_side()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var law = new RandomNormal(0, 0.4);
        using SequentialModel model = new([Dense(40, "tanh", law), Dense(3, "linear", law)], [3], seed: 2);
        model.to(torch.float64);
        torch.Tensor x = Waves(4, 3);
        IReadOnlyList<LayerGradient> rows = Probe(model, x);
        AssertLayer(rows[0], Differences(model.Layers[0].call, x));
        AssertLayer(rows[1], Differences(model.Layers[1].call, model.Layers[0].call(x)));
    }

    [Fact]
    public void A_model_that_looks_numbers_up_has_no_jacobian_of_its_input()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var model = Sequential(Embedding(10, 4), Flatten(), Linear(12, 3));
        LayerGradient row = Assert.Single(Probe(model, torch.arange(15).remainder(10).reshape(5, 3)));
        Assert.NotNull(row.JacobianMeanSingularValue);
        Assert.Null(row.NetworkJacobianMeanSingularValue);
        Assert.Null(row.NetworkJacobianMaximumSingularValue);
    }

    [Fact]
    public void Without_being_asked_for_there_are_none()
    {
        using SequentialModel model = Stack(2, 6, "tanh", new VarianceScaling(), seed: 1);
        Assert.All(GradientProbe.Run(model), row => Assert.Null(row.JacobianMeanSingularValue ?? row.JacobianMaximumSingularValue
            ?? row.NetworkJacobianMeanSingularValue ?? row.NetworkJacobianMaximumSingularValue));
    }

    [Fact]
    public void Numbers_that_are_none_stay_so()
    {
        using SequentialModel model = Stack(2, 6, "linear", new VarianceScaling(), seed: 1);
        using (torch.no_grad()) model.Layers[0].get_parameter("weight")!.fill_(float.NaN);
        LayerGradient row = GradientProbe.Run(model, options: new ProbeOptions { Jacobian = true, Seed = 1 })[0];
        Assert.Equal(double.NaN, row.JacobianMeanSingularValue);
        Assert.Equal(double.NaN, row.JacobianMaximumSingularValue);
    }

    private static IReadOnlyList<LayerGradient> Probe(Module<torch.Tensor, torch.Tensor> model, torch.Tensor x) =>
        GradientProbe.Run(model, ProbeSource.From(x, null), new ProbeOptions { Jacobian = true, Seed = 1 });

    private static void AssertLayer(LayerGradient row, (double Mean, double Maximum) expected) =>
        AssertNear(expected, row.JacobianMeanSingularValue, row.JacobianMaximumSingularValue);

    private static void AssertNetwork(IReadOnlyList<LayerGradient> rows, (double Mean, double Maximum) expected) => Assert.All(
        rows, row => AssertNear(expected, row.NetworkJacobianMeanSingularValue, row.NetworkJacobianMaximumSingularValue));

    private static void AssertNear((double Mean, double Maximum) expected, double? mean, double? maximum)
    {
        Assert.InRange(mean!.Value / expected.Mean, 1 - Precision, 1 + Precision);
        Assert.InRange(maximum!.Value / expected.Maximum, 1 - Precision, 1 + Precision);
    }

    // Each input of each sample is moved in the batch; the outputs of that sample are a column of its Jacobian.
    private static (double Mean, double Maximum) Differences(Func<torch.Tensor, torch.Tensor> map, torch.Tensor x)
    {
        const double Step = 1e-5;
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        int samples = (int)x.shape[0];
        int columns = (int)(x.NumberOfElements / samples);
        double[] values = TensorValues.Of(x);
        double[] Outputs(int sample, int index, double change)
        {
            double[] moved = [.. values];
            moved[(sample * columns) + index] += change;
            return TensorValues.Of(map(torch.tensor(moved).reshape(x.shape))[sample]);
        }
        double[][] spectra =
        [
            .. Enumerable.Range(0, samples).Select(sample =>
            {
                double[][] jacobian =
                [
                    .. Enumerable.Range(0, columns).Select(i => Outputs(sample, i, Step)
                        .Zip(Outputs(sample, i, -Step), (above, below) => (above - below) / (2 * Step)).ToArray()),
                ];
                return MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfColumnArrays(jacobian).Svd(false).S.ToArray();
            }),
        ];
        return (spectra.Average(each => each.Average()), spectra.Average(each => each.Max()));
    }

    private static torch.Tensor Waves(params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return (torch.arange(count, torch.float64) * 1.7).sin().reshape(shape);
    }
}
