using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>A probe of Jacobians repeats, stops, changes nothing and keeps nothing.</summary>
[Collection(AloneInProcess.Name)]
public sealed class JacobianSideEffectTests
{
    public JacobianSideEffectTests() => TorchLibrary.EnsureLoaded();

    public static TheoryData<string> Kinds => ["sequential", "large", "normalized", "functional"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_changes_and_nothing_stays(string kind)
    {
        using Module<torch.Tensor, torch.Tensor> model = Make(kind);
        string before = State(model);
        LayerGradient[] first = Probe(model, 1);
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            Assert.Equal(first, Probe(model, 1));
            Assert.NotEqual(
                first.Select(row => row.NetworkJacobianMeanSingularValue), Probe(model, 2).Select(row => row.NetworkJacobianMeanSingularValue));
        }));
        Assert.Equal(before, State(model));
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
        Assert.All(model.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void The_other_figures_are_those_of_a_probe_without()
    {
        using SequentialModel model = Stack(3, 10, "tanh", new VarianceScaling(), 4, seed: 1);
        var options = new ProbeOptions { Seed = 1, Repeat = 2 };
        Assert.Equal(
            GradientProbe.Run(model, options: options),
            GradientProbe.Run(model, options: options with { Jacobian = true }).Select(row => row with
            {
                JacobianMeanSingularValue = null,
                JacobianMaximumSingularValue = null,
                NetworkJacobianMeanSingularValue = null,
                NetworkJacobianMaximumSingularValue = null,
            }));
    }

    [Fact]
    public void Repeats_are_averaged()
    {
        using SequentialModel model = Stack(2, 10, "tanh", new VarianceScaling(4), 4, seed: 1);
        ProbeOptions Options(int repeat) => new() { Seed = 1, Repeat = repeat, Jacobian = true };
        LayerGradient one = GradientProbe.Run(model, options: Options(1))[0], three = GradientProbe.Run(model, options: Options(3))[0];
        Assert.NotEqual(one.JacobianMeanSingularValue, three.JacobianMeanSingularValue);
        Assert.InRange(three.JacobianMeanSingularValue!.Value / one.JacobianMeanSingularValue!.Value, 0.7, 1.4);
    }

    [Fact]
    public async Task A_cancelled_probe_stops_between_products()
    {
        using SequentialModel model = Stack(40, 255, "tanh", new VarianceScaling(), seed: 1);
        using var source = new CancellationTokenSource();
        Task probe = Task.Run(
            () => GradientProbe.Run(model, options: new ProbeOptions { Jacobian = true, Repeat = 1000, CancellationToken = source.Token }),
            TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(probe.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => probe);
    }

    [Fact]
    public void A_flow_carries_the_figures_of_the_whole_model()
    {
        using SequentialModel model = Stack(2, 6, "tanh", new VarianceScaling(), seed: 1);
        LayerGradient[] rows = Probe(model, 1);
        GradientFlow flow = GradientFlow.Measure(rows);
        Assert.NotNull(flow.NetworkJacobianMeanSingularValue);
        Assert.Equal(rows[1].NetworkJacobianMeanSingularValue, flow.NetworkJacobianMeanSingularValue);
        Assert.Equal(rows[1].NetworkJacobianMaximumSingularValue, flow.NetworkJacobianMaximumSingularValue);
        Assert.Null(GradientFlow.Measure(GradientProbe.Run(model)).NetworkJacobianMeanSingularValue);
    }

    private static LayerGradient[] Probe(Module<torch.Tensor, torch.Tensor> model, int seed) =>
        [.. GradientProbe.Run(model, options: new ProbeOptions { Jacobian = true, Seed = seed, BatchSize = 20 })];

    private static Module<torch.Tensor, torch.Tensor> Make(string kind)
    {
        if (kind == "sequential") return Stack(3, 8, "tanh", new VarianceScaling(), 4, 6, 1);
        if (kind == "large") return Stack(2, 260, "tanh", new VarianceScaling(), seed: 1);
        Module<torch.Tensor, torch.Tensor> model = kind == "functional"
            ? new FunctionalNet(6, 8, 4)
            : Sequential(Linear(6, 8), BatchNorm1d(8), ReLU(inplace: true), Linear(8, 8), Sigmoid(), Linear(8, 4), Softmax(1));
        ModelInitializer.Initialize(model, seed: 1);
        return model;
    }
}
