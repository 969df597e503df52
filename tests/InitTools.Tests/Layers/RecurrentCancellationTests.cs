using TorchSharp;
using static InitTools.Tests.TestModels;

namespace InitTools.Tests;

/// <summary>A long sequence is left in its midst: the steps in time that were taken are counted, and the model is as it was.</summary>
public sealed class RecurrentCancellationTests : IDisposable
{
    private const int Length = 100;

    private readonly CancellationTokenSource _cancellation = new();
    private int _steps;
    private int _last;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_probe_ends_between_two_steps(bool inBlock)
    {
        using SequentialModel model = Model(inBlock);
        string before = State(model);
        _last = 3;
        Assert.Throws<OperationCanceledException>(
            () => GradientProbe.Run(model, options: new ProbeOptions { Seed = 1, BatchSize = 5, CancellationToken = _cancellation.Token }));
        Assert.Equal((3, before), (_steps, State(model)));
    }

    /// <summary>The layer runs once, then its sums are looked at step by step.</summary>
    [Fact]
    public void Scaling_by_samples_ends_between_two_steps()
    {
        using SequentialModel model = Model();
        string before = State(model);
        _last = Length + 4;
        Assert.Throws<OperationCanceledException>(() => LsuvInitializer.Initialize(
            model, LsuvTests.Noise([Length, 4], 5), new LsuvOptions { Seed = 1, CancellationToken = _cancellation.Token }));
        Assert.Equal((Length + 4, before), (_steps, State(model)));
    }

    public void Dispose() => _cancellation.Dispose();

    private SequentialModel Model(bool inBlock = false)
    {
        Activation counting = new("counting", "z", z => z, _ => 1, Count) { Initializer = "GlorotUniform" };
        Layer layer = new RecurrentLayer(RecurrentCell.SimpleRnn, 4, counting, returnSequence: inBlock);
        return new SequentialModel([inBlock ? new ResidualBlock([layer]) : layer, new DenseLayer(2)], [Length, 4], seed: 1);
    }

    private torch.Tensor Count(torch.Tensor z)
    {
        if (++_steps == _last) _cancellation.Cancel();
        return z.alias();
    }
}
