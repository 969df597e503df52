using InitTools.Native;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Penalties, clipping and the norm's limit, against their definitions.</summary>
public sealed class WeightUpdateTests
{
    public WeightUpdateTests() => TorchLibrary.EnsureLoaded();

    [Fact]
    public void Penalties_add_their_gradient_to_kernels_only()
    {
        const double L1 = 0.03;
        const double L2 = 0.02;
        using var model = Sequential(Conv2d(2, 3, 2), BatchNorm2d(3), Flatten(), Linear(12, 2)).to(torch.float64);
        var parameters = new TrainedParameters(model);
        using var update = new WeightUpdate(new SgdOptimizer(), parameters, new TrainingOptions { L1 = L1, L2 = L2 });
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor?[] gradients = [.. parameters.All.Select(parameter => torch.full_like(parameter, 0.5).detach())];
        torch.Tensor?[] before = [.. gradients];
        update.Penalize(gradients);

        torch.Tensor[] kernels = [.. parameters.Kernels.Select(kernel => (torch.Tensor)kernel.Weight)];
        torch.Tensor penalty = kernels.Select(w => (L1 * w.abs().sum()) + (L2 * w.square().sum())).Aggregate((a, b) => a + b);
        torch.Tensor[] expected = [.. torch.autograd.grad([penalty], kernels)];
        Assert.Equal(2, kernels.Length);
        Assert.All(parameters.Kernels.Zip(expected), pair =>
        {
            double[] values = TensorValues.Of(gradients[pair.First.Index]!);
            double[] wanted = TensorValues.Of(pair.Second);
            for (int i = 0; i < values.Length; i++) Assert.Equal(0.5 + wanted[i], values[i], 1e-14);
        });
        foreach (int other in Enumerable.Range(0, gradients.Length).Except(parameters.Kernels.Select(kernel => kernel.Index)))
            Assert.Same(before[other], gradients[other]);
    }

    [Theory]
    [InlineData(2.0, 0.4)] // the norm is 5
    [InlineData(5.0, 1)]
    [InlineData(7.0, 1)]
    public void Clipping_by_norm_scales_the_whole_gradient(double limit, double scale)
    {
        double[] moved = Step(new TrainingOptions { GradientClipNorm = limit }, [3.0, 0.0, 4.0]);
        Assert.Equal(3 * scale, moved[0], 1e-12);
        Assert.Equal(0, moved[1], 1e-12);
        Assert.Equal(4 * scale, moved[2], 1e-12);
    }

    [Fact]
    public void Clipping_by_value_cuts_each_element() =>
        Assert.Equal([2.0, -2.0, 1.5], Step(new TrainingOptions { GradientClipValue = 2 }, [3.0, -40.0, 1.5]));

    [Fact]
    public void The_norm_of_a_gradient_is_that_of_all_parameters_together()
    {
        using torch.Tensor first = torch.tensor((float[])[3, 0]);
        using torch.Tensor second = torch.tensor((double[])[4]);
        Assert.Equal(5, WeightUpdate.Norm([first, null, second]), 12);
        using torch.Tensor broken = torch.tensor((float[])[1, float.PositiveInfinity]);
        Assert.Equal(double.NaN, WeightUpdate.Norm([first, broken]));
    }

    [Fact]
    public void What_a_device_sums_is_what_the_processor_does()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor[] tensors =
        [
            torch.tensor((float[])[3, -1e30f]), torch.tensor((double[])[1e-3, 4]).reshape(2, 1), torch.tensor((float[])[2, 5]).to(torch.float16),
        ];
        Assert.Equal(1, SquareSum.OnDevice(tensors) / SquareSum.Of(tensors), 1e-12);
        Assert.Equal(1e-6 + 16 + 29, SquareSum.OnDevice(tensors[1..]), 1e-12);
        Assert.Equal(double.NaN, SquareSum.OnDevice([.. tensors, torch.tensor(double.NaN)]));
    }

    [Theory]
    [InlineData(1e-30)] // its square is no number of single precision
    [InlineData(1e-3)]
    [InlineData(1e30)]
    [InlineData(0)]
    public void A_norm_is_right_at_any_magnitude(double scale)
    {
        float[] values = [.. Enumerable.Range(0, 5003).Select(i => (float)(scale * Math.Sin(i)))];
        using torch.Tensor tensor = torch.tensor(values);
        double expected = Math.Sqrt(values.Sum(value => (double)value * value));
        Assert.Equal(expected, WeightUpdate.Norm([tensor]), 1e-6 * expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_weights_into_a_unit_keep_under_the_largest_norm(bool transposed)
    {
        const double Limit = 0.7;
        using Module<torch.Tensor, torch.Tensor> model = transposed ? ConvTranspose2d(2, 3, 2) : Conv2d(2, 3, 2);
        var parameters = new TrainedParameters(model);
        using torch.Tensor values = torch.arange(24, torch.float32).reshape(parameters.Kernels[0].Weight.shape).div(20);
        using (torch.no_grad()) parameters.Kernels[0].Weight.copy_(values);
        using var update = new WeightUpdate(new SgdOptimizer(), parameters, new TrainingOptions { MaxNorm = Limit });
        update.Step(new torch.Tensor?[parameters.All.Count], 0, 0.1, null);

        using torch.Tensor units = transposed ? parameters.Kernels[0].Weight.transpose(0, 1) : parameters.Kernels[0].Weight.alias();
        using torch.Tensor before = transposed ? values.transpose(0, 1) : values.alias();
        for (int unit = 0; unit < 3; unit++)
        {
            using torch.Tensor now = units[unit];
            using torch.Tensor then = before[unit];
            double norm = Math.Sqrt(TensorValues.Of(then).Sum(w => w * w));
            double factor = Math.Min(norm, Limit) / (norm + 1e-7);
            double[] wanted = TensorValues.Of(then);
            double[] actual = TensorValues.Of(now);
            for (int i = 0; i < wanted.Length; i++) Assert.Equal(wanted[i] * factor, actual[i], 1e-6);
        }
    }

    // How far plain gradient descent with a rate of 1 moves weights, the other way.
    private static double[] Step(TrainingOptions options, double[] gradient)
    {
        using var model = Linear(3, 1, hasBias: false, dtype: torch.float64);
        using (torch.no_grad()) model.weight!.zero_();
        using var update = new WeightUpdate(new SgdOptimizer(), new TrainedParameters(model), options);
        using torch.Tensor given = torch.tensor(gradient, [1, 3]);
        update.Step([given], WeightUpdate.Norm([given]), 1, null);
        Assert.Equal(gradient, TensorValues.Of(given));
        return [.. TensorValues.Of(model.weight!).Select(value => -value)];
    }
}
