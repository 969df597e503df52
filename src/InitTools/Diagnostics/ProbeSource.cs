using InitTools.Sampling;
using TorchSharp;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace InitTools;

/// <summary>Where a probe's batches come from.</summary>
public abstract class ProbeSource
{
    private protected ProbeSource()
    {
    }

    /// <summary>Standard normal inputs, and targets that fit the model and its loss: random classes or standard normal values.</summary>
    public static ProbeSource Noise { get; } = new NoiseSource();

    /// <summary>Random samples of a dataset with labels.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <returns>The source.</returns>
    public static ProbeSource From(Dataset dataset) => new DatasetSource(dataset);

    /// <summary>One given batch.</summary>
    /// <param name="input">The samples; the caller keeps the tensor.</param>
    /// <param name="target">The targets, or null to draw them; the caller keeps the tensor.</param>
    /// <returns>The source.</returns>
    public static ProbeSource From(torch.Tensor input, torch.Tensor? target) => new TensorSource(input, target);

    internal virtual bool TargetsAreClasses => true;

    /// <summary>The inputs of one batch, and what belongs to them.</summary>
    internal abstract Batch Draw(TensorModule model, int batchSize, ProbeRandom random);

    /// <summary>The samples of one step, and a way to its targets once the model's output is known.</summary>
    /// <param name="Input">The inputs.</param>
    /// <param name="Target">Makes the targets for an output and a loss.</param>
    internal sealed record Batch(torch.Tensor Input, Func<ModelOutput, ProbeLoss, torch.Tensor> Target);

    private sealed class NoiseSource : ProbeSource
    {
        internal override Batch Draw(TensorModule model, int batchSize, ProbeRandom random)
        {
            long[] sample = ModelInput.SampleShape(model) ?? throw new InitToolsException(
                "InputRequired",
                "The model doesn't tell the shape of its input; give the probe a Dataset, or an InputObject with a batch of samples.",
                FaultKind.InvalidArgument);
            MemoryBudget.CheckPass(model, batchSize, sample);
            torch.Tensor input = torch.empty([batchSize, .. sample]);
            Sampler.Fill(input, new NormalLaw(0, 1), random.Stream("input"), options: random.Options);
            return new Batch(ModelInput.Of(model).Fit(input), (output, loss) => RandomTarget(output, loss, random));
        }

        internal static torch.Tensor RandomTarget(ModelOutput output, ProbeLoss loss, ProbeRandom random)
        {
            if (loss == ProbeLoss.MeanSquaredError)
            {
                torch.Tensor values = torch.empty(output.Value.shape);
                Sampler.Fill(values, new NormalLaw(0, 1), random.Stream("target"), options: random.Options);
                return values;
            }
            long classes = loss == ProbeLoss.BinaryCrossEntropy ? 2 : output.Value.shape[1];
            long[] labels = new long[output.Value.shape[0]];
            Sampler.FillIntegers(labels, classes, random.Stream("target"));
            return torch.tensor(labels);
        }
    }

    private sealed class DatasetSource(Dataset dataset) : ProbeSource
    {
        internal override Batch Draw(TensorModule model, int batchSize, ProbeRandom random)
        {
            DatasetTargets.RequireLabels(dataset);
            int count = Math.Min(batchSize, dataset.Count);
            MemoryBudget.CheckPass(model, count, dataset.SampleShape);
            int[] chosen = Sampler.Permutation(dataset.Count, random.Stream("batch"))[..count];
            return new Batch(ModelInput.Of(model).Fit(dataset.GetSamples(chosen)), (output, loss) => Target(output, loss, chosen));
        }

        private torch.Tensor Target(ModelOutput output, ProbeLoss loss, int[] chosen)
        {
            DatasetTargets.CheckClasses(dataset, output, loss);
            return DatasetTargets.Of(dataset.GetLabels(chosen), dataset.ClassCount, loss);
        }
    }

