using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using InitTools.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace InitTools.Benchmarks;

/// <summary>
/// What training costs beside the same loop written against TorchSharp: one epoch of 100 batches of 32, a net of 784, 300, 100 and
/// 10 units, made-up data.
/// </summary>
[IterationCount(40)]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class TrainingBenchmarks : IDisposable
{
    private const int Inputs = 784;
    private const int Classes = 10;
    private const int BatchSize = 32;
    private const int Count = 100 * BatchSize;
    private const double LearningRate = 0.01;

    private readonly SequentialModel _model;
    private readonly nn.Module<Tensor, Tensor> _bare;
    private readonly Dataset _dataset;
    private readonly Tensor _samples;
    private readonly Tensor _labels;

    /// <summary>Makes both models and the data.</summary>
    public TrainingBenchmarks()
    {
        TorchLibrary.EnsureLoaded();
        Activation relu = ActivationCatalogue.Relu;
        _model = new SequentialModel(
            [new DenseLayer(300, activation: relu), new DenseLayer(100, activation: relu), new DenseLayer(Classes)], [Inputs], seed: 1);
        _bare = nn.Sequential(nn.Linear(Inputs, 300), nn.ReLU(), nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, Classes));
        _samples = randn(Count, Inputs);
        _labels = randint(Classes, Count, int64);
        _dataset = new Dataset("noise", _samples.data<float>().ToArray(), [Inputs], _labels.data<long>().ToArray());
        for (int i = 0; i < 5; i++)
        {
            TorchSharpLoop();
            TorchSharpLoopAdam();
            TrainAdam();
            TrainAndProbe();
        }
    }

    /// <summary>The loop as one would write it, with plain gradient descent.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("SGD")]
    public void TorchSharpLoop() => Loop(optim.SGD(_bare.parameters(), LearningRate));

    /// <summary>The same training by InitTools.</summary>
    /// <returns>How it ended.</returns>
    [Benchmark]
    [BenchmarkCategory("SGD")]
    public TrainingResult Train() => Trainer.Run(_model, _dataset, Options("SGD"));

    /// <summary>The same with a look at the layers every 10 steps.</summary>
    /// <returns>How it ended.</returns>
    [Benchmark]
    [BenchmarkCategory("SGD")]
    public TrainingResult TrainAndProbe() => Trainer.Run(_model, _dataset, Options("SGD") with { ProbeEvery = 10 });

    /// <summary>The loop as one would write it, with Adam.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Adam")]
    public void TorchSharpLoopAdam() => Loop(optim.Adam(_bare.parameters(), LearningRate, eps: 1e-7));

    /// <summary>The same training by InitTools.</summary>
    /// <returns>How it ended.</returns>
    [Benchmark]
    [BenchmarkCategory("Adam")]
    public TrainingResult TrainAdam() => Trainer.Run(_model, _dataset, Options("Adam"));

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _bare.Dispose();
        _samples.Dispose();
        _labels.Dispose();
        GC.SuppressFinalize(this);
    }

    private static TrainingOptions Options(string optimizer) => new()
    {
        Epochs = 1,
        BatchSize = BatchSize,
        Optimizer = OptimizerCatalogue.Find(optimizer, "Optimizer") with { LearningRate = LearningRate },
        Seed = 1,
    };

    private void Loop(optim.Optimizer made)
    {
        using optim.Optimizer optimizer = made;
        _bare.train();
        using Tensor order = randperm(Count);
        double loss = 0;
        long hits = 0;
        for (int start = 0; start < Count; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor chosen = order.narrow(0, start, BatchSize);
            Tensor target = _labels.index_select(0, chosen);
            optimizer.zero_grad();
            Tensor output = _bare.call(_samples.index_select(0, chosen));
            Tensor value = nn.functional.cross_entropy(output, target);
            value.backward();
            optimizer.step();
            loss += value.item<float>() * BatchSize;
            hits += output.argmax(1).eq(target).sum().item<long>();
        }
        if (double.IsNaN(loss) || hits > Count) throw new InvalidOperationException("The loop is broken.");
    }
}
