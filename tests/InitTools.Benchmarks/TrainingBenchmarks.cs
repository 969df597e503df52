using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using InitTools.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace InitTools.Benchmarks;

/// <summary>
/// What training costs beside the same loop written against TorchSharp: one epoch of 100 batches of 32, a net of 784, 300, 100 and
/// 10 units, made-up data. Each iteration begins with the same weights: labels without a rule are learned by heart in a few epochs, and
/// gradients then become numbers too small for full speed. Machines that others share change their pace by the minute, so that
/// the ratio that counts is the paired one.
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
    private readonly Tensor[] _initial;
    private TimeSpan _peer;

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
        _initial = [.. _model.parameters().Select(parameter => parameter.detach().clone())];
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
    public TrainingResult Train() => Paired(nameof(Train), Options("SGD"));

    /// <summary>The same with a look at the layers every 10 steps.</summary>
    /// <returns>How it ended.</returns>
    [Benchmark]
    [BenchmarkCategory("SGD")]
    public TrainingResult TrainAndProbe() => Paired(nameof(TrainAndProbe), Options("SGD") with { ProbeEvery = 10 });

    /// <summary>The loop as one would write it, with Adam.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Adam")]
    public void TorchSharpLoopAdam() => Loop(optim.Adam(_bare.parameters(), LearningRate, eps: 1e-7));

    /// <summary>The same training by InitTools.</summary>
    /// <returns>How it ended.</returns>
    [Benchmark]
    [BenchmarkCategory("Adam")]
    public TrainingResult TrainAdam() => Paired(nameof(TrainAdam), Options("Adam"));

    /// <summary>Puts the first weights back.</summary>
    [IterationSetup(Targets = [nameof(TorchSharpLoop), nameof(TorchSharpLoopAdam)])]
    public void Reset()
    {
        using IDisposable noGrad = no_grad();
        foreach ((Tensor parameter, Tensor initial) in _model.parameters().Concat(_bare.parameters()).Zip([.. _initial, .. _initial]))
            parameter.copy_(initial);
    }

    /// <summary>Times the loop, right before the training that is compared with it.</summary>
    [IterationSetup(Targets = [nameof(Train), nameof(TrainAndProbe)])]
    public void TimeLoop() => TimePeer(TorchSharpLoop);

    /// <summary>Times the loop with Adam, right before the training that is compared with it.</summary>
    [IterationSetup(Target = nameof(TrainAdam))]
    public void TimeLoopAdam() => TimePeer(TorchSharpLoopAdam);

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _bare.Dispose();
        _samples.Dispose();
        _labels.Dispose();
        foreach (Tensor initial in _initial) initial.Dispose();
        GC.SuppressFinalize(this);
    }

    private void TimePeer(Action loop)
    {
        Reset();
        // As before every iteration that is measured.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var watch = Stopwatch.StartNew();
        loop();
        _peer = watch.Elapsed;
        Reset();
    }

    private TrainingResult Paired(string name, TrainingOptions options)
    {
        var watch = Stopwatch.StartNew();
        TrainingResult result = Trainer.Run(_model, _dataset, options);
        if (_peer > TimeSpan.Zero) PairedRatioColumn.Add(name, watch.Elapsed / _peer);
        return result;
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