    private sealed class TensorSource(torch.Tensor input, torch.Tensor? target) : ProbeSource
    {
        internal override bool TargetsAreClasses => target is null || !target.is_floating_point();

        private static void RequireValues(torch.Tensor? tensor, string parameter)
        {
            if (tensor is { IsInvalid: true })
                throw new InitToolsException("DisposedTensor", $"{parameter} is a tensor that was disposed of.", FaultKind.InvalidOperation);
        }

        internal override Batch Draw(TensorModule model, int batchSize, ProbeRandom random)
        {
            RequireValues(input, "InputObject");
            RequireValues(target, "Target");
            if (input.dim() < 2 || input.NumberOfElements == 0)
            {
                throw InitToolsException.Argument(
                    "InvalidInput", "The shape of InputObject", input.shape, "that of a batch: one sample or more first, then their shape");
            }
            if (!double.IsFinite(Moments.Of(input).Mean))
            {
                throw new InitToolsException(
                    "NonFiniteInput", "InputObject holds NaN or infinity; it must hold finite numbers.", FaultKind.InvalidData, input.shape);
            }
            if (target is not null) CheckTarget(target, input.shape[0]);
            MemoryBudget.CheckPass(model, input.shape[0], input.shape[1..]);
            return new Batch(ModelInput.Of(model).Fit(input), (output, loss) => Target(output, loss, random));
        }

        private torch.Tensor Target(ModelOutput output, ProbeLoss loss, ProbeRandom random)
        {
            if (target is null) return NoiseSource.RandomTarget(output, loss, random);
            long needed = loss == ProbeLoss.MeanSquaredError ? output.Value.NumberOfElements : output.Value.shape[0];
            if (target.NumberOfElements != needed)
            {
                throw new InitToolsException(
                    "TargetShapeMismatch",
                    $"Target has the shape {InitToolsException.Show(target.shape)}; for {loss} and an output of shape "
                    + $"{InitToolsException.Show(output.Value.shape)} it must hold {needed} values.",
                    FaultKind.InvalidData, InitToolsException.Show(target.shape));
            }
            if (loss == ProbeLoss.MeanSquaredError) return target.reshape(output.Value.shape);
            long classes = loss == ProbeLoss.BinaryCrossEntropy ? 2 : output.Value.shape[1];
            torch.Tensor labels = target.to(torch.ScalarType.Int64).reshape(-1);
            (long lowest, long highest) = (labels.min().item<long>(), labels.max().item<long>());
            if (lowest < 0 || highest >= classes)
            {
                throw InitToolsException.Argument(
                    "LabelOutOfRange", "Target", lowest < 0 ? lowest : highest, $"from 0 to {classes - 1}, as the model has {classes} classes");
            }
            return labels;
        }

        private static void CheckTarget(torch.Tensor target, long samples)
        {
            long entries = target.dim() == 0 ? 1 : target.shape[0];
            if (entries != samples)
            {
                throw new InitToolsException(
                    "LabelCountMismatch", $"Target has {entries} entries for {samples} samples; it must have one for each.",
                    FaultKind.InvalidData, target.shape);
            }
            if (!double.IsFinite(Moments.Of(target).Mean))
            {
                throw new InitToolsException(
                    "NonFiniteTarget", "Target holds NaN or infinity; it must hold finite numbers.", FaultKind.InvalidData, target.shape);
            }
        }
    }
}

/// <summary>The random streams of one step of a probe, one for each purpose.</summary>
/// <param name="Seed">The probe's seed, or null for fresh values.</param>
/// <param name="Step">The number of the repetition.</param>
/// <param name="Options">How large draws are carried out.</param>
internal sealed record ProbeRandom(long? Seed, int Step, SamplerOptions? Options = null)
{
    public RandomStream Stream(string purpose) =>
        Seed is { } seed ? RandomStream.FromName(seed, $"probe.{purpose}#{Step}") : RandomStream.Fresh();
}
