using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>One training of one model: epochs, each of steps and a validation.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const int SmallestValidationBatch = 256;

    private readonly TensorModule _model;
    private readonly TrainingData _data;
    private readonly TrainingOptions _options;
    private readonly TrainingObserver? _observer;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly TrainedParameters _parameters;
    private readonly torch.Tensor[] _trained;
    private readonly ProbeLoss _loss;
    private readonly PlateauCounter _plateaus;
    private readonly long _stepsPerEpoch;
    private readonly ModelModes _modes;
    private readonly ModelRunner _runner;
    private readonly WeightUpdate _update;
    private readonly ModelSnapshot _lastFinite;
    private readonly LibtorchRandom _random;
    private readonly NoiseGuard? _noise;
    private readonly TrainingProbe? _probe;
    private readonly bool _looksAtInput;
    private readonly EarlyStopping? _stopping;

    private long _step;
    private int _lastFiniteEpoch;

    /// <summary>Prepares a training and checks that model, data and loss fit; changes nothing.</summary>
    public TrainingRun(TensorModule model, TrainingData data, TrainingOptions options, TrainingObserver? observer)
    {
        _model = model;
        _data = data;
        _options = options;
        _observer = observer;
        _optimizer = options.Optimizer ?? new AdamOptimizer();
        _schedule = options.Schedule ?? new ConstantSchedule();
        _parameters = new TrainedParameters(model);
        _trained = [.. _parameters.All];
        _plateaus = new PlateauCounter(_schedule.Patience);
        _stepsPerEpoch = (data.Count + options.BatchSize - 1) / options.BatchSize;
        _modes = new ModelModes(model);
        _runner = new ModelRunner(model);
        try
        {
            _loss = FindLoss();
        }
        catch
        {
            _runner.Dispose();
            _modes.Dispose();
            throw;
        }
        _update = new WeightUpdate(_optimizer, _parameters, options);
        _lastFinite = new ModelSnapshot(model);
        _random = new LibtorchRandom(options.Seed);
        // Without a seed of its own a training goes on where the model's noise stands.
        _noise = options.Seed is null ? null : new NoiseGuard(model, new ProbeRandom(options.Seed, 0));
        _probe = options.ProbeEvery is { } every ? new TrainingProbe(every, model) : null;
        // Below frozen layers there is a signal to look at only if it goes all the way to the input, as it does back in time.
        _looksAtInput = _parameters.HasFrozen || model.modules().Any(module => module is RecurrentLayer);
        _stopping = options.EarlyStoppingPatience is { } patience ? new EarlyStopping(patience) : null;
    }

    /// <summary>Trains.</summary>
    public TrainingResult Run()
    {
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            TrainingEpoch row = RunEpoch(epoch);
            if (row.Verdict == GradientVerdict.NonFinite) return EndNonFinite(row);
            if (_lastFinite.IsLiveFinite)
            {
                _lastFinite.Take();
                _lastFiniteEpoch = epoch;
            }
            double watched = row.ValidationLoss ?? row.Loss;
            _plateaus.Watch(watched);
            bool stops = _stopping?.Watch(epoch, watched, _model) == true;
            _observer?.OnEpoch(row);
            if (stops) return End(TrainingEnd.EarlyStopped, epoch, $"No lower validation loss for {_options.EarlyStoppingPatience} epochs. ");
        }
        return End(TrainingEnd.Completed, _options.Epochs, "");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _probe?.Dispose();
        _stopping?.Dispose();
        _noise?.Dispose();
        _random.Dispose();
        _lastFinite.Dispose();
        _update.Dispose();
        _runner.Dispose();
        _modes.Dispose();
    }

    private TrainingEpoch RunEpoch(int epoch)
    {
        _modes.Train();
        int[] order = _data.Order(epoch);
        var sums = new Evaluation();
        var watch = new Stopwatch();
        var last = default(StepOutcome);
        double norms = 0;
        int steps = 0;
        for (int start = 0; start < order.Length; start += _options.BatchSize, steps++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<int> batch = order.AsSpan(start, Math.Min(_options.BatchSize, order.Length - start));
            watch.Start();
            last = Step(batch);
            watch.Stop();
            sums.Add(last.Loss, last.Hits, batch.Length);
            norms += last.Norm;
            if (last.Layers is not null) _observer?.OnProbe(last.Layers);
            if (!last.IsFinite) return Row(epoch, sums, norms / (steps + 1), last.Rate, watch, null) with { Verdict = GradientVerdict.NonFinite };
            _observer?.OnStep(new TrainingProgress(epoch, _options.Epochs, _step, _options.Epochs * _stepsPerEpoch, last.Loss));
        }
        return Row(epoch, sums, norms / steps, last.Rate, watch, Validate());
    }

    private TrainingEpoch Row(int epoch, Evaluation sums, double norm, double rate, Stopwatch watch, Evaluation? validation) => new()
    {
        Model = ModelState.NameOf(_model),
        Epoch = epoch,
        Step = _step,
        Loss = sums.Loss,
        Accuracy = sums.Accuracy,
        ValidationLoss = validation?.Loss,
        ValidationAccuracy = validation?.Accuracy,
        LearningRate = rate,
        GradientNorm = norm,
        SamplesPerSecond = sums.Count / watch.Elapsed.TotalSeconds,
    };

    private StepOutcome Step(ReadOnlySpan<int> indices)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable gradientsOn = torch.enable_grad();
        bool looks = _probe?.IsDue(_step + 1) == true;
        torch.Tensor labels = _data.Training.Labels(indices);
        (ModelOutput output, IReadOnlyList<LayerTrace> layers) = Forward(_data.Training.Samples(indices), looks);
        torch.Tensor loss = ProbeLossFunction.Compute(_loss, output, _data.Targets(labels, _loss));
        torch.Tensor?[] gradients = looks ? _probe!.Look(loss, layers, _trained) : Gradients(loss);
        _update.Penalize(gradients);
        double rate = Rate(out double? momentum);
        var outcome = new StepOutcome(
            loss.to(torch.float64).item<double>(), WeightUpdate.Norm(gradients), rate, Evaluation.Hits(output, labels, _loss));
        if (outcome.IsFinite)
        {
            _update.Step(gradients, outcome.Norm, rate, momentum);
            _step++;
        }
        return looks ? outcome with { Layers = _probe!.Finish(outcome.IsFinite ? _step : _step + 1) } : outcome;
    }

    private (ModelOutput Output, IReadOnlyList<LayerTrace> Layers) Forward(torch.Tensor input, bool looks)
    {
        try
        {
            if (!looks) return (_runner.Run(input), []);
            if (_looksAtInput && input.is_floating_point()) input = input.detach().requires_grad_();
            return ModelTracer.Run(_model, input, CancellationToken.None);
        }
        catch (ExternalException e)
        {
            string name = ModelState.NameOf(_model);
            throw new InitToolsException(
                "ForwardFailed",
                $"Model '{name}' can't take a batch of shape {InitToolsException.Show(input.shape)}: {e.Message.Split('\n')[0]}",
                FaultKind.InvalidData, name, e);
        }
    }

    // Fresh tensors rather than .grad: nothing to set to 0 first, nothing to add to.
    private torch.Tensor?[] Gradients(torch.Tensor loss) => BackwardPass.Differentiate(_model, loss, null, _trained);

    private double Rate(out double? momentum)
    {
        var point = new SchedulePoint(_step, _stepsPerEpoch, _options.Epochs * _stepsPerEpoch, _plateaus.Count);
        momentum = _schedule.Momentum(point);
        return _optimizer.LearningRate * _schedule.Factor(point);
    }

    private Evaluation? Validate()
    {
        if (_data.ValidationIndices.Length == 0) return null;
        _modes.Evaluate();
        int size = Math.Max(_options.BatchSize, SmallestValidationBatch);
        var sums = new Evaluation();
        for (int start = 0; start < _data.ValidationIndices.Length; start += size)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable noGrad = torch.no_grad();
            ReadOnlySpan<int> batch = _data.ValidationIndices.AsSpan(start, Math.Min(size, _data.ValidationIndices.Length - start));
            torch.Tensor labels = _data.Validation.Labels(batch);
            ModelOutput output = Forward(_data.Validation.Samples(batch), false).Output;
            double loss = ProbeLossFunction.Compute(_loss, output, _data.Targets(labels, _loss)).to(torch.float64).item<double>();
            sums.Add(loss, Evaluation.Hits(output, labels, _loss), batch.Length);
        }
        return sums;
    }

    // One sample of each dataset goes through the model, in evaluation, which changes nothing.
    private ProbeLoss FindLoss()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        _modes.Evaluate();
        if (_data.ValidationIndices.Length > 0) Forward(_data.Validation.Samples([0]), false);
        ModelOutput output = Forward(_data.Training.Samples([0]), false).Output;
        ProbeLoss loss = _options.Loss ?? ProbeLossFunction.Choose(output, true);
        GradientProbe.CheckOutput(output, loss);
        DatasetTargets.CheckClasses(_data.Training.Dataset, output, loss);
        return loss;
    }

    private TrainingResult EndNonFinite(TrainingEpoch row)
    {
        bool whole = _lastFinite.IsLiveFinite;
        if (!whole) _lastFinite.Restore();
        string cause = double.IsFinite(row.Loss) ? "a gradient is NaN or infinite" : $"the loss is {InitToolsException.Show(row.Loss)}";
        string weights = whole ? "from before it" : _lastFiniteEpoch == 0 ? "that training began with" : $"of the end of epoch {_lastFiniteEpoch}";
        _observer?.OnEpoch(row);
        return End(
            TrainingEnd.NonFinite, row.Epoch,
            $"Training of '{row.Model}' stopped in epoch {row.Epoch} at step {_step + 1}: {cause}. That step was not taken; the weights are "
            + $"those {weights}. A smaller LearningRate, a GradientClipNorm such as 1, standardized inputs or another initializer cure it. ");
    }

    private TrainingResult End(TrainingEnd end, int epoch, string message)
    {
        _stopping?.RestoreBest();
        int? best = _stopping?.BestEpoch;
        if (best is not null) message += $"The weights are those of epoch {best}, which had the lowest validation loss.";
        return new TrainingResult(end, epoch, _step, best, message.TrimEnd());
    }

    /// <summary>What one step came to.</summary>
    private readonly record struct StepOutcome(double Loss, double Norm, double Rate, long Hits, IReadOnlyList<LayerGradient>? Layers = null)
    {
        public bool IsFinite => double.IsFinite(Loss) && double.IsFinite(Norm);
    }
}
