using InitTools.Native;
using TorchSharp;

namespace InitTools.Tests;

public sealed class ActivationTensorTests
{
    /// <summary>A grid over the curved part, with every kink, and points far out.</summary>
    private static readonly double[] Inputs =
        [.. Enumerable.Range(-80, 161).Select(i => i / 8.0), -1000, -100, -42, -30, 30, 42, 100, 1000];

    public ActivationTensorTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Forward_and_autograd_agree_with_value_and_derivative(string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Activation activation = ActivationCatalogue.Find(name, "Name");
        torch.Tensor z = torch.tensor(Inputs, requires_grad: true);

        torch.Tensor output = Scalar(activation, z);
        output.sum().backward();

        double[] values = output.data<double>().ToArray();
        double[] slopes = z.grad!.data<double>().ToArray();
        for (int i = 0; i < Inputs.Length; i++)
        {
            AssertNear(activation.Value(Inputs[i]), values[i], Inputs[i]);
            AssertNear(activation.Derivative(Inputs[i]), slopes[i], Inputs[i]);
        }
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Forward_keeps_shape_and_type_and_leaves_its_input_alone(string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Activation activation = ActivationCatalogue.Find(name, "Name");
        torch.Tensor z = torch.linspace(-4, 4, 24, torch.float32).reshape(2, 3, 4);
        float[] before = z.data<float>().ToArray();

        torch.Tensor output = activation.Forward(z);

        Assert.Equal(z.shape, output.shape);
        Assert.Equal(torch.float32, output.dtype);
        output.Dispose();
        Assert.Equal(before, z.data<float>().ToArray());
    }

    [Fact]
    public void Softmax_sums_to_one_over_the_last_dimension()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor output = ActivationCatalogue.Softmax.Forward(torch.linspace(-4, 4, 24, torch.float64).reshape(2, 3, 4));
        Assert.All(output.sum(-1).data<double>().ToArray(), sum => Assert.Equal(1, sum, 1e-14));
    }

    [Theory]
    [InlineData("sigmoid", 0.375)]
    [InlineData("tanh", 0.75)]
    [InlineData("softsign", 0.25)]
    [InlineData("hard_sigmoid", 0.75)]
    [InlineData("hard_tanh", 0.875)]
    [InlineData("relu6", 0.25)]
    public void Saturated_fraction_counts_the_flat_parts(string name, double expected)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor z = torch.tensor([-20.0, -8, -5, 0.5, 1, 4.0, 7, 20]).reshape(2, 4);
        Assert.Equal(expected, ActivationCatalogue.Find(name, "Name").SaturatedFraction(z));
    }

    [Fact]
    public void Saturated_fraction_of_softmax_counts_samples()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        double edge = Math.Log(0.999375 / 0.000625); // the logit whose probability against a 0 is 1 - 0.000625
        torch.Tensor z = torch.tensor(new[,] { { edge + 0.01, 0 }, { edge - 0.01, 0 }, { 0, 20 }, { 0, 0 } });
        Assert.Equal(0.5, ActivationCatalogue.Softmax.SaturatedFraction(z));
    }

    [Theory]
    [MemberData(nameof(ActivationCases.Names), MemberType = typeof(ActivationCases))]
    public void Saturated_fraction_is_for_saturating_activations_and_leaves_nothing_behind(string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Activation activation = ActivationCatalogue.Find(name, "Name");
        torch.Tensor z = torch.tensor(new[,] { { -1.5f, 2.5f }, { 0, 30 } }, requires_grad: true);
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        double? tracked = activation.SaturatedFraction(z);
        Assert.True(torch.is_grad_enabled());
        double? untracked;
        using (torch.no_grad()) untracked = activation.SaturatedFraction(z);

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(tracked, untracked);
        Assert.Equal(activation.Nonsaturating, tracked is null);
    }

    /// <summary>Softmax is a scalar function against a single other logit at 0.</summary>
    private static torch.Tensor Scalar(Activation activation, torch.Tensor z) =>
        activation.Name == "softmax"
            ? activation.Forward(torch.stack([z, torch.zeros_like(z)], -1)).select(-1, 0)
            : activation.Forward(z);

    private static void AssertNear(double expected, double actual, double z)
    {
        double allowed = 1e-14 * Math.Max(1, Math.Abs(z));
        Assert.True(Math.Abs(expected - actual) <= allowed, $"At z = {z}: expected {expected:R}, libtorch gives {actual:R}.");
    }
}
