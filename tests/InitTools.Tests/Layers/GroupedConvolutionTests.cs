using InitTools.Native;
using TorchSharp;
using TorchSharp.Modules;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools.Tests;

/// <summary>
/// Convolutions of 40 channels into 80 in 8 groups: an output sees 5 channels and an input feeds 10, each through the kernel. Keras and PyTorch
/// count 80 for the fan-out.
/// </summary>
public sealed class GroupedConvolutionTests
{
    private const int In = 40, Out = 80, Groups = 8;

    public GroupedConvolutionTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<bool, FanMode, double> Modes => new(
        from transposed in (bool[])[false, true]
        from mode in ((FanMode, double)[])[(FanMode.FanIn, 5 * 9), (FanMode.FanOut, 10 * 9), (FanMode.FanAvg, 7.5 * 9)]
        select (transposed, mode.Item1, mode.Item2));

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_groups_of_a_module_are_kernels_of_their_own(bool transposed, FanMode mode, double fan)
    {
        using Convolution module = Module(transposed, 3);
        ModelInitializer.Initialize(module, Law(mode), seed: 5);
        double[] values = TensorValues.Of(module.weight);
        Statistics.AssertFollows(ReferenceLaw.Normal(0, Math.Sqrt(1 / fan)), values);
        Assert.Equal(Groups, values.Chunk(values.Length / Groups).Select(group => group[0]).Distinct().Count());
        Assert.Equal(new Fans(5 * 9, 10 * 9), ModuleLayers.FansOf(module, module.weight));

        IReadOnlyList<LawAgreement> agreements = LawAgreement.OfKernels(module, Law(mode));
        Assert.Equal(
            Enumerable.Range(0, Groups).Select(group => ($"{module.GetName()}.weight[{group}]", "10x5x3x3")),
            agreements.Select(agreement => (agreement.Name, agreement.Shape)));
        Assert.All(agreements, agreement => Assert.InRange(agreement.PValue, 1e-6, 1));
    }

    /// <summary>As one matrix of all groups only the columns would be orthonormal, and each group would shrink what comes in.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_group_is_orthogonal_by_itself(bool transposed)
    {
        using Convolution module = Module(transposed, 1);
        ModelInitializer.Initialize(module, new Orthogonal(), seed: 5);
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (torch.Tensor group in module.weight.detach().chunk(Groups, 0))
        {
            torch.Tensor tall = transposed ? group.flatten(1).t() : group.flatten(1);
            Assert.True(tall.t().mm(tall).sub(torch.eye(5)).abs().max().item<float>() < 1e-5);
        }
        Assert.All(LawAgreement.OfKernels(module, new Orthogonal()), agreement => Assert.Equal(1, agreement.PValue));
    }

    /// <summary>Which fans are right: a signal keeps its variance with 1 / fan-in, and a gradient with 1 / fan-out.</summary>
    [Theory]
    [InlineData("layer")]
    [InlineData("module")]
    [InlineData("transposed")]
    public void A_signal_and_a_gradient_keep_their_variance(string kind)
    {
        using TensorModule model = kind == "layer"
            ? new SequentialModel([new ConvolutionLayer(Out, [1], groups: Groups)], [In, 3, 3])
            : Module(kind == "transposed", 1);
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor x = Noise(In, 1).requires_grad_();
        // The mean of the squares of 400 normal weights.
        double tolerance = Statistics.Tolerance * Math.Sqrt(2.0 / (Out * In / Groups));
        ModelInitializer.Initialize(model, Law(FanMode.FanIn), seed: 3);
        Assert.Equal(1, Variance(model.call(x)), tolerance);
        ModelInitializer.Initialize(model, Law(FanMode.FanOut), seed: 3);
        Assert.Equal(1, Variance(torch.autograd.grad([model.call(x)], [x], [Noise(Out, 2)])[0]), tolerance);
    }

    private static VarianceScaling Law(FanMode mode) => new(1, mode, ScalingDistribution.UntruncatedNormal);

    private static Convolution Module(bool transposed, int size) => transposed
        ? torch.nn.ConvTranspose2d(In, Out, size, groups: Groups, bias: false)
        : torch.nn.Conv2d(In, Out, size, groups: Groups, bias: false);

    private static torch.Tensor Noise(int channels, long seed) => new RandomNormal(0, 1) { Seed = seed }.CreateTensor(new TensorShape([300, channels, 3, 3]));

    private static double Variance(torch.Tensor tensor) => TensorValues.Of(tensor).Average(value => value * value);
}
