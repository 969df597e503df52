using System.Runtime.InteropServices;
using TorchSharp;
using Module = TorchSharp.torch.nn.Module;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>A model set to predict, and put back when done.</summary>
internal sealed class PredictionSession : IDisposable
{
    private readonly TensorModule _model;
    private readonly PredictionOptions _options;
    private readonly ModelModes _modes;
    private readonly ModelRunner _runner;
    private readonly ModelInput _input;
    private readonly LibtorchRandom? _random;
    private readonly NoiseGuard? _noise;

    /// <summary>Sets the model's modes.</summary>
    /// <exception cref="InitToolsException"><c>NoDropout</c>.</exception>
    public PredictionSession(TensorModule model, PredictionOptions options)
    {
        _model = model;
        _options = options;
        _input = ModelInput.Of(model);
        _modes = new ModelModes(model);
        if (_modes.Evaluate(module => options.MonteCarlo is not null && IsDropout(module)) == 0 && options.MonteCarlo is not null)
        {
            _modes.Dispose();
            throw new InitToolsException(
                "NoDropout", $"Model '{ModelState.NameOf(model)}' has no dropout layer, so that all passes of MonteCarlo would be the same.",
                FaultKind.InvalidOperation, ModelState.NameOf(model));
        }
        _runner = new ModelRunner(model);
        if (options.MonteCarlo is null) return;
        _random = new LibtorchRandom(options.Seed);
        _noise = new NoiseGuard(model, new ProbeRandom(options.Seed, 0));
    }

    /// <summary>The outputs of samples, and their spread over the passes where there are several.</summary>
    public (torch.Tensor Mean, torch.Tensor? Deviation) Run(torch.Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        var means = new List<torch.Tensor>();
        var deviations = new List<torch.Tensor>();
        for (long start = 0; start < input.shape[0]; start += _options.BatchSize)
        {
            torch.Tensor batch = _input.Fit(input.narrow(0, start, Math.Min(_options.BatchSize, input.shape[0] - start)));
            (torch.Tensor mean, torch.Tensor? deviation) = Run(batch, output => output.Value);
            means.Add(mean);
            if (deviation is not null) deviations.Add(deviation);
        }
        // Of an identity the output may be the input itself, which is the caller's.
        torch.Tensor all = torch.cat(means).MoveToOuterDisposeScope();
        return (all, deviations.Count == 0 ? null : torch.cat(deviations).MoveToOuterDisposeScope());
    }

    /// <summary>The classes of a dataset's samples.</summary>
    public IReadOnlyList<Prediction> Run(Dataset dataset)
    {
        var reader = new BatchReader(dataset, _input);
        int[] all = [.. Enumerable.Range(0, dataset.Count)];
        var rows = new List<Prediction>(dataset.Count);
        for (int start = 0; start < all.Length; start += _options.BatchSize)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable noGrad = torch.no_grad();
            ReadOnlySpan<int> batch = all.AsSpan(start, Math.Min(_options.BatchSize, all.Length - start));
            (torch.Tensor mean, torch.Tensor? deviation) = Run(reader.Samples(batch), output => Probabilities(output, dataset));
            torch.Tensor classes = mean.argmax(1, true);
            long[] predicted = [.. classes.cpu().data<long>()];
            double[] probability = Chosen(mean, classes);
            double[]? spread = deviation is null ? null : Chosen(deviation, classes);
            for (int i = 0; i < predicted.Length; i++)
                rows.Add(Row(dataset, start + i, (int)predicted[i], probability[i], spread?[i]));
        }
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _noise?.Dispose();
        _random?.Dispose();
        _runner.Dispose();
        _modes.Dispose();
    }

    private (torch.Tensor Mean, torch.Tensor? Deviation) Run(torch.Tensor batch, Func<ModelOutput, torch.Tensor> read)
    {
        var moments = new RunningMoments();
        for (int pass = 0; pass < (_options.MonteCarlo ?? 1); pass++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            moments.Add(read(Forward(batch)));
        }
        return (moments.Mean, _options.MonteCarlo is null ? null : moments.StandardDeviation);
    }

    private ModelOutput Forward(torch.Tensor batch)
    {
        try
        {
            return _runner.Run(batch);
        }
        catch (ExternalException e)
        {
            string name = ModelState.NameOf(_model);
            throw new InitToolsException(
                "ForwardFailed",
                $"Model '{name}' can't take a batch of shape {InitToolsException.Show(batch.shape)}: {e.Message.Split('\n')[0]}",
                FaultKind.InvalidData, name, e);
        }
    }

    private static torch.Tensor Probabilities(ModelOutput output, Dataset dataset)
    {
        torch.Tensor value = output.Value;
        if (value.dim() != 2)
        {
            throw new InitToolsException(
                "OutputShapeMismatch",
                $"The model puts out a shape of {InitToolsException.Show(value.shape)}; to predict classes it must be (batch, classes).",
                FaultKind.InvalidData, InitToolsException.Show(value.shape));
        }
        bool single = value.shape[1] == 1;
        long classes = single ? 2 : value.shape[1];
        if (dataset.ClassCount > classes)
        {
            throw new InitToolsException(
                "ClassCountMismatch",
                $"The model knows {classes} classes, but dataset '{dataset.Name}' has {dataset.ClassCount}.", FaultKind.InvalidData, dataset.Name);
        }
        bool done = output.Activation?.Name is "softmax" or "sigmoid";
        if (!single) return done ? value : value.softmax(1);
        torch.Tensor second = done ? value : value.sigmoid();
        return torch.cat([second.neg().Plus(1), second], 1);
    }

    private static double[] Chosen(torch.Tensor values, torch.Tensor classes) =>
        [.. values.gather(1, classes).to(torch.ScalarType.Float64, torch.CPU).contiguous().data<double>()];

    private static Prediction Row(Dataset dataset, int index, int predicted, double probability, double? deviation)
    {
        int? label = dataset.ClassCount > 0 ? dataset.GetLabel(index) : null;
        string? Name(int? number) => number < dataset.ClassNames.Count ? dataset.ClassNames[number.Value] : null;
        return new Prediction
        {
            Index = index,
            Label = label,
            Predicted = predicted,
            Probability = probability,
            StandardDeviation = deviation,
            LabelName = Name(label),
            PredictedName = Name(predicted),
        };
    }

    // A part without parts: a whole model may have the word in its name.
    private static bool IsDropout(Module module) =>
        !module.named_children().Any() && module.GetType().Name.Contains("Dropout", StringComparison.Ordinal);
}
