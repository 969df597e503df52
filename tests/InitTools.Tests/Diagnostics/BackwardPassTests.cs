using InitTools.Native;
using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>The way back in steps gives what it gives in one, and can be stopped between them.</summary>
[Collection(AloneInProcess.Name)]
public sealed class BackwardPassTests
{
    private const int Depth = 7;
    private const int Width = 512; // 2 MiB of z and weights a layer: two layers a step

    public BackwardPassTests() => TorchLibrary.EnsureLoaded();

    [Theory]
    [InlineData("tanh")]
    [InlineData("gelu")]
    [InlineData("linear")]
    public void Steps_find_the_gradients_of_a_single_one(string activation)
    {
        using SequentialModel model = Stack(Depth, Width, activation, new VarianceScaling(), 10, seed: 1);
        using torch.Tensor input = Input(model);
        using DisposeScope scope = torch.NewDisposeScope();
        (IReadOnlyList<LayerTrace> layers, torch.Tensor loss) = Forward(model, input);
        torch.Tensor[] wanted = [.. layers.Select(layer => layer.PreActivation), .. layers.Select(layer => layer.Weight)];
        torch.Tensor?[] expected = BackwardPass.Differentiate(loss, null, wanted);

        (layers, loss) = Forward(model, input);
        var seen = new List<int>();
        BackwardPass.Run(
            loss, layers,
            (i, gradients) =>
            {
                seen.Add(i);
                Assert.True(expected[i]!.Equals(gradients.PreActivation!), $"dL/dz of layer {i}");
                Assert.True(expected[i + layers.Count]!.Equals(gradients.Weight!), $"dL/dW of layer {i}");
            },
            CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, layers.Count), seen.Order());
        Assert.NotEqual(0, seen[0]); // in more than one step, from the output down
    }

    [Fact]
    public void Cancelling_between_steps_stops_and_leaves_nothing_behind()
    {
        using SequentialModel model = Stack(Depth, Width, "tanh", new VarianceScaling(), 10, seed: 1);
        using torch.Tensor input = Input(model);
        int Stop()
        {
            using var source = new CancellationTokenSource();
            using DisposeScope scope = torch.NewDisposeScope();
            (IReadOnlyList<LayerTrace> layers, torch.Tensor loss) = Forward(model, input);
            int concluded = 0;
            Assert.Throws<OperationCanceledException>(() => BackwardPass.Run(
                loss, layers,
                (_, _) =>
                {
                    concluded++;
                    source.Cancel();
                },
                source.Token));
            return concluded;
        }
        Assert.InRange(Stop(), 1, Depth);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = torch.Tensor.TotalCount;
        for (int i = 0; i < 5; i++) Stop();
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    private static torch.Tensor Input(SequentialModel model) => torch.ones(Width, model.InputShape[0]).requires_grad_();

    private static (IReadOnlyList<LayerTrace> Layers, torch.Tensor Loss) Forward(SequentialModel model, torch.Tensor input)
    {
        (ModelOutput output, IReadOnlyList<LayerTrace> layers) = ModelTracer.Run(model, input, CancellationToken.None);
        return (layers, output.Value.square().mean());
    }
}
