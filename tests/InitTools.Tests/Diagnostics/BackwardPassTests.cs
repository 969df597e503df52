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
        torch.Tensor?[] expected = BackwardPass.Differentiate(model, loss, null, wanted);

        (layers, loss) = Forward(model, input);
        var seen = new List<int>();
        BackwardPass.Run(
            model, loss, layers,
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

    public static TheoryData<string> Kinds => [.. LayerCases.Names];

    /// <summary>A layer of every kind between dense ones, with a halt wherever one is possible; random ones in evaluation.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Halting_at_every_layer_changes_no_bit(string kind)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using SequentialModel model = new(
            [LayerCases.Make(kind), new FlattenLayer(), Dense(6, "tanh"), LayerCases.Make("residual with a projection"), Dense(3)],
            LayerCases.InputShape(kind), seed: 3);
        model.train(!NoiseGuard.Of(model).Any());
        torch.Tensor input = torch.ones([4, .. model.InputShape]).cumsum(0).sin().requires_grad_();
        (IReadOnlyList<LayerTrace> layers, torch.Tensor loss) = Forward(model, input);
        torch.Tensor?[] expected = BackwardPass.Differentiate(
            model, loss, null,
            [.. layers.Select(layer => layer.PreActivation), .. layers.Select(layer => layer.Weight), .. layers.Select(layer => layer.Time?.Input)]);

        (layers, loss) = Forward(model, input);
        int seen = 0;
        BackwardPass.Run(
            model, loss, layers,
            (i, gradients) =>
            {
                seen++;
                Same(expected[i], gradients.PreActivation);
                Same(expected[i + layers.Count], gradients.Weight);
                Same(expected[i + (2 * layers.Count)], gradients.Steps);
            },
            CancellationToken.None, stepBytes: 1);
        Assert.Equal(layers.Count, seen);

        static void Same(torch.Tensor? one, torch.Tensor? other) =>
            Assert.True(one is null ? other is null : other is not null && one.Equals(other));
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
                model, loss, layers,
                (_, _) =>
                {
                    concluded++;
                    source.Cancel();
                },
                source.Token));
            return concluded;
        }
        Assert.InRange(Stop(), 1, Depth);
        Assert.Equal(0, LiveTensors.LeftBy(() => { for (int i = 0; i < 5; i++) Stop(); }));
    }

    private static torch.Tensor Input(SequentialModel model) => torch.ones(Width, model.InputShape[0]).requires_grad_();

    private static (IReadOnlyList<LayerTrace> Layers, torch.Tensor Loss) Forward(SequentialModel model, torch.Tensor input)
    {
        (ModelOutput output, IReadOnlyList<LayerTrace> layers) = ModelTracer.Run(model, input, CancellationToken.None);
        return (layers, output.Value.square().mean());
    }
}
