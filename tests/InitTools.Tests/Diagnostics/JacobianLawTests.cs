using CsCheck;
using InitTools.Native;
using InitTools.Sampling;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>What theory says of Jacobians, and what the estimate for large ones says of those that can be decomposed as well.</summary>
public sealed class JacobianLawTests
{
    public JacobianLawTests() => TorchLibrary.EnsureLoaded();

    /// <summary>Both ways: 20 units are decomposed, 300 are multiplied with.</summary>
    [Theory]
    [InlineData(20, 1e-5)]
    [InlineData(300, 1e-5)]
    public void Orthogonal_linear_layers_are_isometries_and_so_is_their_product(int width, double tolerance)
    {
        using SequentialModel model = Stack(4, width, "linear", new Orthogonal(), seed: 3);
        Assert.All(Probe(model, 40), row => Assert.All(Figures(row), figure => Assert.InRange(figure, 1 - tolerance, 1 + tolerance)));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    public void The_gains_of_orthogonal_layers_multiply(int width)
    {
        using SequentialModel model = new(
            [Dense(width, "linear", new Orthogonal(1.5)), Dense(width, "linear", new Orthogonal(0.5)), Dense(width, "linear", new Orthogonal(3))],
            [width], seed: 3);
        IReadOnlyList<LayerGradient> rows = Probe(model, 12);
        Assert.Equal([1.5, 0.5, 3], rows.Select(row => Math.Round(row.JacobianMeanSingularValue!.Value, 4)));
        Assert.All(rows, row => Assert.Equal(2.25, row.NetworkJacobianMeanSingularValue!.Value, 2.25e-5));
        Assert.All(rows, row => Assert.Equal(2.25, row.NetworkJacobianMaximumSingularValue!.Value, 2.25e-5));
    }

    /// <summary>
    /// Marchenko and Pastur: the singular values of n x n independent normal numbers of variance 1/n follow the quarter circle on 0
    /// to 2, whose mean is 8/(3 pi). The largest is 2 + t n^(-2/3) / 2^(2/3) with t of Tracy and Widom's law for real matrices
    /// (Johnstone 2001, Ann. Statist. 29, 295): outside -7.5 to 8 with a probability under 1e-6.
    /// </summary>
    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public void Gaussian_layers_follow_the_quarter_circle(int width)
    {
        using SequentialModel model = Stack(3, width, "linear", new RandomNormal(0, 1 / Math.Sqrt(width)), seed: 11);
        double unit = Math.Pow(width, -2.0 / 3) / Math.Pow(2, 2.0 / 3);
        Assert.All(Probe(model, 30), row =>
        {
            Assert.InRange(row.JacobianMaximumSingularValue!.Value, 2 - (7.5 * unit), 2 + (8 * unit));
            Assert.InRange(row.JacobianMeanSingularValue!.Value / (8 / (3 * Math.PI)), 0.97, 1.03);
        });
    }

    /// <summary>
    /// The estimate against the decomposition of the same Jacobians, of layers, of whole nets and of a convolution: the largest to
    /// its stated 0.1%, the mean to six of its standard errors of 0.5%; a false alarm has a chance of 2e-9 a case.
    /// </summary>
    [Theory]
    [InlineData("square", 1)]
    [InlineData("square", 2)]
    [InlineData("wide", 3)]
    [InlineData("tall", 4)]
    [InlineData("relu", 5)]
    [InlineData("softmax", 6)]
    [InlineData("deep", 7)]
    [InlineData("convolution", 8)]
    public void The_estimate_agrees_with_the_decomposition(string kind, ulong seed)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Module<torch.Tensor, torch.Tensor> model, long[] shape) = Make(kind);
        using (model)
        {
            torch.Tensor x = torch.empty(shape);
            Sampler.Fill(x, new NormalLaw(0, 1), new RandomStream(seed, 0));
            x.requires_grad_();
            torch.Tensor output = kind == "deep" ? model.call(x) : model.call(x).flatten(1);
            using JacobianMap map = JacobianMap.Between(x, output, [.. Enumerable.Range(0, (int)shape[0]).Select(i => (long)i)], false)!;
            JacobianSpectrum exact = JacobianSpectrum.Exact(map, CancellationToken.None);
            JacobianSpectrum estimate = new JacobianLanczos(map, new RandomStream(seed, 1), CancellationToken.None).Run();
            Assert.InRange(estimate.Maximum / exact.Maximum, 1 - 1e-3, 1 + 1e-5);
            Assert.InRange(estimate.Mean / exact.Mean, 1 - 0.03, 1 + 0.03);
        }
    }

    [Fact]
    public void A_map_of_nothing_has_singular_values_of_nothing()
    {
        using SequentialModel model = Stack(2, 300, "linear", new Zeros(), seed: 1);
        Assert.All(Probe(model, 5), row => Assert.All(Figures(row), figure => Assert.Equal(0, figure)));
    }

    [Fact]
    public void The_estimate_knows_a_map_that_ends_early()
    {
        // Two directions of 300 survive: 3 and 2.
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = torch.ones([4, 300], torch.float64).requires_grad_();
        torch.Tensor scale = torch.zeros(300, torch.float64);
        scale[0] = torch.tensor(3.0);
        scale[1] = torch.tensor(-2.0);
        using JacobianMap map = JacobianMap.Between(x, x * scale, [0, 1, 2, 3], false)!;
        JacobianSpectrum estimate = new JacobianLanczos(map, new RandomStream(1, 1), CancellationToken.None).Run();
        Assert.Equal(3, estimate.Maximum, 9);
        // 16 rounds of 4 samples: five standard errors of the mean 5/300.
        Assert.InRange(estimate.Mean * 300 / 5, 0.4, 1.6);
    }

    /// <summary>libtorch's fused attention has no second derivative; its Jacobian is built by rows if it is small, or left out.</summary>
    [Fact]
    public void A_map_without_a_second_derivative_is_built_by_rows_or_left_out()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = torch.empty([2, 1, 100, 8]);
        Sampler.Fill(x, new NormalLaw(0, 1), new RandomStream(9, 0));
        torch.Tensor large = x.requires_grad_(), small = x.narrow(2, 0, 5).detach().requires_grad_();
        using JacobianMap lost = JacobianMap.Between(large, Attend(large), [0, 1], false)!;
        Assert.Null(JacobianSpectrum.Of(lost, new RandomStream(1, 1), CancellationToken.None));
        torch.Tensor repeated = torch.cat([.. Enumerable.Repeat(Attend(small), 5)], 1);
        using JacobianMap built = JacobianMap.Between(small, repeated, [0, 1], false)!;
        using JacobianMap once = JacobianMap.Between(small, Attend(small), [0, 1], false)!;
        JacobianSpectrum five = JacobianSpectrum.Of(built, new RandomStream(1, 1), CancellationToken.None)!;
        JacobianSpectrum one = JacobianSpectrum.Of(once, new RandomStream(1, 1), CancellationToken.None)!;
        Assert.Equal(Math.Sqrt(5), five.Maximum / one.Maximum, 4);
        Assert.Equal(Math.Sqrt(5), five.Mean / one.Mean, 4);
    }

    /// <summary>For all nets: at one sample, no singular value of the whole is above the product of the layers' largest.</summary>
    [Fact]
    public void The_largest_of_a_product_is_at_most_the_product_of_the_largest() => Gen.Select(
        Gen.Int[1, 6].Array[2, 5], Gen.Double[0.1, 3], Gen.Long).Sample((widths, deviation, seed) =>
    {
        using SequentialModel model = new(
            [.. widths.Skip(1).Select(width => Dense(width, "tanh", new RandomNormal(0, deviation)))], [widths[0]], seed: seed);
        IReadOnlyList<LayerGradient> rows = GradientProbe.Run(
            model, options: new ProbeOptions { Jacobian = true, Seed = seed, BatchSize = 1, Loss = ProbeLoss.MeanSquaredError });
        double product = rows.Aggregate(1.0, (sum, row) => sum * row.JacobianMaximumSingularValue!.Value);
        return rows.All(row => row.NetworkJacobianMaximumSingularValue <= product * 1.00001
            && row.NetworkJacobianMeanSingularValue <= row.NetworkJacobianMaximumSingularValue * 1.00001
            && row.JacobianMeanSingularValue <= row.JacobianMaximumSingularValue * 1.00001);
    }, iter: 60);

    private static double[] Figures(LayerGradient row) =>
    [
        row.JacobianMeanSingularValue!.Value, row.JacobianMaximumSingularValue!.Value,
        row.NetworkJacobianMeanSingularValue!.Value, row.NetworkJacobianMaximumSingularValue!.Value,
    ];

    private static IReadOnlyList<LayerGradient> Probe(SequentialModel model, int batch) =>
        GradientProbe.Run(model, options: new ProbeOptions { Jacobian = true, Seed = 1, BatchSize = batch });

    private static torch.Tensor Attend(torch.Tensor x) => functional.scaled_dot_product_attention(x, x, x);

    private static (Module<torch.Tensor, torch.Tensor> Model, long[] InputShape) Make(string kind) => kind switch
    {
        "square" => (Stack(1, 120, "tanh", new VarianceScaling(), seed: 5), [8, 120]),
        "wide" => (Stack(1, 90, "selu", new VarianceScaling(), inputs: 200, seed: 5), [6, 200]),
        "tall" => (Stack(1, 200, "linear", new VarianceScaling(), inputs: 90, seed: 5), [6, 90]),
        "relu" => (Stack(1, 120, "relu", new VarianceScaling(2), seed: 5), [8, 120]),
        "softmax" => (Stack(1, 100, "softmax", new VarianceScaling(), seed: 5), [4, 100]),
        "deep" => (Stack(5, 100, "tanh", new VarianceScaling(), seed: 5), [8, 100]),
        _ => (Convolution(), [5, 2, 8, 8]),
    };

    private static Module<torch.Tensor, torch.Tensor> Convolution()
    {
        Module<torch.Tensor, torch.Tensor> model = Sequential(Conv2d(2, 4, 3), Tanh());
        ModelInitializer.Initialize(model, seed: 5);
        return model;
    }
}
