using TorchSharp;
using static InitTools.Tests.TestModels;
using static InitTools.Tests.TrainingNets;

namespace InitTools.Tests;

/// <summary>What a repair tries, keeps and undoes.</summary>
[Collection(AloneInProcess.Name)]
public sealed class GradientRepairTests : IDisposable
{
    private readonly OneTorchThread _oneThread = new();

    private static readonly ProbeSource Source = ProbeSource.From(Digits);

    public static TheoryData<string> Sick => [.. SickNets.Names];

    [Theory]
    [MemberData(nameof(Sick))]
    public void A_sick_net_is_healthy_afterwards_and_its_rows_are_true(string name)
    {
        using SequentialModel model = SickNets.Make(name);
        GradientFlow before = Flow(model);
        Assert.NotEqual(GradientVerdict.Healthy, before.Verdict);
        IReadOnlyList<RepairStep> steps = GradientRepair.Run(model, Source, new RepairOptions { Seed = 3 });

        Assert.Equal(GradientVerdict.Healthy, Flow(model).Verdict);
        Assert.Equal(before.BackpropRatio, steps[0].BackpropRatioBefore);
        RepairStep last = steps.Last(step => step.Kept);
        Assert.Equal((last.BackpropRatioAfter, last.VerdictAfter), (Flow(model).BackpropRatio, Flow(model).Verdict));
        Assert.Equal(Enumerable.Range(1, steps.Count), steps.Select(step => step.Step));
        foreach ((RepairStep step, RepairStep next) in steps.Zip(steps.Skip(1)))
            Assert.Equal(step.Kept ? step.BackpropRatioAfter : step.BackpropRatioBefore, next.BackpropRatioBefore);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.All(model.AllLayers, layer => Assert.True(layer.training));
    }

    [Fact]
    public void Small_weights_are_drawn_anew_and_a_deep_plain_net_gets_skips()
    {
        using SequentialModel model = SickNets.Make("tanh, small weights");
        IReadOnlyList<RepairStep> steps = GradientRepair.Run(model, Source, new RepairOptions { Seed = 1 });
        Assert.Equal(
            ["Draw the weights by activation: GlorotUniform for tanh.", "Put a skip around 29 hidden layers, with scale 0.186."],
            steps.Select(step => step.Action));
        Assert.Equal([GradientVerdict.Vanishing, GradientVerdict.Healthy], steps.Select(step => step.VerdictBefore));
        Assert.Equal(29, model.Layers.OfType<ResidualBlock>().Count());
        Assert.All(model.AllLayers.OfType<DenseLayer>().SkipLast(1), layer => Assert.Equal(("tanh", "GlorotUniform"), (layer.Activation, layer.KernelInitializer.Name)));
    }

    [Fact]
    public void Sigmoids_are_replaced_as_no_weights_save_them()
    {
        using SequentialModel model = SickNets.Make("sigmoid");
        IReadOnlyList<RepairStep> steps = GradientRepair.Run(model, Source, new RepairOptions { Seed = 1 });
        Assert.Equal([false, true, true, true], steps.Select(step => step.Kept));
        Assert.Contains("selu in place of sigmoid", steps[2].Action, StringComparison.Ordinal);
        Assert.Contains("at most 0.25", steps[2].Reason, StringComparison.Ordinal);
        Assert.Equal("linear", ((DenseLayer)model.Layers[^1]).Activation);
        Assert.All(model.AllLayers.OfType<DenseLayer>().SkipLast(1), layer => Assert.Equal(("selu", "LecunNormal"), (layer.Activation, layer.KernelInitializer.Name)));
    }

    [Fact]
    public void A_shallow_net_keeps_its_layers_and_their_names()
    {
        DenseLayer first = Dense(40, "relu", name: "first");
        using var model = new SequentialModel([first, Dense(40, "relu", new RandomNormal(0, 1e-6), name: "second"), Dense(10, "sigmoid", name: "last")], [64], seed: 1);
        Assert.Single(GradientRepair.Run(model, Source, new RepairOptions { Seed = 1 }));
        Assert.Equal(["first", "second", "last"], model.Layers.Select(layer => layer.Name));
        Assert.Same(first, model.Layers[0]);
        Assert.Equal("HeNormal", first.KernelInitializer.Name);
        Assert.Equal("sigmoid", ((DenseLayer)model.Layers[2]).Activation);
    }

