using TorchSharp;
using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;

namespace InitTools.Tests;

/// <summary>A repair that doesn't come to its end leaves the model as it was.</summary>
[Collection(AloneInProcess.Name)]
public sealed class RepairFailureTests : IDisposable
{
    private readonly OneTorchThread _oneThread = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_cancelled_repair_leaves_weights_and_layers_as_they_were(int draw)
    {
        using SequentialModel model = SickNets.Make("sigmoid");
        Layer[] layers = [.. model.Layers];
        string before = State(model);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => GradientRepair.Run(
            model, new Interrupted(draw, stop.Cancel), new RepairOptions { Seed = 1, CancellationToken = stop.Token }));
        Assert.Equal(before, State(model));
        Assert.Equal(layers, model.Layers);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void So_does_one_that_fails_on_a_TorchSharp_module(int draw)
    {
        using TorchSharp.Modules.Sequential module = GradientRepairTests.Module(0.02, sigmoid: true);
        string before = State(module);
        Assert.Throws<InvalidOperationException>(() => GradientRepair.Run(
            module, new Interrupted(draw, () => throw new InvalidOperationException()), new RepairOptions { Seed = 1 }));
        Assert.Equal(before, State(module));
    }

    [Fact]
    public void A_step_that_can_not_be_done_says_why_and_the_others_go_on()
    {
        using SequentialModel model = SickNets.Make("sigmoid");
        int draws = 0;
        // The third batch is that of LSUV.
        IReadOnlyList<RepairStep> steps = GradientRepair.Run(
            model, new Interrupted(3, () => draws++, empty: true), new RepairOptions { Seed = 1 });
        Assert.Equal(1, draws);
        Assert.Contains("It can't be done here", steps[1].Reason, StringComparison.Ordinal);
        Assert.Equal((null, false), (steps[1].BackpropRatioAfter, steps[1].Kept));
        Assert.Equal(GradientVerdict.Healthy, steps[^1].VerdictAfter);
    }

    [Fact]
    public void Frozen_weights_are_not_drawn_anew()
    {
        using SequentialModel model = SickNets.Make("sigmoid");
        model.Layers[2].Freeze();
        string before = State(model);
        Errors.Throws("FrozenWeights", () => { GradientRepair.Run(model); }, "dense_3.weight", "sequential");
        Assert.Equal(before, State(model));
    }

    [Fact]
    public void Nothing_but_the_repaired_model_is_left()
    {
        using SequentialModel first = SickNets.Make("sigmoid");
        GradientRepair.Run(first, ProbeSource.From(Digits), new RepairOptions { Seed = 1 });
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            SequentialModel model = SickNets.Make("sigmoid");
            Layer old = model.Layers[0];
            GradientRepair.Run(model, ProbeSource.From(Digits), new RepairOptions { Seed = 1 });
            Assert.True(old.IsDisposed);
            Errors.Throws("DisposedModel", () => { ((DenseLayer)old).GetKernel(); });
            Assert.False(model.IsDisposed);
            model.Dispose();
        }));
    }

    public void Dispose() => _oneThread.Dispose();

    /// <summary>The digits, with something happening at the n-th batch.</summary>
    private sealed class Interrupted(int draw, Action then, bool empty = false) : ProbeSource
    {
        private readonly ProbeSource _digits = From(Digits);
        private int _draws;

        internal override Batch Draw(torch.nn.Module<torch.Tensor, torch.Tensor> model, int batchSize, ProbeRandom random)
        {
            Batch batch = _digits.Draw(model, batchSize, random);
            if (++_draws != draw) return batch;
            then();
            return empty ? batch with { Input = torch.zeros_like(batch.Input) } : batch;
        }
    }
}
