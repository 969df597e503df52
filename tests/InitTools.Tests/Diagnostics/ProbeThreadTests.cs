using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;
using static TorchSharp.torch.nn;

namespace InitTools.Tests;

/// <summary>Probes at once give the rows of probes one after the other, also of one and the same model.</summary>
public sealed class ProbeThreadTests
{
    private const int Threads = 4;
    private const int Rounds = 20;

    public ProbeThreadTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData("sequential", true)]
    [InlineData("sequential", false)]
    [InlineData("module", true)]
    [InlineData("module", false)]
    public async Task Rows_are_the_same(string kind, bool shared)
    {
        Module<torch.Tensor, torch.Tensor>[] models = [.. Enumerable.Range(0, shared ? 1 : Threads).Select(_ => Make(kind))];
        try
        {
            string state = State(models[0]);
            LayerGradient[][] expected = [.. Enumerable.Range(0, Threads).Select(thread => Probe(models[0], thread))];

            Task<List<LayerGradient[]>>[] tasks =
            [
                .. Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
                    Enumerable.Range(0, Rounds).Select(_ => Probe(models[thread % models.Length], thread)).ToList())),
            ];
            List<LayerGradient[]>[] actual = await Task.WhenAll(tasks);

            for (int thread = 0; thread < Threads; thread++)
                Assert.All(actual[thread], rows => Assert.Equal(expected[thread], rows));
            Assert.All(models, model => Assert.Equal(state, State(model)));
        }
        finally
        {
            foreach (Module<torch.Tensor, torch.Tensor> model in models) model.Dispose();
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_rows_and_no_seed_fresh_ones()
    {
        using SequentialModel model = Stack(2, 8, "tanh", new VarianceScaling(), 4, seed: 1);
        Assert.Equal(Probe(model, 3), Probe(model, 3));
        Assert.NotEqual(Probe(model, 3), Probe(model, 4));
        Assert.NotEqual(GradientProbe.Run(model), GradientProbe.Run(model));
    }

    private static LayerGradient[] Probe(Module<torch.Tensor, torch.Tensor> model, int seed) =>
        [.. GradientProbe.Run(model, options: new ProbeOptions { Seed = seed, BatchSize = 32, Repeat = 2 }).Select(row => row with { Model = "" })];

    private static Module<torch.Tensor, torch.Tensor> Make(string kind)
    {
        if (kind == "sequential") return Stack(4, 16, "tanh", new VarianceScaling(), 4, seed: 1);
        Module<torch.Tensor, torch.Tensor> model = Sequential(
            Linear(6, 16), BatchNorm1d(16), ReLU(inplace: true), Linear(16, 16), Tanh(), Linear(16, 4));
        ModelInitializer.Initialize(model, seed: 1);
        return model;
    }
}