    [Fact]
    public void A_healthy_model_gets_one_row_and_nothing_changes()
    {
        using SequentialModel model = He(64);
        string before = State(model);
        RepairStep only = Assert.Single(GradientRepair.Run(model, Source));
        Assert.Equal("None needed.", only.Action);
        Assert.Equal((GradientVerdict.Healthy, only.BackpropRatioBefore, false), (only.VerdictAfter!.Value, only.BackpropRatioAfter!.Value, only.Kept));
        Assert.False(only.Applied);
        Assert.Equal(before, State(model));
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("images")]
    public void A_dry_run_says_what_a_repair_does_and_changes_nothing(string name)
    {
        using SequentialModel model = SickNets.Make(name);
        (string Weights, string Layers) before = (State(model), Layers(model));
        var options = new RepairOptions { Seed = 5 };
        IReadOnlyList<RepairStep> told = GradientRepair.Run(model, Source, options with { DryRun = true });
        Assert.Equal(before, (State(model), Layers(model)));
        Assert.Contains(told, step => step.Kept);
        Assert.All(told, step => Assert.False(step.Applied));
        Assert.Equal(told.Select(step => step with { Applied = step.Kept }), GradientRepair.Run(model, Source, options));
        Assert.NotEqual(before, (State(model), Layers(model)));
    }

    [Theory]
    [InlineData(0.02, GradientVerdict.Vanishing)]
    [InlineData(0.5, GradientVerdict.Exploding)]
    public void A_recurrent_kernel_becomes_orthogonal_and_one_that_exploded_is_to_be_clipped(double deviation, GradientVerdict verdict)
    {
        using var model = new SequentialModel(
            [new RecurrentLayer(RecurrentCell.SimpleRnn, 30, recurrentInitializer: new RandomNormal(0, deviation)), new DenseLayer(3)], [20, 2], seed: 1);
        IReadOnlyList<RepairStep> steps = GradientRepair.Run(model, null, new RepairOptions { Seed = 1 });
        Assert.Equal((verdict, GradientVerdict.Healthy), (steps[0].VerdictBefore, steps[0].VerdictAfter!.Value));
        Assert.Contains("recurrent kernels Orthogonal", steps[0].Action, StringComparison.Ordinal);
        Assert.Equal("Orthogonal", ((RecurrentLayer)model.Layers[0]).RecurrentInitializer.Name);
        if (verdict == GradientVerdict.Vanishing)
        {
            Assert.Single(steps);
            return;
        }
        Assert.Equal(2, steps.Count);
        Assert.Contains("-GradientClipNorm 1", steps[1].Action, StringComparison.Ordinal);
        Assert.Equal((null, null, false), (steps[1].BackpropRatioAfter, steps[1].VerdictAfter, steps[1].Kept));
    }

    [Fact]
    public void Only_the_weights_of_a_TorchSharp_module_are_repaired()
    {
        using TorchSharp.Modules.Sequential module = Module(0.02);
        IReadOnlyList<RepairStep> steps = GradientRepair.Run(module, Source, new RepairOptions { Seed = 1, DryRun = true });
        Assert.Equal(3, steps.Count);
        Assert.All(steps, step => Assert.Equal((null, null, false), (step.BackpropRatioAfter, step.VerdictAfter, step.Kept)));
        Assert.All(steps, step => Assert.Contains("can't be copied", step.Reason, StringComparison.Ordinal));

        RepairStep only = Assert.Single(GradientRepair.Run(module, Source, new RepairOptions { Seed = 1 }));
        Assert.Equal((true, true, GradientVerdict.Healthy), (only.Kept, only.Applied, only.VerdictAfter!.Value));
        Assert.Equal(GradientVerdict.Healthy, Flow(module).Verdict);
    }

    public void Dispose() => _oneThread.Dispose();

    internal static string Layers(SequentialModel model) =>
        string.Join(' ', model.AllLayers.Select(layer => $"{layer.Name}:{layer.Type}:{layer.Function?.Name}:{(layer as KernelLayer)?.KernelInitializer}"));

    internal static TorchSharp.Modules.Sequential Module(double deviation, bool sigmoid = false)
    {
        torch.nn.Module<torch.Tensor, torch.Tensor>[] parts =
        [
            .. Enumerable.Range(0, 10).SelectMany(i => new torch.nn.Module<torch.Tensor, torch.Tensor>[]
            {
                torch.nn.Linear(i == 0 ? 64 : 40, 40), sigmoid ? torch.nn.Sigmoid() : torch.nn.Tanh(),
            }),
            torch.nn.Linear(40, 10),
        ];
        TorchSharp.Modules.Sequential module = torch.nn.Sequential(parts);
        ModelInitializer.Initialize(module, new RandomNormal(0, deviation), seed: 1);
        return module;
    }

    private static GradientFlow Flow(torch.nn.Module<torch.Tensor, torch.Tensor> model) =>
        GradientFlow.Measure(GradientProbe.Run(model, Source, new ProbeOptions { Seed = 3 }));
}
